//! What a department's system tells by itself.

use super::is_identity;
use crate::app::App;
use crate::extract::{SignedEvent, parse};
use crate::failure::Failure;
use crate::handlers::{Refusals, field};
use crate::view;
use actix_web::{post, web};
use casework::exchange::{Decided, Telling, Told};
use domain::codes::ReasonCode;
use domain::text::Text;
use openapi::exchange::{
    DECIDED, DecidedOutcome, EventTaken, ExchangeEventRequest, MessageDecided, MessageDecidedEvent,
    MessageReceived, MessageReceivedEvent, RECEIVED,
};
use openapi::problem::{Code, FieldCode};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Takes an event that a department's system has signed: that it has a message, or what it decided.
///
/// The event is one of CloudEvents 1.0 in JSON, its signature one of Standard Webhooks. The same event again has the same answer and no other effect.
#[utoipa::path(
    tag = "Exchange",
    operation_id = "tell_exchange_event",
    params(
        ("department" = String, Path, description = "The department"),
        ("webhook-id" = String, Header, description = "The identity of the webhook; the event has its own"),
        ("webhook-timestamp" = String, Header, description = "When it was signed, in seconds of Unix time"),
        ("webhook-signature" = String, Header, description = "`v1,` and the signature in base64; several between spaces"),
    ),
    request_body(content = ExchangeEventRequest, content_type = "application/cloudevents+json"),
    responses((status = 200, description = "What came of it", body = EventTaken), Refusals),
    security(("webhook_signature" = [])),
)]
#[post("/v1/exchange/events/{department}")]
pub(crate) async fn tell(
    app: web::Data<App>,
    event: SignedEvent,
) -> Result<web::Json<EventTaken>, Failure> {
    let telling = telling(&event)?;
    let taken = casework::exchange::take_in(&app.cx, &telling).await?;
    Ok(web::Json(view::event_taken(taken)))
}

/// What every event has, whatever it tells.
#[derive(Deserialize)]
struct Frame {
    specversion: String,
    id: String,
    #[serde(rename = "type")]
    kind: String,
    subject: String,
}

fn telling(event: &SignedEvent) -> Result<Telling, Failure> {
    let frame: Frame = parse(&event.body)?;
    if frame.specversion != "1.0" {
        return Err(wrong("/specversion", FieldCode::Unsupported, "1.0", "1.0"));
    }
    for (pointer, text) in [("/id", &frame.id), ("/subject", &frame.subject)] {
        if !is_identity(text) {
            let (ru, en) =
                ("от 1 до 128 видимых знаков ASCII", "1 to 128 visible characters of ASCII");
            return Err(wrong(pointer, FieldCode::Invalid, ru, en));
        }
    }
    let told = match frame.kind.as_str() {
        RECEIVED => received(parse::<MessageReceivedEvent>(&event.body)?.data)?,
        DECIDED => Told::Decided(decided(parse::<MessageDecidedEvent>(&event.body)?.data)?),
        _ => {
            let words = format!("{RECEIVED}, {DECIDED}");
            return Err(wrong("/type", FieldCode::Unsupported, &words, &words));
        }
    };
    let key = casework::Key {
        actor: format!("department:{}", event.department),
        key: frame.id,
        body_sha256: hex::encode(Sha256::digest(&event.body)),
    };
    Ok(Telling { department: event.department.clone(), message: frame.subject, told, key })
}

fn received(data: MessageReceived) -> Result<Told, Failure> {
    let number = data.department_number.trim().to_owned();
    if !(1..=64).contains(&number.chars().count()) || number.chars().any(char::is_control) {
        let (ru, en) = ("от 1 до 64 знаков", "1 to 64 characters");
        return Err(wrong("/data/department_number", FieldCode::Invalid, ru, en));
    }
    Ok(Told::Received { department_number: number, at: data.received_at.map(|at| at.to_utc()) })
}

fn decided(data: MessageDecided) -> Result<Decided, Failure> {
    const REASON: &str = "/data/reason_code";
    let reason = |code: Option<String>| -> Result<ReasonCode, Failure> {
        let (ru, en) = (
            "нужен код причины из паспорта услуги",
            "a reason of the service's passport is needed",
        );
        field(REASON, &code.ok_or_else(|| wrong(REASON, FieldCode::Missing, ru, en))?)
    };
    let no_facts = data.data.is_none();
    match data.outcome {
        DecidedOutcome::Granted if data.reason_code.is_some() => {
            let (ru, en) =
                ("у положительного решения нет причины", "what is granted has no reason");
            Err(wrong(REASON, FieldCode::Invalid, ru, en))
        }
        DecidedOutcome::Granted => Ok(Decided::Granted(data.data.unwrap_or_else(|| json!({})))),
        DecidedOutcome::Refused if no_facts => Ok(Decided::Refused(reason(data.reason_code)?)),
        DecidedOutcome::Returned if no_facts => Ok(Decided::Returned(reason(data.reason_code)?)),
        DecidedOutcome::Refused | DecidedOutcome::Returned => {
            let (ru, en) = ("только при положительном решении", "only where it is granted");
            Err(wrong("/data/data", FieldCode::Invalid, ru, en))
        }
    }
}

fn wrong(pointer: &str, kind: FieldCode, ru: &str, en: &str) -> Failure {
    Failure::field(Code::BadShape, pointer, kind, Text::new(ru, en))
}
