//! Telling an applicant that their case stands still for a technical reason, and that it goes on.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::note::{facts_of, note};
use domain::id::ApplicationId;
use domain::journal::ActorRef;
use store::{Claim, Tx};

/// Writes down on a case whether work that it waits for is set aside, and ends the job that asked.
pub async fn delay(cx: &Cx, claim: &Claim, id: ApplicationId) -> Result<(), CaseError> {
    let mut tx = cx.begin().await?;
    delay_in(&mut tx, id).await?;
    tx.finish(claim).await?;
    Ok(tx.commit().await?)
}

/// The same in a transaction of the caller's. Nothing for a case that has ended, or that says so already.
pub async fn delay_in(tx: &mut Tx, id: ApplicationId) -> Result<(), CaseError> {
    let Some(application) = tx.lock_application(id).await? else { return Ok(()) };
    let before = application.version;
    let written = if tx.stands_still(&application).await? {
        application.delay(tx.now())
    } else {
        application.resume(tx.now())
    };
    let Some((application, fact)) = written else { return Ok(()) };
    let facts = facts_of(&application, ActorRef::PLATFORM, vec![fact]);
    note(tx, &application, before, facts).await
}
