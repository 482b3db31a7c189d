//! Saying who holds applications that went on before holders were written.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::note::{facts_of, note};
use domain::id::ApplicationId;
use domain::journal::ActorRef;
use store::{StoreError, Tx};

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
    let mut count = 0;
    for together in ids.chunks(cx.store.engine().rows_in_one_commit()) {
        match hold_together(cx, together).await {
            Ok(held) => count += held,
            // One of them stands in the way of the others.
            Err(_of_one) if together.len() > 1 => {
                for id in together {
                    count += hold_one(cx, *id).await?;
                }
            }
            Err(error) => count += passed_over(error)?,
        }
    }
    Ok(Some(HeldBatch { last, count }))
}

async fn hold_one(cx: &Cx, id: ApplicationId) -> Result<u64, CaseError> {
    match hold_together(cx, &[id]).await {
        Err(error) => passed_over(error),
        held => held,
    }
}

fn passed_over(error: CaseError) -> Result<u64, CaseError> {
    if matches!(error, CaseError::Store(StoreError::Away(_) | StoreError::Full)) {
        return Err(error);
    }
    tracing::warn!(%error, "an older application is left without a holder; no workplace shows it");
    Ok(0)
}

async fn hold_together(cx: &Cx, ids: &[ApplicationId]) -> Result<u64, CaseError> {
    let mut tx = cx.begin().await?;
    let mut held = 0;
    for id in ids {
        held += u64::from(hold(cx, &mut tx, *id).await?);
    }
    tx.commit().await?;
    Ok(held)
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
