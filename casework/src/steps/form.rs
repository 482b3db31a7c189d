//! Forms: their shape, whether the service is open, and the check that pre-check, filing and correcting share.

use crate::cx::Cx;
use crate::error::CaseError;
use catalog::Entry;
use chrono::Datelike;
use domain::access::Person;
use domain::citizen::Citizen;
use domain::precheck::{self, Precheck};
use domain::rule::Facts;
use domain::time::{Moment, moscow_day};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use store::RegisterFacts;

/// The most a form may hold, in bytes of JSON.
pub const MAX_FORM: usize = 64 * 1024;

/// Checks a form by a passport, with what the profile and the registers tell; what came of it, and whom it was checked
/// for.
pub(crate) async fn check(
    cx: &Cx,
    person: &Person,
    entry: &Entry,
    form: &Value,
) -> Result<(Precheck, Citizen), CaseError> {
    shape(form)?;
    let known = cx.store.citizen_with_registers(person.citizen).await?;
    let (citizen, registers) = known.ok_or(CaseError::NotFound("citizen"))?;
    let facts = facts(&citizen, form, &registers, cx.clock.now());
    let findings = entry.check_form(form);
    let checked =
        precheck::precheck(&entry.service, &entry.rules, findings, person.assurance, &facts);
    Ok((checked, citizen))
}

/// SHA-256 of a form, lower-case hex: what the journal holds of it.
pub(crate) fn sha256(form: &Value) -> String {
    hex::encode(Sha256::digest(form.to_string()))
}

/// A service that is announced only cannot be applied for.
pub(crate) fn open(entry: &Entry) -> Result<(), CaseError> {
    if entry.is_open() { Ok(()) } else { Err(CaseError::NotOpen(entry.service.code.to_string())) }
}

/// A form is a JSON object of bounded size.
pub(crate) fn shape(form: &Value) -> Result<(), CaseError> {
    if !form.is_object() {
        return Err(CaseError::Form("is not a JSON object"));
    }
    let size = serde_json::to_vec(form).map_or(usize::MAX, |bytes| bytes.len());
    if size > MAX_FORM { Err(CaseError::Form("is larger than 64 KiB")) } else { Ok(()) }
}

fn facts(citizen: &Citizen, form: &Value, registers: &[RegisterFacts], now: Moment) -> Facts {
    let registers: Map<String, Value> =
        registers.iter().map(|told| (told.register.to_string(), told.data.clone())).collect();
    Facts {
        citizen: profile(citizen, now),
        form: form.clone(),
        registers: Value::Object(registers),
        today: moscow_day(now),
    }
}

/// The profile as rules and prefilling see it.
pub(crate) fn profile(citizen: &Citizen, now: Moment) -> Value {
    let of = &citizen.profile;
    let contact = |contact: &Option<domain::citizen::Contact>| {
        contact.as_ref().filter(|one| one.verified).map(|one| one.value.clone())
    };
    let today = moscow_day(now);
    let age = of.birth_date.map(|born| {
        let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
        today.year() - born.year() - i32::from(before_birthday)
    });
    json!({
        "last_name": of.last_name,
        "first_name": of.first_name,
        "middle_name": of.middle_name,
        "birth_date": of.birth_date,
        "age": age,
        "assurance": citizen.assurance,
        "has_snils": of.checked_snils().is_some(),
        "has_passport": of.documents.iter().any(|one| one.kind == "RF_PASSPORT"),
        "email": contact(&of.email),
        "mobile": contact(&of.mobile),
    })
}
