//! Deciding on a case: what is decided is checked now, and made a moment later.

use crate::cx::{Cx, passport, person};
use crate::error::CaseError;
use crate::steps::moves::{as_person, officer as officer_of};
use crate::steps::waiting_list::in_turn;
use domain::access::Actor;
use domain::codes::{MoveCode, ReasonCode};
use domain::id::{ApplicationId, DecisionId};
use domain::job::{Entry, Job};
use store::HeldDecision;

/// What an officer decides.
#[derive(Debug, Clone)]
pub struct RequestedDecision {
    /// The move it makes.
    pub made: MoveCode,
    /// The coded reason, where the move takes one.
    pub reason: Option<ReasonCode>,
    /// The version of the application the officer saw.
    pub version: i64,
}

/// Holds a decision on a case that is as the officer saw it, if it could be made at once. It is made when its moment has
/// come, unless it is taken back or the case moves on before.
pub async fn decide(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
    asked: RequestedDecision,
) -> Result<HeldDecision, CaseError> {
    let catalog = cx.catalog();
    let officer = person(actor)?.citizen;
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let (entry, process) = passport(&catalog, &application)?;
    let roles = officer_of(actor, &application, &entry.service.department)?;
    if application.version != asked.version {
        return Err(CaseError::Stale { current: application.version });
    }
    match tx.held_decision(id).await? {
        Some(other) if other.stands(&application) => {
            return Err(CaseError::DecisionHeld);
        }
        // The case has moved on over it.
        Some(overtaken) => {
            tx.release_decision(&overtaken).await?;
        }
        None => {}
    }
    let (advance, by) =
        as_person(actor, (&application, process), &roles, (asked.made, asked.reason))?;
    let entry_of_stage = Entry(application.stage_entry);
    let advance = in_turn(&mut tx, &application, (process, &advance)).await?.into_owned();
    // What is refused is refused now, to the one who decides.
    application.advance(&advance, &entry.service, process, catalog.calendar(), tx.now())?;
    let held = HeldDecision {
        id: DecisionId::new(tx.now(), &*cx.entropy),
        application: id,
        entry: entry_of_stage,
        made: advance.made,
        reason: advance.reason,
        role: by.role,
        officer,
        leaves_at: tx.now() + cx.decisions_held,
    };
    tx.hold_decision(&held).await?;
    let job = Job::MakeDecision { application: id, entry: entry_of_stage, decision: held.id };
    tx.enqueue_at(&job, held.leaves_at).await?;
    tx.commit().await?;
    Ok(held)
}
