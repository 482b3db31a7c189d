//! Files that can be read: by their owner, and by those who may read the case they were filed with; and their bytes.

use crate::cx::{Cx, applicant, may_read, passport};
use crate::error::CaseError;
use crate::steps::reading::note_official;
use crate::steps::uploads::{own, whole};
use domain::access::Actor;
use domain::id::{ApplicationId, UploadId};
use domain::process::{Checks, Move, Role};
use domain::service::RequiredDocument;
use domain::upload::UploadState;
use store::Upload;

/// A file of the person who asks, if it can be read.
pub async fn own_file(cx: &Cx, actor: &Actor, id: UploadId) -> Result<Upload, CaseError> {
    accepted(own(cx, applicant(actor)?, id).await?)
}

/// The bytes of a file that whoever asks may read.
pub async fn bytes(cx: &Cx, of: &Upload) -> Result<Vec<u8>, CaseError> {
    whole(cx, of).await
}

/// The small picture of such a file: JPEG.
pub async fn preview(cx: &Cx, of: &Upload) -> Result<Vec<u8>, CaseError> {
    Ok(cx.files.preview(of.id).await?)
}

/// A file that was filed with an application, for one who may read it.
pub async fn filed_file(
    cx: &Cx,
    actor: &Actor,
    application: ApplicationId,
    id: UploadId,
) -> Result<Upload, CaseError> {
    let missing = || CaseError::NotFound("upload");
    let of = cx.store.application(application).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (entry, process) = passport(&catalog, &of)?;
    may_read(actor, &of, &entry.service.department)?;
    let roles = actor.roles_on(&of, &entry.service.department);
    let filed = cx.store.filed_case(application).await?.ok_or_else(missing)?;
    let attached = entry.attached(&filed.form.0);
    let file = attached.iter().find(|one| one.upload == id).ok_or_else(missing)?;
    // An office sees what it checks, or compares with the original; who carries papers sees none.
    let open = |may: fn(&Move) -> bool| process.open_moves(&of.stage, &roles).any(may);
    let named = |one: &RequiredDocument| one.code == file.document;
    let compared = || of.compared(&entry.service).any(named);
    let withheld = || of.withheld(&entry.service).any(named);
    let sees = roles.iter().any(|role| matches!(role, Role::Citizen | Role::DepartmentOfficer))
        || open(|one| one.checks != Checks::None)
        || (open(|one| one.originals.compares()) && compared())
        || (open(|one| one.originals.withholds()) && withheld());
    if !sees {
        return Err(missing());
    }
    note_official(cx, actor, &of, &entry.service.department).await?;
    accepted(cx.store.upload(id).await?.ok_or_else(missing)?)
}

fn accepted(upload: Upload) -> Result<Upload, CaseError> {
    let is = upload.state == UploadState::Accepted;
    if is { Ok(upload) } else { Err(CaseError::NotFound("upload")) }
}
