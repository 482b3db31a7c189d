//! Saying who holds applications that went on before holders were written.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::each::{Act, each};
use crate::steps::note::{facts_of, note};
use domain::id::ApplicationId;
use domain::journal::ActorRef;
use store::Tx;

/// How many applications are looked up at once.
const BATCH: u64 = 100;

/// What came of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldBatch {
    /// The last application of the batch, to go on after.
    pub last: ApplicationId,
    /// How many were given a holder.
    pub count: u64,
}

/// Gives a batch of applications their holder, after one; `None` when there are none left. One that cannot be
/// read, or whose catalog is gone, is passed over; an error only if the database cannot be reached.
pub async fn hold_older(
    cx: &Cx,
    after: Option<ApplicationId>,
) -> Result<Option<HeldBatch>, CaseError> {
    let ids = cx.store.applications_unheld(after, BATCH).await?;
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let count = each(cx, &ids, &Hold(cx)).await?;
    Ok(Some(HeldBatch { last, count }))
}

/// Giving an application its holder.
struct Hold<'a>(&'a Cx);

impl Act for Hold<'_> {
    async fn on(&self, tx: &mut Tx, id: ApplicationId) -> Result<bool, CaseError> {
        hold(self.0, tx, id).await
    }
}

/// Gives an application its holder; false if it has one, has ended, or its catalog is gone.
async fn hold(cx: &Cx, tx: &mut Tx, id: ApplicationId) -> Result<bool, CaseError> {
    let catalog = cx.catalog();
    let Some(application) = tx.lock_application(id).await? else { return Ok(false) };
    let Ok((entry, process)) = passport(&catalog, &application) else { return Ok(false) };
    let stage = process.stage(&application.stage);
    let holder = stage.and_then(|stage| {
        process.holder(stage, &entry.service.department, application.office.as_ref())
    });
    let before = application.version;
    let Some((application, fact)) = application.hold(holder, tx.now()) else { return Ok(false) };
    let facts = facts_of(&application, ActorRef::PLATFORM, vec![fact]);
    note(tx, &application, before, facts).await?;
    Ok(true)
}
