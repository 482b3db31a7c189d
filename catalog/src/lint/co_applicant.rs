//! Co-applicants: a form says who it is in fields that everybody fills in, and the process asks them.

use super::Found;
use super::service::{filled, notice};
use crate::form::properties;
use domain::service::{CoApplicant, Service, Status};
use serde_json::Value;

/// Who is named is asked, and who is asked is named. At the window of an office both are there.
pub(super) fn goes_by_it(found: &mut Found<'_>, service: &Service) {
    let Some(process) = found.catalog.process(&service.process) else { return };
    if service.status != Status::Published {
        return;
    }
    let reason = match (process.has_a_co_applicant(), service.co_applicant.is_some()) {
        (true, false) => "the process asks a co-applicant, and the service has no `co_applicant`",
        (false, true) => "there is a `co_applicant`, and the process asks none",
        _ => return,
    };
    found.wrong("/process", reason);
}

pub(super) fn lint(found: &mut Found<'_>, service: &Service) {
    let Some(CoApplicant { title, fields, invitation }) = &service.co_applicant else { return };
    let at = "/co_applicant";
    filled(found, &format!("{at}/title"), title);
    for (part, pointer) in fields.all() {
        if let Some(why) = wrong(service, part, pointer) {
            found.wrong(&format!("{at}/fields/{part}"), why);
        }
    }
    notice(found, &format!("{at}/invitation"), invitation);
}

/// What is wrong with a field that says who the co-applicant is.
fn wrong(service: &Service, part: &str, pointer: &str) -> Option<String> {
    let schema = &service.form.schema;
    let named = pointer.strip_prefix('/').unwrap_or_default();
    let Some((_name, field)) = properties(schema).find(|(name, _)| *name == named) else {
        return Some(format!("`{pointer}` is no field of the form"));
    };
    let of = |key: &str| field.get(key).and_then(Value::as_str);
    let format = match part {
        "snils" => Some("snils"),
        "birth_date" => Some("date"),
        _ => None,
    };
    let required = schema.get("required").and_then(Value::as_array);
    if of("type") != Some("string") || of("format") != format || field.get("oneOf").is_some() {
        Some(match format {
            Some(format) => format!("`{pointer}` must be a text of `format: {format}`"),
            None => format!("`{pointer}` must be a text that is typed"),
        })
    } else if !required.is_some_and(|names| names.iter().any(|one| one == named)) {
        Some(format!("`{pointer}` may be left empty: write it under `required`"))
    } else {
        None
    }
}
