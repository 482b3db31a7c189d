//! Whom a filled form names as its co-applicant.

use domain::co_applicant::Named;
use domain::service::Service;
use serde_json::Value;

/// The person a filled form names; `None` where the service has no co-applicant, or the form does not say who it is.
pub(crate) fn named(service: &Service, form: &Value) -> Option<Named> {
    let fields = &service.co_applicant.as_ref()?.fields;
    let text = |pointer: &str| form.pointer(pointer)?.as_str();
    let names = (text(&fields.last_name)?, text(&fields.first_name)?);
    let snils = text(&fields.snils)?.parse().ok()?;
    Some(Named::new(snils, names, text(&fields.birth_date)?.parse().ok()?))
}
