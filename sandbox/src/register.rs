//! The register of employment services: what is known of a person by СНИЛС.

use crate::people::{Employment, People};
use domain::snils::Snils;
use serde_json::{Value, json};

/// What the register holds about the owner of the number.
pub(crate) fn record<'a>(people: &'a People, snils: &Snils) -> Option<&'a Employment> {
    people.by_snils(snils)?.employment.as_ref()
}

/// The employment centre that serves the district.
pub(crate) fn center() -> Value {
    json!({
        "code": "czn-krasnogorsk",
        "name": "Центр занятости населения городского округа Красногорск (песочница)",
    })
}
