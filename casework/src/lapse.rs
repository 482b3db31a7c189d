//! Moving on a case whose stage has run out of its term, where the process says so.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::effect::due;
use crate::steps::job_end::JobEnd;
use crate::steps::moves::{advance_in, unattended};
use domain::id::ApplicationId;
use domain::job::Entry;
use domain::process::{Effect, Role};
use store::Claim;

/// Makes the move of a stage that has run out of its term. There is nothing to do if the case has left the stage.
pub async fn lapse(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
) -> Result<JobEnd, CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (_passport, process) = passport(&catalog, &application)?;
    let Some(lapsing) = due(process, &application, entry, ("lapse", Effect::lapsing))? else {
        return Ok(JobEnd::NothingToDo);
    };
    if let Some(due_at) = application.stage_due_at.filter(|due_at| *due_at > tx.now()) {
        // The row says when to look; when the term is over, the application says.
        tx.wait(claim, due_at, "the term of its stage goes on").await?;
        tx.commit().await?;
        return Ok(JobEnd::PutOff);
    }
    let moved = unattended(&lapsing.lapsed, Role::Platform);
    advance_in(cx, &mut tx, application, &[moved]).await?;
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(JobEnd::Done)
}
