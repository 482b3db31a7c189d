//! What is asked of papers that are carried.

use super::matrix::Scene;
use openapi::closed::SignatureAct;
use reqwest::{Method, RequestBuilder};
use tests::papers::signature;

/// The request of a row about manifests: one in which papers of Elena's wait at Irina's office.
pub(super) async fn ask(
    scene: &Scene<'_>,
    method: &Method,
    path: &str,
    to: impl Fn(&str) -> Result<RequestBuilder, openapi::client::ClientError>,
) -> anyhow::Result<RequestBuilder> {
    if !path.contains("{id}") {
        return Ok(to(path)?);
    }
    let (number, of) = scene.manifest().await?;
    let ask = to(&path.replace("{id}", &of.id))?;
    if method == Method::GET {
        return Ok(ask);
    }
    let give = signature(&of, SignatureAct::Give, &[&number]);
    Ok(ask.header("idempotency-key", format!("cell-{}", scene.next())).json(&give))
}
