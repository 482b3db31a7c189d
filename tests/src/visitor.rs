//! People of the sandbox who come to a window with their documents.

use anyhow::Context;
use openapi::reception::{ReceptionRequest, VisitorDocument};
use serde_json::Value;

const PEOPLE: &str = include_str!("../../sandbox/people.json");

/// What an operator reads off the documents of a person of the sandbox.
pub fn card(name: &str) -> anyhow::Result<ReceptionRequest> {
    let people: Vec<Value> = serde_json::from_str(PEOPLE)?;
    let person = people.iter().find(|one| one.get("key").and_then(Value::as_str) == Some(name));
    let person = person.with_context(|| format!("nobody is called {name}"))?;
    let text = |pointer: &str| {
        let found = person.pointer(pointer).and_then(Value::as_str);
        found.map(str::to_owned).with_context(|| format!("{name} has no {pointer}"))
    };
    Ok(ReceptionRequest {
        office: None,
        direct_filing: None,
        snils: text("/snils")?,
        last_name: text("/last_name")?,
        first_name: text("/first_name")?,
        middle_name: text("/middle_name").unwrap_or_default(),
        birth_date: text("/birth_date")?,
        document: VisitorDocument {
            series: text("/passport/series")?,
            number: text("/passport/number")?,
            issued_on: text("/passport/issued_on")?,
            issued_by: text("/passport/issued_by")?,
        },
    })
}

/// The same as the page of an operator sends it, field by field.
#[must_use]
pub fn fields_of(card: &ReceptionRequest) -> [(&'static str, String); 9] {
    [
        ("snils", card.snils.clone()),
        ("last_name", card.last_name.clone()),
        ("first_name", card.first_name.clone()),
        ("middle_name", card.middle_name.clone()),
        ("birth_date", card.birth_date.clone()),
        ("document_series", card.document.series.clone()),
        ("document_number", card.document.number.clone()),
        ("issued_on", card.document.issued_on.clone()),
        ("issued_by", card.document.issued_by.clone()),
    ]
}
