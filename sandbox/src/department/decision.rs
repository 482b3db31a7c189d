//! What the department decides: by its own register, or by an officer, after it has thought.

use super::{
    Department,
    order::{Officer, Order, Reason, Wanted},
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
    /// Decided.
    Decided(Decision),
}

/// A decision and when it was taken.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decision {
    pub(crate) decided_at: Moment,
    /// What the certificate prints, or why there is none.
    pub(crate) outcome: Result<Value, Reason>,
}

impl Decision {
    /// As the platform reads it.
    pub(crate) fn json(&self) -> Value {
        let decided_at = time::in_moscow(self.decided_at).to_rfc3339();
        match &self.outcome {
            Ok(data) => json!({
                "outcome": "granted", "reason_code": null, "decided_at": decided_at, "data": data,
            }),
            Err(reason) => json!({
                "outcome": "refused", "reason_code": reason.code(), "decided_at": decided_at,
                "data": {},
            }),
        }
    }
}

impl Department {
    /// Where the order stands at this moment; nothing runs in the background.
    pub(crate) fn standing(&self, order: &Order, people: &People, now: Moment) -> Standing {
        let (Ok(snils), Ok(wanted)) = (order.snils(), order.wanted()) else {
            // A file altered by hand: left to a person.
            return Standing::NeedsOfficer;
        };
        let record = register::record(people, &snils);
        if let Some(Officer { refused, decided_at }) = order.officer {
            let outcome = refused.map_or_else(|| Ok(data(record, wanted)), Err);
            return Standing::Decided(Decision { decided_at, outcome });
        }
        let decided_at = order.received_at.checked_add_signed(self.delay);
        let Some(decided_at) = decided_at.filter(|ready| *ready <= now) else {
            return Standing::Processing;
        };
        if record.is_some_and(|record| record.needs_officer) {
            return Standing::NeedsOfficer;
        }
        let outcome = due(record, wanted).map(|record| data(Some(record), wanted));
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
