//! Files that applicants give: whose they are, their bytes, and whether those that a form names can be filed.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::reception::shows;
use catalog::Attached;
use domain::access::Person;
use domain::application::FiledDocument;
use domain::id::{CitizenId, UploadId};
use domain::precheck::{FORM, Finding, FindingKind};
use domain::text::Text;
use domain::upload::UploadState;
use sha2::{Digest, Sha256};
use store::{FileError, Tx, Upload};

/// A file of a person, if who acts for them may see it; another's is none.
pub(crate) async fn own(cx: &Cx, person: &Person, id: UploadId) -> Result<Upload, CaseError> {
    seen(person, cx.store.upload(id).await?)
}

/// The same of a file that was found.
pub(crate) fn seen(person: &Person, found: Option<Upload>) -> Result<Upload, CaseError> {
    let own = |one: &Upload| one.citizen == person.citizen && shows(person, one.created_at);
    found.filter(own).ok_or(CaseError::NotFound("upload"))
}

/// All bytes of a file.
pub(crate) async fn whole(cx: &Cx, of: &Upload) -> Result<Vec<u8>, CaseError> {
    let mut bytes = Vec::with_capacity(usize::try_from(of.received).unwrap_or_default());
    for (name, _size) in &of.parts {
        bytes.extend(cx.files.part(of.id, name).await?);
    }
    // Each part is sealed alone: that they are all, and in their order, the hash says.
    let is_it = |sha256: &String| hex::encode(Sha256::digest(&bytes)) == *sha256;
    if of.sha256.as_ref().is_some_and(|sha256| !is_it(sha256)) {
        return Err(FileError::Changed.into());
    }
    Ok(bytes)
}

/// The files that a form names, as they are.
pub(crate) async fn named(cx: &Cx, attached: &[Attached]) -> Result<Vec<Upload>, CaseError> {
    let ids: Vec<UploadId> = attached.iter().map(|one| one.upload).collect();
    Ok(cx.store.uploads(&ids).await?)
}

/// Why files that a form names cannot be filed by a person; `files` are those that are there.
pub(crate) fn findings(
    attached: &[Attached],
    files: &[Upload],
    citizen: CitizenId,
) -> Vec<Finding> {
    let wrong = |one: &Attached| {
        let file = files.iter().find(|file| file.id == one.upload && file.citizen == citizen);
        let message = match (file.map(|file| file.state), file.and_then(|file| file.defect)) {
            (Some(UploadState::Accepted), _) => return None,
            (Some(UploadState::Checking), _) => Text::new(
                "Файл ещё проверяется, обычно это несколько секунд. Если дольше, сохраните черновик и вернитесь позже.",
                "The file is still being checked, mostly that takes some seconds. If it takes longer, save the draft and come back later.",
            ),
            (Some(UploadState::Rejected), Some(defect)) => defect.text(),
            (Some(UploadState::Receiving), _) => Text::new(
                "Файл загружен не до конца. Загрузите его снова.",
                "The file was not sent to its end. Upload it again.",
            ),
            _ => Text::new(
                "Файла больше нет. Загрузите его снова.",
                "The file is gone. Upload it again.",
            ),
        };
        Some(Finding {
            kind: FindingKind::Invalid,
            rule: FORM.to_owned(),
            pointer: Some(one.pointer.clone()),
            title: Some(one.title.clone()),
            message,
            remedy: None,
            norm: None,
        })
    };
    attached.iter().filter_map(wrong).collect()
}

/// Files the files that a form names, in a transaction; what the journal says of them.
pub(crate) async fn file(
    tx: &mut Tx,
    citizen: CitizenId,
    attached: Vec<Attached>,
) -> Result<Vec<FiledDocument>, CaseError> {
    let mut filed = Vec::new();
    let mut attached = attached;
    // One order for all who lock several.
    attached.sort_unstable_by_key(|one| one.upload);
    for one in attached {
        let held = tx
            .lock_upload(one.upload)
            .await?
            .filter(|file| file.citizen == citizen && file.state == UploadState::Accepted);
        let mut upload = held.ok_or(CaseError::NotFound("upload"))?;
        if upload.filed_at.is_none() {
            upload.filed_at = Some(tx.now());
            tx.update_upload(&upload).await?;
        }
        let (Some(sha256), Some(kind), Some(size)) = (upload.sha256, upload.kind, upload.size)
        else {
            return Err(CaseError::NotFound("upload"));
        };
        filed.push(FiledDocument { document: one.document, upload: upload.id, sha256, kind, size });
    }
    Ok(filed)
}
