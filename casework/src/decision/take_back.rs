//! Taking a decision back while it is held.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::moves::officer;
use domain::access::Actor;
use domain::id::{ApplicationId, DecisionId};

/// Takes a decision back: whoever may decide on the case may, its author or a colleague. False if it is held no longer, or
/// none was named.
pub async fn take_back(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
    decision: Option<DecisionId>,
) -> Result<bool, CaseError> {
    let catalog = cx.catalog();
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let (entry, _process) = passport(&catalog, &application)?;
    officer(actor, &application, &entry.service.department)?;
    let held = tx.held_decision(id).await?;
    let held = held.filter(|held| Some(held.id) == decision && held.stands(&application));
    let Some(held) = held else { return Ok(false) };
    tx.release_decision(&held).await?;
    tx.commit().await?;
    Ok(true)
}
