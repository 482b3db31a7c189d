//! Making a decision that was held.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::job_end::JobEnd;
use crate::steps::moves::advance_in;
use domain::application::{Advance, BadMove};
use domain::id::{ApplicationId, DecisionId};
use domain::journal::ActorRef;
use store::Claim;

/// Makes a decision whose moment has come. There is nothing to do if it was taken back; it is overtaken if the case moved on
/// before it, or is not the first of its waiting list any more where that is needed.
pub async fn make(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    decision: DecisionId,
) -> Result<JobEnd, CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let held = tx.held_decision(id).await?.filter(|held| held.id == decision);
    let Some(held) = held else { return Ok(JobEnd::NothingToDo) };
    tx.release_decision(&held).await?;
    let mut overtaken = !held.stands(&application);
    if !overtaken {
        let by = ActorRef { role: held.role, person: Some(held.officer) };
        let advance = Advance { reason: held.reason, ..Advance::of(held.made, held.role) };
        match advance_in(cx, &mut tx, application, &[(advance, by)]).await {
            // Another was put before it meanwhile, and it stays where it is.
            Err(CaseError::Move(BadMove::NotInTurn(_))) => overtaken = true,
            moved => drop(moved?),
        }
    }
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(if overtaken { JobEnd::Overtaken } else { JobEnd::Done })
}
