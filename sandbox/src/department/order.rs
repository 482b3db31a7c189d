//! An order: the message of the platform, checked, and what the department did with it.

use crate::json::{self, BadRequest, at, parsed, snils, text};
use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::{snils::Snils, time::Moment};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The service whose orders are decided by the register. Those of other services wait for an officer.
pub(crate) const SERVICE: &str = "employment-certificate";

/// Words a key of contact data is made of.
const CONTACT_WORDS: [&str; 6] = ["email", "mail", "phone", "mobile", "telephone", "contacts"];

/// An order as it is kept, one file each.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Order {
    /// The place in the department's book.
    pub(crate) sequence: u64,
    pub(crate) department_number: String,
    pub(crate) received_at: Moment,
    /// What the officer decided, when an officer had to.
    pub(crate) officer: Option<Officer>,
    /// When the platform took it back, if it did.
    #[serde(default)]
    pub(crate) cancelled_at: Option<Moment>,
    /// The message as it came.
    pub(crate) message: Value,
}

/// An officer's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Officer {
    /// The code of the reason, when refused.
    #[serde(default)]
    pub(crate) refused: Option<String>,
    /// The code of the reason, when sent back to be corrected.
    #[serde(default)]
    pub(crate) returned: Option<String>,
    pub(crate) decided_at: Moment,
}

/// Why a certificate is refused: codes the service's passport knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    NotRegistered,
    NoBenefits,
    DataMismatch,
}

impl Reason {
    pub(crate) const ALL: [Self; 3] = [Self::NotRegistered, Self::NoBenefits, Self::DataMismatch];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::NotRegistered => "not_registered",
            Self::NoBenefits => "no_benefits",
            Self::DataMismatch => "data_mismatch",
        }
    }

    /// The reason of this code.
    pub(crate) fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    /// In words.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::NotRegistered => "Не состоит на учёте",
            Self::NoBenefits => "Пособий не было",
            Self::DataMismatch => "Сведения расходятся",
        }
    }
}

/// What the certificate should say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    UnemployedStatus,
    BenefitAmount,
    RegistrationPeriods { from: Option<NaiveDate>, to: Option<NaiveDate> },
}

impl Wanted {
    /// In words.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::UnemployedStatus => "Справка о статусе безработного",
            Self::BenefitAmount => "Справка о размере пособия",
            Self::RegistrationPeriods { .. } => "Справка о периодах учёта",
        }
    }
}

impl Order {
    /// The service it is about.
    pub(crate) fn service(&self) -> &str {
        text(&self.message, "service").unwrap_or_default()
    }

    /// Which department it was sent to; absent in messages that do not say.
    pub(crate) fn receiver(&self) -> Option<&str> {
        text(&self.message, "receiver").ok()
    }

    /// What the certificate should say.
    pub(crate) fn wanted(&self) -> Result<Wanted, BadRequest> {
        wanted(&self.message)
    }

    /// Whose it is.
    pub(crate) fn snils(&self) -> Result<Snils, BadRequest> {
        snils(&self.message, "applicant.snils")
    }
}

/// Checks every field of the message; returns its id.
pub(crate) fn check(message: &Value) -> Result<String, BadRequest> {
    let id = text(message, "message_id")?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    if id.len() > 64 || !id.bytes().all(plain) {
        return Err(BadRequest::field("message_id", "must be 1 to 64 of A-Z, a-z, 0-9, - and _"));
    }
    no_contacts(message, "")?;
    for field in ["application_id", "number", "scenario"] {
        text(message, field)?;
    }
    let service = text(message, "service")?;
    if !at(message, "originals_checked_at_issue").is_some_and(Value::is_boolean) {
        return Err(BadRequest::field("originals_checked_at_issue", "must be true or false"));
    }
    applicant(message)?;
    if !at(message, "form").is_some_and(Value::is_object) {
        return Err(BadRequest::field("form", "must be an object"));
    }
    if service == SERVICE {
        wanted(message)?;
    }
    parsed::<DateTime<FixedOffset>>(message, "sent_at", "an RFC 3339 time")?;
    Ok(id.to_owned())
}

