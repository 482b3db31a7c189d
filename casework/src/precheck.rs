//! Pre-check: do data and documents suffice, and if not, what exactly is missing (G3.3).

use crate::cx::{Cx, person, service};
use crate::error::CaseError;
use catalog::Entry;
use chrono::Datelike;
use domain::access::{Actor, Person};
use domain::citizen::Citizen;
use domain::codes::ServiceCode;
use domain::precheck::{self, Precheck};
use domain::rule::Facts;
use domain::time::{Moment, moscow_day};
use serde_json::{Map, Value, json};
use store::RegisterFacts;

/// The most a form may hold, in bytes of JSON.
pub const MAX_FORM: usize = 64 * 1024;

/// Checks a form of the person who asks, before it is filed.
pub async fn precheck(
    cx: &Cx,
    actor: &Actor,
    code: &ServiceCode,
    form: &Value,
) -> Result<Precheck, CaseError> {
    let person = person(actor)?;
    let catalog = cx.catalog();
    let entry = service(&catalog, code)?;
    open(entry)?;
    check(cx, person, entry, form).await
}

/// Checks a corrected form by the passport of the version an application goes by, which may be an older one.
pub async fn of_version(
    cx: &Cx,
    actor: &Actor,
    (code, version): (&ServiceCode, u32),
    form: &Value,
) -> Result<Precheck, CaseError> {
    let catalog = cx.catalog();
    let entry = catalog.service_at(code, version);
    let entry = entry.ok_or_else(|| CaseError::NoService(code.to_string()))?;
    check(cx, person(actor)?, entry, form).await
}

/// The check itself, for this procedure and for filing.
pub(crate) async fn check(
    cx: &Cx,
    person: &Person,
    entry: &Entry,
    form: &Value,
) -> Result<Precheck, CaseError> {
    shape(form)?;
    let citizen = cx.store.citizen(person.citizen).await?.ok_or(CaseError::NotFound("citizen"))?;
    let registers = cx.store.registers_of(person.citizen).await?;
    let facts = facts(&citizen, form, &registers, cx.clock.now());
    let findings = entry.check_form(form);
    Ok(precheck::precheck(&entry.service, &entry.rules, findings, person.assurance, &facts))
}

/// What a form starts with: what the profile already knows.
pub async fn prefill(cx: &Cx, actor: &Actor, code: &ServiceCode) -> Result<Value, CaseError> {
    let person = person(actor)?;
    let catalog = cx.catalog();
    let entry = service(&catalog, code)?;
    open(entry)?;
    let citizen = cx.store.citizen(person.citizen).await?.ok_or(CaseError::NotFound("citizen"))?;
    Ok(entry.prefill(&profile(&citizen, cx.clock.now())))
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
fn profile(citizen: &Citizen, now: Moment) -> Value {
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
