//! One operation a file. Each extracts, calls one procedure, and views the answer.

pub(crate) mod access_records;
pub(crate) mod applications;
pub(crate) mod chat;
pub(crate) mod checklists;
pub(crate) mod consultations;
pub(crate) mod desk;
pub(crate) mod document;
pub(crate) mod drafts;
pub(crate) mod events;
pub(crate) mod exchange;
pub(crate) mod inquiries;
pub(crate) mod manifests;
pub(crate) mod me;
pub(crate) mod notices;
pub(crate) mod oauth2;
pub(crate) mod ops;
pub(crate) mod oversight;
mod paging;
pub(crate) mod receptions;
pub(crate) mod results;
pub(crate) mod services;
pub(crate) mod status;
pub(crate) mod uploads;

use crate::app::App;
use crate::failure::Failure;
use domain::access::Actor;
use domain::application::Score;
use domain::codes::ServiceCode;
use domain::number::{ApplicationNumber, BadNumber};
use domain::text::Text;
use openapi::problem::{Code, FieldCode, MEDIA_TYPE};
use std::collections::BTreeMap;
use std::str::FromStr;
use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

/// A part of the address as an identifier or code. What cannot be one names nothing: 404.
pub(crate) fn named<T: FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_malformed| Failure::new(Code::NotFound))
}

/// Asks the registers of a service anew for who applies, where their answers are old or missing: as the pages do.
pub(crate) async fn ask_registers(
    app: &App,
    actor: &Actor,
    service: &ServiceCode,
) -> Result<(), Failure> {
    let catalog = app.cx.catalog();
    let Some(entry) = catalog.service(service) else { return Ok(()) };
    let registers = &entry.service.registers;
    Ok(casework::remember_register::refresh(&app.cx, actor, registers).await?)
}

/// A field of a body as an identifier or code.
pub(crate) fn field<T: FromStr>(pointer: &str, text: &str) -> Result<T, Failure>
where
    T::Err: ToString,
{
    text.parse().map_err(|error: T::Err| {
        let ru = "такого обозначения не бывает: проверьте, что оно скопировано целиком";
        let words = Text::new(ru, error.to_string());
        Failure::field(Code::BadShape, pointer, FieldCode::Invalid, words)
    })
}

/// A field of a body as the number of an application, however it was typed.
pub(crate) fn application_number(pointer: &str, text: &str) -> Result<ApplicationNumber, Failure> {
    ApplicationNumber::typed(text).map_err(|bad| {
        let words = match bad {
            BadNumber::Form => Text::new("номер выглядит как 50-2026-0000123-8", bad.to_string()),
            BadNumber::CheckDigit => {
                Text::new("в номере опечатка: контрольная цифра не сходится", bad.to_string())
            }
        };
        Failure::field(Code::BadShape, pointer, FieldCode::Number, words)
    })
}

/// The refusals every operation may give, for the document: each by the name of its answer in the components.
#[derive(Debug)]
pub(crate) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let named = |status: &u16| Ref::from_response_name(refusal_name(*status));
        by_status().keys().map(|status| (status.to_string(), named(status).into())).collect()
    }
}

/// The refusals themselves, by name, for the components of the document.
pub(crate) fn refusals() -> BTreeMap<String, RefOr<Response>> {
    let answer = |(status, codes): (u16, Vec<&str>)| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let answer = ResponseBuilder::new()
            .description(format!("A problem: {}", codes.join(", ")))
            .content(MEDIA_TYPE, content)
            .build();
        (refusal_name(status), answer.into())
    };
    by_status().into_iter().map(answer).collect()
}

/// A mark from 1 to 5; another number is refused by the field it came in.
pub(crate) fn score(mark: u8) -> Result<Score, Failure> {
    Score::try_from(mark).map_err(|bad| {
        let hint = Text::new("целое число от 1 до 5", bad.to_string());
        Failure::field(Code::BadShape, "/score", FieldCode::Range, hint)
    })
}

fn refusal_name(status: u16) -> String {
    format!("Problem{status}")
}

/// The codes of each status.
fn by_status() -> BTreeMap<u16, Vec<&'static str>> {
    let mut codes: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for code in Code::ALL {
        codes.entry(code.status()).or_default().push(code.as_str());
    }
    codes
}
