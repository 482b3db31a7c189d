//! Taking the next case: whoever has a hand free asks for work, and two never get the same.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::assigning::assign_in;
use crate::steps::workplaces::{Workplace, desks_of};
use domain::access::Actor;
use domain::application::{Application, Assignment};
use domain::codes::DepartmentCode;
use domain::process::Role;
use store::{Hands, Queued};

/// Takes the case that is due first of those in nobody's hands at these places of the asker; nothing, if none waits. Cases that others are
/// at in this moment are passed over, and looked at once more before it is said that there is none.
pub async fn take_next(
    cx: &Cx,
    actor: &Actor,
    places: &[Workplace],
) -> Result<Option<Application>, CaseError> {
    for queued in [Queued::PassedOver, Queued::WaitedFor] {
        for desk in by_term(cx, actor, places).await? {
            let by = person(actor)?.citizen;
            let mut tx = cx.begin().await?;
            let Some(free) = tx.lock_first_free(desk, by, queued).await? else { continue };
            let taken = assign_in(&mut tx, free, Assignment::Take, by).await?;
            tx.commit().await?;
            return Ok(Some(taken));
        }
    }
    Ok(None)
}

/// The desks of the asker at which cases wait for a hand, the one with the case that is due first first.
async fn by_term<'a>(
    cx: &Cx,
    actor: &'a Actor,
    places: &[Workplace],
) -> Result<Vec<(Role, &'a DepartmentCode)>, CaseError> {
    let own = person(actor)?.citizen;
    let mut waiting = Vec::new();
    for desk in desks_of(actor, places)? {
        let first = cx.store.applications_held(desk, Hands::Free, own, None, 1).await?.items.pop();
        waiting.extend(first.map(|first| (first.stage_due_at, first.id, desk)));
    }
    waiting.sort_unstable_by_key(|(due, id, _desk)| (*due, *id));
    Ok(waiting.into_iter().map(|(_due, _id, desk)| desk).collect())
}
