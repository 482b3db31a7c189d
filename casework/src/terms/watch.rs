//! Looking whether terms are kept. Any number of nodes may do so: each case is looked at under its lock, and what one has found another
//! does not find again.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::each::{Act, each};
use crate::steps::note::{facts_of, note};
use crate::steps::notices::{tell_at_once, when_overdue};
use domain::application::ApplicationFact;
use domain::id::ApplicationId;
use domain::journal::ActorRef;
use domain::time::Moment;
use store::Tx;

/// How many are looked at together.
const BATCH: u64 = 100;

/// What came of looking at a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// The last of the batch, to go on after.
    pub last: (Moment, ApplicationId),
    /// How many were found to be late.
    pub found: u64,
}

/// Looks at a batch of the cases whose terms are to be looked at by now, after one; `None` when there are none left. One that cannot be
/// read is passed over; an error only if the database cannot be reached.
pub async fn watch(
    cx: &Cx,
    after: Option<(Moment, ApplicationId)>,
) -> Result<Option<Watched>, CaseError> {
    let due = cx.store.watched(cx.clock.now(), after, BATCH).await?;
    let Some(last) = due.last().copied() else { return Ok(None) };
    let ids: Vec<ApplicationId> = due.into_iter().map(|(_at, id)| id).collect();
    let found = each(cx, &ids, &Look(cx)).await?;
    Ok(Some(Watched { last, found }))
}

/// Looking at a case.
struct Look<'a>(&'a Cx);

impl Act for Look<'_> {
    async fn on(&self, tx: &mut Tx, id: ApplicationId) -> Result<bool, CaseError> {
        look(self.0, tx, id).await
    }
}

/// Looks at a case; whether it was found to be late.
async fn look(cx: &Cx, tx: &mut Tx, id: ApplicationId) -> Result<bool, CaseError> {
    let Some(application) = tx.lock_application(id).await? else { return Ok(false) };
    let before = application.version;
    let Some((application, fact)) = application.watch(tx.now()) else { return Ok(false) };
    let told = matches!(fact, ApplicationFact::Overdue { .. });
    let facts = facts_of(&application, ActorRef::PLATFORM, vec![fact]);
    note(tx, &application, before, facts).await?;
    if told && let Some(notice) = when_overdue(cx, &application) {
        tell_at_once(cx, tx, &application, notice).await?;
    }
    Ok(true)
}
