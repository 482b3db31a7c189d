//! What the department decides: by its own register, or by an officer, after it has thought.

use super::{
    Department,
    order::{Officer, Order, Reason, SERVICE, Wanted},
};
use crate::{
    people::{Employment, EmploymentStatus, People, Period},
    register,
};
use domain::time::{self, Moment};
use serde_json::{Value, json};

/// Where an order stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Standing {
    /// Not thought over yet.
    Processing,
    /// Only an officer may decide.
    NeedsOfficer,
    Decided(Decision),
    /// Taken back before anything was decided.
    Cancelled,
}

/// A decision and when it was taken.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decision {
    pub(crate) decided_at: Moment,
    pub(crate) outcome: Outcome,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// What the document prints.
    Granted(Value),
    /// Refused, by the code of a reason.
    Refused(String),
    /// Sent back to be corrected, by the code of a reason.
    Returned(String),
}

impl Decision {
    /// As the platform reads it.
    pub(crate) fn json(&self) -> Value {
        let decided_at = time::in_moscow(self.decided_at).to_rfc3339();
        let (word, reason, data) = match &self.outcome {
            Outcome::Granted(data) => ("granted", None, data.clone()),
            Outcome::Refused(reason) => ("refused", Some(reason), json!({})),
            Outcome::Returned(reason) => ("returned", Some(reason), json!({})),
        };
        json!({"outcome": word, "reason_code": reason, "decided_at": decided_at, "data": data})
    }
}

impl Department {
    /// Where the order stands at this moment; nothing runs in the background.
    pub(crate) fn standing(&self, order: &Order, people: &People, now: Moment) -> Standing {
        let asked = order.snils().ok().zip(order.wanted().ok());
        let asked = asked.filter(|_| order.service() == SERVICE);
        let record = asked.as_ref().and_then(|(snils, _)| register::record(people, snils));
        let grant = || match &asked {
            Some((_, wanted)) => data(record, *wanted),
            // Another department's register is not invented: its decision carries what was asked.
            None => json!({ "form": order.message.get("form") }),
        };
        if let Some(Officer { refused, returned, decided_at }) = order.officer.clone() {
            let outcome = match (refused, returned) {
                (Some(reason), _) => Outcome::Refused(reason),
                (None, Some(reason)) => Outcome::Returned(reason),
                (None, None) => Outcome::Granted(grant()),
            };
            return Standing::Decided(Decision { decided_at, outcome });
        }
        let decided_at = order.received_at.checked_add_signed(self.delay);
        let in_time =
            order.cancelled_at.is_some_and(|at| decided_at.is_none_or(|ready| at < ready));
        let by_nobody = asked.as_ref().is_none_or(|_| record.is_some_and(|one| one.needs_officer));
        if order.cancelled_at.is_some() && (in_time || by_nobody) {
            return Standing::Cancelled;
        }
        let Some(decided_at) = decided_at.filter(|ready| *ready <= now) else {
            return Standing::Processing;
        };
        let Some((_, wanted)) = asked.filter(|_| record.is_none_or(|one| !one.needs_officer))
        else {
            return Standing::NeedsOfficer;
        };
        let outcome = match due(record, wanted) {
            Ok(record) => Outcome::Granted(data(Some(record), wanted)),
            Err(reason) => Outcome::Refused(reason.code().to_owned()),
        };
        Standing::Decided(Decision { decided_at, outcome })
    }
}

/// Whether the register says this certificate is due.
fn due(record: Option<&Employment>, wanted: Wanted) -> Result<&Employment, Reason> {
    let record = record.ok_or(Reason::NotRegistered)?;
    let registered = record.status == EmploymentStatus::Unemployed;
    match wanted {
        Wanted::RegistrationPeriods { .. } => Ok(record),
        _ if !registered => Err(Reason::NotRegistered),
        Wanted::BenefitAmount if record.benefits.is_empty() => Err(Reason::NoBenefits),
        Wanted::BenefitAmount | Wanted::UnemployedStatus => Ok(record),
    }
}

/// What the certificate prints.
fn data(record: Option<&Employment>, wanted: Wanted) -> Value {
    let Some(record) = record else {
        return json!({
            "status": "none", "registered_on": null, "removed_on": null, "periods": [],
            "benefits": [], "center": register::center(),
        });
    };
    let periods: Vec<&Period> =
        record.periods.iter().filter(|period| within(**period, wanted)).collect();
    json!({
        "status": record.status, "registered_on": record.registered_on,
        "removed_on": record.removed_on, "periods": periods, "benefits": record.benefits,
        "center": register::center(),
    })
}

/// Whether the registration touches the days the applicant asked about.
fn within(period: Period, wanted: Wanted) -> bool {
    let Wanted::RegistrationPeriods { from, to } = wanted else { return true };
    let ends_late_enough = from.is_none_or(|from| period.to.is_none_or(|end| end >= from));
    ends_late_enough && to.is_none_or(|to| period.from <= to)
}
