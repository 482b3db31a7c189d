//! Looking at a file that is there: what it is, and whether it can be filed.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::job_end::JobEnd;
use crate::steps::uploads::whole;
use domain::id::UploadId;
use domain::job::Job;
use domain::upload::{FileDefect, FileKind, UploadState};
use sha2::{Digest, Sha256};
use store::{Claim, Upload};

/// What was seen of a file that can be filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What it is.
    pub kind: FileKind,
    /// How many pages it has.
    pub pages: u64,
    /// A small picture of it: JPEG.
    pub preview: Vec<u8>,
    /// Whether a virus scanner found nothing.
    pub scanned: bool,
}

/// The bytes of a file that is to be looked at; nothing if it is not any more.
pub async fn look(cx: &Cx, id: UploadId) -> Result<Option<Vec<u8>>, CaseError> {
    match cx.store.upload(id).await? {
        Some(upload) if upload.state == UploadState::Checking => {
            Ok(Some(whole(cx, &upload).await?))
        }
        _ => Ok(None),
    }
}

/// Keeps what was seen of a file, these bytes, and finishes the work that asked for it.
pub async fn check(
    cx: &Cx,
    claim: &Claim,
    id: UploadId,
    (bytes, seen): (&[u8], Result<Look, FileDefect>),
) -> Result<JobEnd, CaseError> {
    if let Ok(look) = &seen {
        cx.files.put_preview(id, &look.preview, &*cx.entropy).await?;
    }
    let mut tx = cx.begin().await?;
    let held = tx.lock_upload(id).await?;
    if held.as_ref().is_none_or(|one| one.state == UploadState::Rejected) {
        // It was taken back meanwhile, and what was kept of it just now goes as well.
        tx.enqueue(&Job::DropUpload { upload: id }).await?;
        tx.finish(claim).await?;
        tx.commit().await?;
        return Ok(JobEnd::Done);
    }
    let still = held.filter(|one| one.state == UploadState::Checking);
    let Some(mut upload) = still else { return Ok(JobEnd::NothingToDo) };
    match seen {
        Ok(look) => accept(&mut upload, &look, bytes, tx.now()),
        Err(defect) => {
            upload.state = UploadState::Rejected;
            upload.defect = Some(defect);
            tx.enqueue(&Job::DropUpload { upload: id }).await?;
        }
    }
    tx.update_upload(&upload).await?;
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(JobEnd::Done)
}

fn accept(upload: &mut Upload, look: &Look, bytes: &[u8], now: domain::time::Moment) {
    upload.state = UploadState::Accepted;
    upload.kind = Some(look.kind);
    upload.pages = Some(look.pages);
    upload.sha256 = Some(hex::encode(Sha256::digest(bytes)));
    upload.scanned_at = look.scanned.then_some(now);
}
