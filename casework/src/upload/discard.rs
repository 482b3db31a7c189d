//! Taking a file back.

use crate::cx::{Cx, applicant};
use crate::error::CaseError;
use crate::steps::uploads::seen;
use domain::access::Actor;
use domain::id::UploadId;
use domain::job::Job;

/// Forgets a file of the person who asks, unless it was filed: then it belongs to the case.
pub async fn discard(cx: &Cx, actor: &Actor, id: UploadId) -> Result<(), CaseError> {
    let person = applicant(actor)?;
    let mut tx = cx.begin().await?;
    let upload = seen(person, tx.lock_upload(id).await?)?;
    if upload.filed_at.is_some() {
        return Err(CaseError::UploadFiled);
    }
    tx.delete_upload(id).await?;
    tx.enqueue(&Job::DropUpload { upload: id }).await?;
    Ok(tx.commit().await?)
}
