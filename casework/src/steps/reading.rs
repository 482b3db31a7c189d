//! Noting that somebody reads a person's data. It is noted before anything is shown: what cannot be noted is not shown.

use crate::cx::Cx;
use crate::error::CaseError;
use domain::access::Actor;
use domain::access_log::{Reader, Reading};
use domain::application::Application;
use domain::codes::DepartmentCode;
use domain::id::AccessRecordId;

/// Notes that an official reads an application of a department's service, for each who applied; nothing, if it is their own reading.
pub(crate) async fn note_official(
    cx: &Cx,
    actor: &Actor,
    of: &Application,
    department: &DepartmentCode,
) -> Result<(), CaseError> {
    let (Some(person), Some(duty)) = (actor.person(), actor.duty_on(of, department)) else {
        return Ok(());
    };
    let organisation = duty.organisation.clone().unwrap_or_else(|| department.clone());
    let reader = Reader::Official { person: person.citizen, role: duty.role, organisation };
    let application = Some((of.id, of.number));
    let own = Reading { citizen: of.citizen, application, reader };
    note(cx, &own).await?;
    // It is their data too.
    match of.co_applicant {
        Some(citizen) => note(cx, &Reading { citizen, ..own }).await,
        None => Ok(()),
    }
}

/// Notes a reading. In a transaction of its own: none may be open on the way here.
pub(crate) async fn note(cx: &Cx, reading: &Reading) -> Result<(), CaseError> {
    let now = cx.clock.now();
    if cx.store.access_is_noted(reading, now).await? {
        return Ok(());
    }
    let mut tx = cx.begin().await?;
    tx.note_access(AccessRecordId::new(now, &*cx.entropy), reading).await?;
    tx.commit().await?;
    Ok(())
}
