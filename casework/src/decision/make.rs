//! Making a decision that was held.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::moves::advance_in;
use domain::application::Advance;
use domain::id::{ApplicationId, DecisionId};
use domain::journal::ActorRef;
use store::Claim;

/// Makes a decision whose moment has come, and ends the claimed job. False if there is nothing to make: it was taken back,
/// or the case moved on before it. Then the claim is still to be ended.
pub async fn make(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    decision: DecisionId,
) -> Result<bool, CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let held = tx.held_decision(id).await?.filter(|held| held.id == decision);
    let Some(held) = held else { return Ok(false) };
    tx.release_decision(&held).await?;
    let overtaken = !held.stands(&application);
    if !overtaken {
        let by = ActorRef { role: held.role, person: Some(held.officer) };
        let advance = Advance {
            made: held.made,
            role: held.role,
            reason: held.reason,
            result: None,
            correction: None,
        };
        advance_in(cx, &mut tx, application, &[(advance, by)]).await?;
    }
    tx.finish(claim).await?;
    tx.commit().await?;
    if overtaken {
        tracing::info!(application = %id, "a held decision is not made: the case moved on before it");
    }
    Ok(true)
}
