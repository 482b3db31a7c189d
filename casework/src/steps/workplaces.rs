//! Workplaces: where people work on cases that are others'.

use crate::cx::person;
use crate::error::CaseError;
use domain::access::Actor;
use domain::codes::DepartmentCode;
use domain::duty::Duty;
use domain::process::Role;
use std::collections::BTreeSet;

/// Where a person works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workplace {
    /// The desk of a department: its officers decide.
    Department,
    /// The window of an office (МФЦ): its operators check, take in and hand over.
    Office,
    /// The way between them: couriers carry papers.
    Way,
}

impl Workplace {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Department, Self::Office, Self::Way];

    /// The role of whoever works there.
    pub(crate) const fn role(self) -> Role {
        match self {
            Self::Department => Role::DepartmentOfficer,
            Self::Office => Role::OfficeOperator,
            Self::Way => Role::Courier,
        }
    }
}

/// The desks of the asker at these places, each with its organisation: at least one.
pub(crate) fn desks_of<'a>(
    actor: &'a Actor,
    places: &[Workplace],
) -> Result<BTreeSet<(Role, &'a DepartmentCode)>, CaseError> {
    let person = person(actor)?;
    let at = |duty: &'a Duty| {
        let role = duty.role.in_a_process()?;
        let is_asked_for = places.iter().any(|place| place.role() == role);
        Some((role, duty.organisation.as_ref().filter(|_| is_asked_for)?))
    };
    let desks: BTreeSet<_> = person.duties.iter().filter_map(at).collect();
    if desks.is_empty() { Err(CaseError::Forbidden) } else { Ok(desks) }
}
