//! Files that applicants give.

use super::moment;
use casework::Upload;
use domain::text::Lang;
use domain::upload::{FileDefect, UploadState};
use openapi::upload::{DefectView, UploadView};

/// How far a file is.
pub(crate) fn upload(of: &Upload, lang: Lang) -> UploadView {
    UploadView {
        id: of.id.to_string(),
        state: state(of.state).to_owned(),
        name: of.name.clone(),
        size: of.size,
        received: of.received,
        media_type: of.kind.map(|kind| kind.media_type().to_owned()),
        pages: of.pages,
        sha256: of.sha256.clone(),
        scanned: of.scanned_at.is_some(),
        defect: of.defect.map(|one| DefectView {
            code: defect(one).to_owned(),
            message: one.text().pick(lang).to_owned(),
        }),
        created_at: moment(of.created_at),
    }
}

pub(super) const fn state(of: UploadState) -> &'static str {
    match of {
        UploadState::Receiving => "receiving",
        UploadState::Checking => "checking",
        UploadState::Accepted => "accepted",
        UploadState::Rejected => "rejected",
    }
}

pub(super) const fn defect(of: FileDefect) -> &'static str {
    match of {
        FileDefect::UnknownKind => "unknown_kind",
        FileDefect::Damaged => "damaged",
        FileDefect::Protected => "protected",
        FileDefect::Active => "active",
        FileDefect::TooManyPixels => "too_many_pixels",
        FileDefect::Pages => "pages",
        FileDefect::Infected => "infected",
    }
}
