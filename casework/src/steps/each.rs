//! The same for each of several applications: many to a commit, and one of them stands in the way of no other.

use crate::cx::Cx;
use crate::error::CaseError;
use domain::id::ApplicationId;
use store::{StoreError, Tx};

/// What is done with one application.
pub(crate) trait Act: Sync {
    /// Does it; whether there was something to do.
    fn on(
        &self,
        tx: &mut Tx,
        id: ApplicationId,
    ) -> impl Future<Output = Result<bool, CaseError>> + Send;
}

/// Does something with each of these applications; with how many something was done. One that cannot be read, or whose catalog is gone, is
/// passed over; an error only if the database cannot be reached.
pub(crate) async fn each(cx: &Cx, ids: &[ApplicationId], act: &impl Act) -> Result<u64, CaseError> {
    let mut count = 0;
    for together in ids.chunks(cx.store.engine().rows_in_one_commit()) {
        match in_one(cx, together, act).await {
            Ok(done) => count += done,
            // One of them stands in the way of the others.
            Err(_of_one) if together.len() > 1 => {
                for id in together {
                    let alone = in_one(cx, std::slice::from_ref(id), act).await;
                    count += alone.or_else(passed_over)?;
                }
            }
            Err(error) => count += passed_over(error)?,
        }
    }
    Ok(count)
}

async fn in_one(cx: &Cx, ids: &[ApplicationId], act: &impl Act) -> Result<u64, CaseError> {
    let mut tx = cx.begin().await?;
    let mut done = 0;
    for id in ids {
        done += u64::from(act.on(&mut tx, *id).await?);
    }
    tx.commit().await?;
    Ok(done)
}

fn passed_over(error: CaseError) -> Result<u64, CaseError> {
    if matches!(error, CaseError::Store(StoreError::Away(_) | StoreError::Full)) {
        return Err(error);
    }
    tracing::warn!(%error, "an application is passed over: nothing was done with it");
    Ok(0)
}
