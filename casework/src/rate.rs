//! Rating a service that was provided or refused: its applicant's to do, once.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::note::{facts_of, note};
use domain::access::Actor;
use domain::application::{Application, Score};
use domain::id::ApplicationId;
use domain::journal::ActorRef;
use domain::process::Role;

/// Rates the service of one's own application. The same mark again changes nothing; another one is refused.
pub async fn rate(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
    score: Score,
) -> Result<Application, CaseError> {
    let missing = || CaseError::NotFound("application");
    let catalog = cx.catalog();
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or_else(missing)?;
    let (entry, _process) = passport(&catalog, &application)?;
    if !actor.roles_on(&application, &entry.service.department).contains(&Role::Citizen) {
        return Err(missing());
    }
    let (before, citizen) = (application.version, application.citizen);
    let (application, fact) = application.rate(score, tx.now())?;
    if let Some(fact) = fact {
        let by = ActorRef { role: Role::Citizen, person: Some(citizen) };
        let facts = facts_of(&application, by, vec![fact]);
        note(&mut tx, &application, before, facts).await?;
        tx.commit().await?;
    }
    Ok(application)
}
