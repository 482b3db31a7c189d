//! Removing the bytes of a file that is refused or forgotten.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::job_end::JobEnd;
use domain::id::UploadId;
use domain::upload::UploadState;

/// Removes the bytes of a file. There is nothing to do if it can still be filed.
pub async fn drop_parts(cx: &Cx, id: UploadId) -> Result<JobEnd, CaseError> {
    if cx.store.upload(id).await?.is_some_and(|one| one.state != UploadState::Rejected) {
        return Ok(JobEnd::NothingToDo);
    }
    cx.files.drop_parts(id).await?;
    Ok(JobEnd::Done)
}
