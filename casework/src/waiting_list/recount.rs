//! Telling the applicants of a waiting list which place they have, where it is another than they were told.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::note::{facts_of, note};
use crate::steps::notices::{addressee, plan_at_once};
use domain::id::ApplicationId;
use domain::job::Job;
use domain::journal::ActorRef;
use domain::key::ListKey;
use store::Claim;

/// How many are told in one job, about: a longer list is gone on with by the next, so that no job takes longer than its lease.
const AT_ONCE: u64 = 200;

/// Tells everybody on a list whose place is another than they were told: each in a transaction of their own, the first first.
///
/// Whatever happens on the list leaves a job like this one, and so does each that told anybody: what changed while it did is seen by the
/// next, and the last one finds nobody to tell. Somebody who is further back than before is told by a notice too: another was put before
/// them.
pub async fn recount(cx: &Cx, claim: &Claim, list: &ListKey) -> Result<(), CaseError> {
    let (mut behind, mut told, mut failed) = (0, 0, None);
    while told < AT_ONCE {
        let misplaced = cx.store.misplaced(list, behind, AT_ONCE).await?;
        let Some((_last, place)) = misplaced.last() else { break };
        behind = *place;
        for (id, _place) in &misplaced {
            match tell(cx, *id).await {
                Ok(Told::Anew) => told += 1,
                Ok(Told::Already) => {}
                Err(error) if error.is_away() => return Err(error),
                // One that cannot be read stops no other.
                Err(error) => failed = failed.or(Some(error)),
            }
        }
    }
    let mut tx = cx.begin().await?;
    if told > 0 {
        tx.enqueue(&Job::RecountList { list: list.clone() }).await?;
    }
    if failed.is_none() {
        tx.finish(claim).await?;
    }
    tx.commit().await?;
    failed.map_or(Ok(()), Err)
}

/// Whether somebody was told something.
enum Told {
    /// Another place than before.
    Anew,
    /// They know it, or are not on the list any more.
    Already,
}

/// Tells one of them, if they are still on the list and the place is still another.
async fn tell(cx: &Cx, id: ApplicationId) -> Result<Told, CaseError> {
    let mut tx = cx.begin().await?;
    let Some(application) = tx.lock_application(id).await? else { return Ok(Told::Already) };
    let Some(place) = tx.place_on_list(id).await? else { return Ok(Told::Already) };
    let Some((placed, fact)) = application.placed(place, tx.now()) else {
        return Ok(Told::Already);
    };
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, &placed)?;
    let set_back = application.place.is_some_and(|before| place > before);
    let notice = entry.service.waiting_list.as_ref().filter(|_| set_back);
    let calls = notice.map(|list| Job::PlanNotice {
        application: id,
        notice: list.set_back.clone(),
        version: placed.version,
        to: None,
    });
    let told = match &calls {
        Some(_) => addressee(&mut tx, placed.citizen, (id, placed.revision)).await?,
        None => None,
    };
    note(&mut tx, &placed, application.version, facts_of(&placed, ActorRef::PLATFORM, vec![fact]))
        .await?;
    let left =
        plan_at_once(cx, &mut tx, &placed, calls.into_iter().collect(), told.as_ref()).await?;
    tx.enqueue_all(&left).await?;
    tx.commit().await?;
    Ok(Told::Anew)
}
