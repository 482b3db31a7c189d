//! Pre-check: do data and documents suffice, and if not, what exactly is missing (G3.3).

use crate::cx::{Cx, applicant, service};
use crate::error::CaseError;
use crate::steps::form::open;
pub use crate::steps::form::{Known, MAX_FORM};
use crate::steps::reception::filed_here;
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
    let person = applicant(actor)?;
    let catalog = cx.catalog();
    let entry = service(&catalog, code)?;
    open(entry)?;
    filed_here(person, entry)?;
    Known::of(cx, person).await?.with_files(cx, entry, form).await?.check(entry, form)
}

/// What is known of the person who asks: a form is judged by it as often as wanted.
pub async fn known(cx: &Cx, actor: &Actor) -> Result<Known, CaseError> {
    Known::of(cx, applicant(actor)?).await
}
