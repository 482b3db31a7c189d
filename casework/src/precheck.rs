//! Pre-check: do data and documents suffice, and if not, what exactly is missing (G3.3).

use crate::cx::{Cx, person, service};
use crate::error::CaseError;
pub use crate::steps::form::MAX_FORM;
use crate::steps::form::{check, open, profile};
use domain::access::Actor;
use domain::codes::ServiceCode;
use domain::precheck::Precheck;
use serde_json::Value;

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
    Ok(check(cx, person, entry, form).await?.0)
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
    Ok(check(cx, person(actor)?, entry, form).await?.0)
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
