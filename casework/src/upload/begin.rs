//! Beginning a file.

use crate::cx::{Cx, applicant};
use crate::error::CaseError;
use crate::steps::once::{Once, once};
use crate::steps::uploads::own;
use domain::access::{Actor, Person};
use domain::id::UploadId;
use domain::upload::{MAX_SIZE, MAX_WAITING, UploadState, tidy_name};
use serde::{Deserialize, Serialize};
use store::{Key, Upload};

/// A file that is going to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    /// What its owner calls it.
    pub name: String,
    /// How many bytes it will have, if that is known already.
    pub size: Option<u64>,
}

/// What an idempotency key remembers.
#[derive(Debug, Serialize, Deserialize)]
struct Begun {
    upload: UploadId,
}

/// Begins a file of the person who asks. The same key with the same body gives the same file.
pub async fn begin(
    cx: &Cx,
    actor: &Actor,
    new: &NewUpload,
    key: Option<&Key>,
) -> Result<Upload, CaseError> {
    let person = applicant(actor)?;
    match once(cx, key, async || make(cx, person, new, key).await).await? {
        Once::Made(upload) => Ok(upload),
        Once::Before(Begun { upload }) => own(cx, person, upload).await,
    }
}

async fn make(
    cx: &Cx,
    person: &Person,
    new: &NewUpload,
    key: Option<&Key>,
) -> Result<Upload, CaseError> {
    if new.size.is_some_and(|size| size > MAX_SIZE) {
        return Err(CaseError::UploadTooLarge);
    }
    if cx.store.uploads_waiting(person.citizen).await? >= MAX_WAITING {
        return Err(CaseError::TooManyUploads);
    }
    let mut tx = cx.begin().await?;
    let upload = Upload {
        id: UploadId::new(tx.now(), &*cx.entropy),
        citizen: person.citizen,
        state: UploadState::Receiving,
        name: tidy_name(&new.name),
        size: new.size,
        received: 0,
        parts: Vec::new(),
        kind: None,
        pages: None,
        sha256: None,
        defect: None,
        scanned_at: None,
        created_at: tx.now(),
        filed_at: None,
    };
    if let Some(key) = key {
        tx.keep_answer(key, &Begun { upload: upload.id }).await?;
    }
    tx.insert_upload(&upload).await?;
    tx.commit().await?;
    Ok(upload)
}
