//! What is asked of a checklist.

use openapi::client::ClientError;
use reqwest::RequestBuilder;
use serde_json::json;

/// A service with a checklist, and a step that anybody may do first.
pub(super) const STEPS: (&str, &str) = ("high-tech-care", "see-doctor");

/// The request of a row.
pub(super) fn ask(
    path: &str,
    to: impl Fn(&str) -> Result<RequestBuilder, ClientError>,
) -> anyhow::Result<RequestBuilder> {
    let path = path.replace("{code}", STEPS.0).replace("{step}", STEPS.1);
    let asked = to(&path)?;
    Ok(if path.ends_with(STEPS.1) { asked.json(&json!({ "done": true })) } else { asked })
}
