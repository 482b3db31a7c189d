//! Messages to departments, and what they tell.

use super::moment;
use crate::failure::Failure;
use casework::exchange::{Collected, TakenIn, sequence};
use openapi::exchange::{EventTaken, ExchangeMessageView, SentApplication};
use openapi::problem::Code;

/// A message, with what it carries. `source` is where people reach the platform.
pub(crate) fn exchange_message(
    source: &str,
    of: Collected,
) -> Result<ExchangeMessageView, Failure> {
    let placed = of.placed;
    let data: Option<SentApplication> = of.body.map(serde_json::from_value).transpose().map_err(|error| {
        tracing::error!(message = placed.id, %error, "a message has another shape than its document");
        Failure::new(Code::Internal)
    })?;
    Ok(ExchangeMessageView {
        specversion: "1.0".to_owned(),
        id: placed.id,
        source: source.to_owned(),
        kind: placed.kind.event_type().to_owned(),
        subject: placed.application.to_string(),
        time: moment(placed.placed_at),
        sequence: sequence(placed.position),
        datacontenttype: data.is_some().then(|| "application/json".to_owned()),
        data: data.map(|data| SentApplication { sent_at: moment(placed.placed_at), ..data }),
    })
}

/// What came of an event.
pub(crate) fn event_taken(of: TakenIn) -> EventTaken {
    let end = match of {
        TakenIn::Made => "made",
        TakenIn::TooLate => "too_late",
    };
    EventTaken { end: end.to_owned() }
}
