//! Forgetting files that nobody filed.

use crate::cx::Cx;
use crate::error::CaseError;
use domain::job::Job;
use domain::upload::UNFILED;

/// How many files are looked at at once.
const BATCH: u64 = 100;

/// Forgets a batch of files that were begun long ago and are filed with nothing; how many, and whether there may be more.
pub async fn forget(cx: &Cx) -> Result<(u64, bool), CaseError> {
    let old = cx.store.unfiled_uploads(cx.clock.now() - UNFILED, BATCH).await?;
    let mut forgotten = 0;
    for id in &old {
        let mut tx = cx.begin().await?;
        if tx.lock_upload(*id).await?.is_some_and(|one| one.filed_at.is_none()) {
            tx.delete_upload(*id).await?;
            tx.enqueue(&Job::DropUpload { upload: *id }).await?;
            forgotten += 1;
        }
        tx.commit().await?;
    }
    Ok((forgotten, u64::try_from(old.len()).is_ok_and(|count| count >= BATCH)))
}
