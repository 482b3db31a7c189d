//! Taking a case, putting it back, handing it over.

use crate::cx::{Cx, may_read, passport, person};
use crate::error::CaseError;
use crate::steps::assigning::{assign_in, works_at};
use crate::steps::moves::is_decided;
use domain::access::Actor;
use domain::application::{Application, Assignment, BadAssignment};
use domain::id::ApplicationId;

/// Takes a case, puts it back or hands it over, if the asker works where it waits and it is still at the version they saw. What is so
/// already changes nothing.
pub async fn assign(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
    (asked, version): (Assignment, i64),
) -> Result<Application, CaseError> {
    let catalog = cx.catalog();
    let by = person(actor)?.citizen;
    let missing = || CaseError::NotFound("application");
    let seen = cx.store.application(id).await?.ok_or_else(missing)?;
    let (entry, _process) = passport(&catalog, &seen)?;
    may_read(actor, &seen, &entry.service.department)?;
    if seen.version != version {
        return Err(CaseError::Stale { current: seen.version });
    }
    if actor.duty_at(&seen).is_none() {
        return Err(CaseError::Forbidden);
    }
    // Looked up before the transaction: the version says that the case waits where it did.
    if let Assignment::HandOver(colleague) = asked {
        let record = cx.store.citizen(colleague).await?.filter(|one| !seen.is_of(one.id));
        let works_there = match &record {
            Some(record) => works_at(cx, record, &seen).await?,
            None => false,
        };
        if !works_there {
            return Err(BadAssignment::NotAColleague.into());
        }
    }
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or_else(missing)?;
    if application.version != version {
        return Err(CaseError::Stale { current: application.version });
    }
    if is_decided(&mut tx, &application).await? {
        return Err(CaseError::DecisionHeld);
    }
    let application = assign_in(&mut tx, application, asked, by).await?;
    tx.commit().await?;
    Ok(application)
}
