//! Rating a service that was provided or refused: its applicant's to do, once.

use crate::cx::{Cx, person};
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
    let citizen = person(actor)?.citizen;
    let mut tx = cx.begin().await?;
    let found = tx.lock_application(id).await?.filter(|one| one.citizen == citizen);
    let application = found.ok_or(CaseError::NotFound("application"))?;
    let before = application.version;
    let (application, fact) = application.rate(score, tx.now())?;
    if let Some(fact) = fact {
        let by = ActorRef { role: Role::Citizen, person: Some(citizen) };
        let facts = facts_of(&application, by, vec![fact]);
        note(&mut tx, &application, before, facts).await?;
        tx.commit().await?;
    }
    Ok(application)
}
