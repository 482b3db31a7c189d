//! Taking the next case: whoever has a hand free asks for work, and two never get the same.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::assigning::assign_in;
use crate::steps::moves::is_decided;
use crate::steps::workplaces::{Workplace, desks_of};
use catalog::Catalog;
use domain::access::Actor;
use domain::application::{Application, Assignment};
use store::{Free, Queued, StoreError};

/// How often is asked again for a case that somebody decided on, or moved, in this moment.
const TRIES: u32 = 8;

/// Takes the case that is due first of those in nobody's hands at these places of the asker; nothing, if none waits. Not one on which a
/// decision is held, and not one that waits for its applicant to come, or for its turn. Cases that others are at in this moment are
/// passed over, and looked at once more before it is said that there is none.
pub async fn take_next(
    cx: &Cx,
    actor: &Actor,
    places: &[Workplace],
) -> Result<Option<Application>, CaseError> {
    let (by, catalog) = (person(actor)?.citizen, cx.catalog());
    let but_in = nothing_to_do_in(&catalog);
    let desks = desks_of(actor, places)?;
    let at = |desk| Free { desk, but_of: by, but_in: &but_in };
    for queued in [Queued::PassedOver, Queued::WaitedFor] {
        let mut waiting = Vec::new();
        for free in desks.iter().copied().map(at) {
            let first = cx.store.first_free(free).await?;
            waiting.extend(first.map(|first| (first.stage_due_at, first.id, free)));
        }
        waiting.sort_unstable_by_key(|(due, id, _free)| (*due, *id));
        for (_due, _id, free) in waiting {
            if let Some(taken) = take_at(cx, free, queued).await? {
                return Ok(Some(taken));
            }
        }
    }
    Ok(None)
}

/// The first that is free at one workplace.
async fn take_at(
    cx: &Cx,
    free: Free<'_>,
    queued: Queued,
) -> Result<Option<Application>, CaseError> {
    for _try in 0..TRIES {
        let mut tx = cx.begin().await?;
        let found = match tx.lock_first_free(free, queued).await {
            Err(StoreError::Conflict) => continue,
            found => found?,
        };
        let Some(found) = found else {
            // What was passed over is locked until then.
            tx.roll_back().await;
            return Ok(None);
        };
        // It may have been decided on while it was waited for.
        if is_decided(&mut tx, &found).await? {
            tx.roll_back().await;
            continue;
        }
        let taken = assign_in(&mut tx, found, Assignment::Take, free.but_of).await?;
        tx.commit().await?;
        return Ok(Some(taken));
    }
    Ok(None)
}

/// The queues in which cases wait for their applicants to come, for couriers, or for their turn: there is nothing to do with one before.
fn nothing_to_do_in(catalog: &Catalog) -> Vec<&str> {
    let stages = catalog.process_versions().flat_map(|process| {
        process.stages.iter().filter(move |stage| {
            stage.waiting_list.is_some()
                || process.comes_in(stage)
                || process.gives_papers_in(stage)
                || process.carries_in(stage)
        })
    });
    stages.filter_map(|stage| stage.queue.as_deref()).collect()
}
