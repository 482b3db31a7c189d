//! The bytes of a file: for its owner, and for those who may read the case it was filed with.

use crate::cx::{Cx, may_read, passport, person};
use crate::error::CaseError;
use crate::steps::reading::note_official;
use crate::steps::uploads::{filed_ids, own, whole};
use domain::access::Actor;
use domain::id::{ApplicationId, UploadId};
use domain::upload::UploadState;
use store::Upload;

/// A file with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What is known of it.
    pub upload: Upload,
    /// It itself.
    pub bytes: Vec<u8>,
}

/// A file of the person who asks.
pub async fn content(cx: &Cx, actor: &Actor, id: UploadId) -> Result<Content, CaseError> {
    let upload = accepted(own(cx, person(actor)?.citizen, id).await?)?;
    let bytes = whole(cx, &upload).await?;
    Ok(Content { upload, bytes })
}

/// The small picture of a file of the person who asks: JPEG.
pub async fn preview(cx: &Cx, actor: &Actor, id: UploadId) -> Result<Vec<u8>, CaseError> {
    let upload = accepted(own(cx, person(actor)?.citizen, id).await?)?;
    Ok(cx.files.preview(upload.id).await?)
}

/// A file that was filed with an application, for one who may read it.
pub async fn filed_content(
    cx: &Cx,
    actor: &Actor,
    application: ApplicationId,
    id: UploadId,
) -> Result<Content, CaseError> {
    let upload = filed(cx, actor, application, id).await?;
    let bytes = whole(cx, &upload).await?;
    Ok(Content { upload, bytes })
}

/// The small picture of such a file.
pub async fn filed_preview(
    cx: &Cx,
    actor: &Actor,
    application: ApplicationId,
    id: UploadId,
) -> Result<Vec<u8>, CaseError> {
    let upload = filed(cx, actor, application, id).await?;
    Ok(cx.files.preview(upload.id).await?)
}

async fn filed(
    cx: &Cx,
    actor: &Actor,
    application: ApplicationId,
    id: UploadId,
) -> Result<Upload, CaseError> {
    let missing = || CaseError::NotFound("upload");
    let of = cx.store.application(application).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, &of)?;
    may_read(actor, &of, &entry.service.department)?;
    let filed = cx.store.filed_case(application).await?.ok_or_else(missing)?;
    if !filed_ids(entry, &filed.form.0).contains(&id) {
        return Err(missing());
    }
    note_official(cx, actor, &of, &entry.service.department).await?;
    accepted(cx.store.upload(id).await?.ok_or_else(missing)?)
}

fn accepted(upload: Upload) -> Result<Upload, CaseError> {
    let is = upload.state == UploadState::Accepted;
    if is { Ok(upload) } else { Err(CaseError::NotFound("upload")) }
}
