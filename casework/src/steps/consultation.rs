//! Consultations: whose they are, for which organisation, and what they are about.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::mine::mine_of;
use domain::access::{Actor, Person};
use domain::application::Application;
use domain::assurance::Assurance;
use domain::codes::DepartmentCode;
use domain::consultation::{About, Consultation};
use domain::duty::DutyRole;
use domain::id::ConsultationId;

/// Who answers calls, and for which organisation.
pub(crate) fn consultant(actor: &Actor) -> Result<(&Person, &DepartmentCode), CaseError> {
    let person = person(actor)?;
    let organisation = person.organisations_as(DutyRole::Consultant).pop_first();
    Ok((person, organisation.ok_or(CaseError::Forbidden)?))
}

/// A consultation of the asker's, who still answers calls for its organisation; another's is none.
pub(crate) async fn own(
    cx: &Cx,
    actor: &Actor,
    id: ConsultationId,
) -> Result<Consultation, CaseError> {
    let (person, _) = consultant(actor)?;
    let theirs = person.organisations_as(DutyRole::Consultant);
    let found = cx
        .store
        .consultation(id)
        .await?
        .filter(|one| one.consultant == person.citizen && theirs.contains(&one.organisation));
    found.ok_or(CaseError::NotFound("consultation"))
}

/// How many of a caller's newest applications are told.
const TOLD: u64 = 20;

/// The applications that a consultation is about, newest first.
pub(crate) async fn applications(
    cx: &Cx,
    of: &Consultation,
) -> Result<Vec<Application>, CaseError> {
    let mut found = match of.about {
        About::Nothing => Vec::new(),
        About::Application(id) => Vec::from_iter(cx.store.application(id).await?),
        About::Caller(citizen) => {
            let caller = Person::new(citizen, Assurance::Simplified);
            mine_of(cx, &caller, None, TOLD).await?.items
        }
    };
    // Of their own matter nobody is a consultant, and what both who apply have not confirmed is nobody's to know.
    found.retain(|one| !one.unconfirmed && !one.is_of(of.consultant));
    Ok(found)
}
