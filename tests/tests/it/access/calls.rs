//! What is asked of calls, and of the questions that are passed on.

use super::matrix::Scene;
use openapi::consultation::ConsultationRequest;
use openapi::inquiry::InquiryRequest;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

impl Scene<'_> {
    /// A new call about a new application of Elena's that lies with the department: its identifier, and the number.
    pub(super) async fn call(&self) -> anyhow::Result<(String, String)> {
        let number = self.application().await?.value.number;
        let asked = ConsultationRequest { number: Some(number.clone()), code: None };
        let key = format!("scene-{}", self.next());
        Ok((self.ulyana.begin_consultation(&asked, &key).await?.id, number))
    }

    /// A question about such an application that the department is to answer.
    pub(super) async fn inquiry(&self) -> anyhow::Result<String> {
        let (call, number) = self.call().await?;
        let asked = InquiryRequest { number, topic: "progress".to_owned() };
        let key = format!("scene-{}", self.next());
        Ok(self.ulyana.ask_inquiry(&call, &asked, &key).await?.id)
    }
}

/// Whether a path is about calls, or what is passed on.
pub(super) fn has(path: &str) -> bool {
    ["/call-codes", "/consultations", "/inquiries"].iter().any(|part| path.contains(part))
}

/// The request of a row about calls.
pub(super) async fn ask(
    scene: &Scene<'_>,
    method: &Method,
    path: &str,
    to: impl Fn(&str) -> Result<RequestBuilder, openapi::client::ClientError>,
) -> anyhow::Result<RequestBuilder> {
    let keyed =
        |ask: RequestBuilder| ask.header("idempotency-key", format!("cell-{}", scene.next()));
    if path.ends_with("/answer") {
        let ask = to(&path.replace("{id}", &scene.inquiry().await?))?;
        return Ok(ask.json(&json!({ "text": "Скоро решим." })));
    }
    if path.contains("{id}") {
        let (id, number) = scene.call().await?;
        let ask = to(&path.replace("{id}", &id))?;
        return Ok(match *method {
            Method::POST => keyed(ask).json(&json!({ "number": number, "topic": "progress" })),
            Method::PUT => ask.json(&json!({ "topic": "visit" })),
            _ => ask,
        });
    }
    if path == "/v1/consultations" && *method == Method::POST {
        let number = scene.application().await?.value.number;
        return Ok(keyed(to(path)?).json(&json!({ "number": number })));
    }
    Ok(to(path)?)
}
