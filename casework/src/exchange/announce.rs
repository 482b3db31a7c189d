//! Telling a department's system that a message waits: an event without anybody's data, which says where the message is.

use crate::cx::Cx;
use crate::error::CaseError;
use domain::codes::DepartmentCode;
use serde_json::json;

/// A webhook, ready to be sent.
#[derive(Debug, Clone)]
pub struct Announced {
    /// Where.
    pub url: String,
    /// Its headers, but for the type of its body.
    pub headers: [(&'static str, String); 3],
    /// The event (CloudEvents 1.0, JSON).
    pub body: Vec<u8>,
}

/// The webhook about a message, signed now; nothing where the department is not told of messages, or has this one.
pub async fn announced(
    cx: &Cx,
    department: &DepartmentCode,
    id: &str,
) -> Result<Option<Announced>, CaseError> {
    let Some(webhook) = cx.connections.webhook(department) else { return Ok(None) };
    let placed = cx.store.placed_message(department, id).await?;
    let placed = placed.ok_or(CaseError::NotFound("message"))?;
    if cx.store.received_message(department, id).await?.is_some() {
        return Ok(None);
    }
    let event = json!({
        "specversion": "1.0",
        "id": placed.id,
        "source": cx.public_url,
        "type": placed.kind.event_type(),
        "subject": placed.application,
        "time": placed.placed_at,
        "sequence": sequence(placed.position),
        // The claim check (CloudEvents, extension `dataref`): who may read the message reads it there.
        "dataref": format!("{}/v1/exchange/messages/{}", cx.public_url, placed.id),
    });
    let body = event.to_string().into_bytes();
    let now = cx.clock.now();
    let signature = webhook.secret.sign(&placed.id, now, &body);
    let headers = [
        ("webhook-id", placed.id),
        ("webhook-timestamp", now.timestamp().to_string()),
        ("webhook-signature", signature),
    ];
    Ok(Some(Announced { url: webhook.url.clone(), headers, body }))
}

/// A position as events carry it (CloudEvents, extension `sequence`): the later one is the greater text.
#[must_use]
pub fn sequence(position: u64) -> String {
    format!("{position:016}")
}
