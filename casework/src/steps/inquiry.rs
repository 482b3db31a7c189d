//! Inquiries: for which organisations somebody answers.

use crate::cx::person;
use crate::error::CaseError;
use domain::access::Actor;
use domain::codes::DepartmentCode;
use domain::duty::DutyRole;
use std::collections::BTreeSet;

/// The organisations for which the asker answers inquiries, as operator of an office or officer of a department: at least one.
pub(crate) fn answers_for(actor: &Actor) -> Result<BTreeSet<&DepartmentCode>, CaseError> {
    let person = person(actor)?;
    let roles = [DutyRole::OfficeOperator, DutyRole::DepartmentOfficer];
    let theirs: BTreeSet<_> =
        roles.into_iter().flat_map(|role| person.organisations_as(role)).collect();
    if theirs.is_empty() { Err(CaseError::Forbidden) } else { Ok(theirs) }
}