fn applicant(message: &Value) -> Result<(), BadRequest> {
    json::snils(message, "applicant.snils")?;
    // Some people have one name only.
    text(message, "applicant.last_name").or_else(|_none| text(message, "applicant.first_name"))?;
    if !at(message, "applicant.middle_name").is_none_or(|name| name.is_null() || name.is_string()) {
        return Err(BadRequest::field("applicant.middle_name", "must be a string or null"));
    }
    parsed::<NaiveDate>(message, "applicant.birth_date", "a date")?;
    if !at(message, "applicant.document").is_some_and(Value::is_object) {
        return Err(BadRequest::field("applicant.document", "must be an object"));
    }
    Ok(())
}

fn wanted(message: &Value) -> Result<Wanted, BadRequest> {
    match text(message, "form.certificate_kind")? {
        "unemployed_status" => Ok(Wanted::UnemployedStatus),
        "benefit_amount" => Ok(Wanted::BenefitAmount),
        "registration_periods" => Ok(Wanted::RegistrationPeriods {
            from: optional_day(message, "form.period_from")?,
            to: optional_day(message, "form.period_to")?,
        }),
        _ => Err(BadRequest::field(
            "form.certificate_kind",
            "must be unemployed_status, benefit_amount or registration_periods",
        )),
    }
}

fn optional_day(message: &Value, path: &str) -> Result<Option<NaiveDate>, BadRequest> {
    match at(message, path) {
        None | Some(Value::Null) => Ok(None),
        Some(_) => parsed(message, path, "a date").map(Some),
    }
}

/// The department never has the applicant's contacts: a key that looks like one is refused.
fn no_contacts(value: &Value, path: &str) -> Result<(), BadRequest> {
    let below = |name: &str| {
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_contact(name) {
                    let problem = "contact data is not accepted by the department";
                    return Err(BadRequest::field(&below(name), problem));
                }
                no_contacts(value, &below(name))?;
            }
            Ok(())
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(place, item)| no_contacts(item, &below(&place.to_string()))),
        _ => Ok(()),
    }
}

fn is_contact(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| CONTACT_WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn message() -> Value {
        json!({
            "message_id": "msg_1", "application_id": "app_1", "number": "50-2026-1",
            "service": SERVICE, "scenario": "electronic", "originals_checked_at_issue": false,
            "applicant": {
                "snils": "11223344595", "last_name": "Пример", "first_name": "Пётр",
                "middle_name": null, "birth_date": "1990-01-02", "document": {"series": "0000"}
            },
            "form": {"certificate_kind": "unemployed_status"},
            "sent_at": "2026-11-22T10:00:00+03:00"
        })
    }

    #[test]
    fn every_wrong_field_is_named() {
        assert_eq!(check(&message()).unwrap(), "msg_1");
        for (pointer, value, field) in [
            ("/message_id", json!("../../etc/passwd"), "message_id"),
            ("/service", json!(7), "service"),
            ("/scenario", json!(7), "scenario"),
            ("/originals_checked_at_issue", json!("no"), "originals_checked_at_issue"),
            ("/applicant", json!([]), "applicant.snils"),
            ("/applicant/snils", json!("11223344500"), "applicant.snils"),
            ("/applicant/middle_name", json!(1), "applicant.middle_name"),
            ("/applicant/birth_date", json!("02.01.1990"), "applicant.birth_date"),
            ("/applicant/document", json!("passport"), "applicant.document"),
            ("/form", json!({"certificate_kind": "any"}), "form.certificate_kind"),
            ("/sent_at", json!("yesterday"), "sent_at"),
        ] {
            let mut wrong = message();
            *wrong.pointer_mut(pointer).unwrap() = value;
            match check(&wrong) {
                Err(BadRequest::Field { field: named, .. }) => assert_eq!(named, field),
                other => panic!("{pointer}: {other:?}"),
            }
        }
    }

    #[test]
    fn contacts_are_refused_wherever_they_hide() {
        for (place, key) in [("/applicant", "email"), ("/form", "contact_phone"), ("", "mobile")] {
            let mut wrong = message();
            let object = wrong.pointer_mut(place).unwrap().as_object_mut().unwrap();
            object.insert(key.into(), json!("x"));
            let said = check(&wrong).unwrap_err().to_string();
            assert!(said.contains(key) && said.contains("contact data"), "{said}");
        }
        let mut listed = message();
        listed["form"]["people"] = json!([{"name": "a"}, {"E-Mail": "x"}]);
        assert!(check(&listed).unwrap_err().to_string().starts_with("form.people.1.E-Mail:"));
    }
}
