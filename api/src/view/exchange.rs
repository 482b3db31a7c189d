//! Messages to departments, and what they tell.

use super::moment;
use casework::exchange::{Collected, TakenIn, sequence};
use openapi::exchange::{EventTaken, ExchangeMessageView, SentApplication};

/// A message, with what it carries. `source` is where people reach the platform.
pub(crate) fn exchange_message(source: &str, of: Collected) -> ExchangeMessageView {
    let Collected { placed, body } = of;
    let data: Option<SentApplication> = body.and_then(|body| match serde_json::from_value(body) {
        Ok(data) => Some(data),
        Err(error) => {
            // What it says may quote what was filed.
            let kind = error.classify();
            tracing::error!(
                message = placed.id,
                ?kind,
                "a message has another shape than its document"
            );
            None
        }
    });
    ExchangeMessageView {
        specversion: "1.0".to_owned(),
        id: placed.id,
        source: source.to_owned(),
        kind: placed.kind.event_type().to_owned(),
        subject: placed.application.to_string(),
        time: moment(placed.placed_at),
        sequence: sequence(placed.position),
        datacontenttype: data.is_some().then(|| "application/json".to_owned()),
        data: data.map(|data| SentApplication { sent_at: moment(placed.placed_at), ..data }),
    }
}

/// What came of an event.
pub(crate) fn event_taken(of: TakenIn) -> EventTaken {
    let end = match of {
        TakenIn::Made => "made",
        TakenIn::TooLate => "too_late",
    };
    EventTaken { end: end.to_owned() }
}
