//! Receiving a file, part by part.

use crate::cx::{Cx, applicant};
use crate::error::CaseError;
use crate::steps::uploads::own;
use domain::access::Actor;
use domain::id::UploadId;
use domain::job::Job;
use domain::upload::{FileDefect, FileKind, MAX_SIZE, UploadState};
use store::Upload;

/// Bytes of a file.
#[derive(Debug, Clone, Copy)]
pub struct Chunk<'a> {
    /// Where in the file they begin.
    pub offset: u64,
    /// They themselves: about [`domain::upload::PART`] of them at most.
    pub bytes: &'a [u8],
    /// Whether the file ends with them.
    pub last: bool,
}

/// Keeps the next bytes of a file of the person who asks. What comes twice or out of order is refused with how many are
/// there, so that its sender goes on from that. A file that begins like none that is taken is refused at once.
pub async fn append(
    cx: &Cx,
    actor: &Actor,
    id: UploadId,
    chunk: Chunk<'_>,
) -> Result<Upload, CaseError> {
    let upload = own(cx, applicant(actor)?, id).await?;
    let end = fits(&upload, chunk)?;
    if chunk.offset == 0 && FileKind::sniff(chunk.bytes).is_none() {
        return refuse(cx, id, FileDefect::UnknownKind).await;
    }
    // Beside the transaction, which nobody should wait in; a part that no row names goes with its file.
    let part = if chunk.bytes.is_empty() {
        None
    } else {
        Some(cx.files.put_part(id, chunk.bytes, &*cx.entropy).await?)
    };
    let mut tx = cx.begin().await?;
    let held = tx.lock_upload(id).await?.ok_or(CaseError::NotFound("upload"));
    let mut upload = match held.and_then(|held| fits(&held, chunk).map(|_end| held)) {
        Ok(held) => held,
        // Somebody else's part was first, or the file was taken back meanwhile: this one is nobody's.
        Err(error) => {
            drop(tx);
            if let Some(part) = &part {
                cx.files.drop_part(id, part).await?;
            }
            return Err(error);
        }
    };
    upload.received = end;
    upload.parts.extend(part.map(|name| (name, end - chunk.offset)));
    if chunk.last {
        upload.size = Some(end);
        upload.state = UploadState::Checking;
        tx.enqueue(&Job::CheckUpload { upload: id }).await?;
    }
    tx.update_upload(&upload).await?;
    tx.commit().await?;
    Ok(upload)
}

/// Where a file ends with these bytes, if they are its next.
fn fits(upload: &Upload, chunk: Chunk<'_>) -> Result<u64, CaseError> {
    if upload.state != UploadState::Receiving {
        return Err(CaseError::UploadComplete);
    }
    if upload.received != chunk.offset {
        return Err(CaseError::UploadOffset { received: upload.received });
    }
    let more = u64::try_from(chunk.bytes.len()).unwrap_or(u64::MAX);
    let end = chunk.offset.saturating_add(more);
    if end > MAX_SIZE {
        return Err(CaseError::UploadTooLarge);
    }
    let size = upload.size.unwrap_or(MAX_SIZE);
    let is_whole = upload.size.is_none_or(|size| size == end);
    if end > size || (chunk.last && !is_whole) {
        return Err(CaseError::UploadLength { promised: size });
    }
    Ok(end)
}

async fn refuse(cx: &Cx, id: UploadId, defect: FileDefect) -> Result<Upload, CaseError> {
    let mut tx = cx.begin().await?;
    let mut upload = tx.lock_upload(id).await?.ok_or(CaseError::NotFound("upload"))?;
    if upload.state != UploadState::Receiving || upload.received > 0 {
        return Err(CaseError::UploadOffset { received: upload.received });
    }
    upload.state = UploadState::Rejected;
    upload.defect = Some(defect);
    tx.update_upload(&upload).await?;
    tx.commit().await?;
    Ok(upload)
}
