//! What a form carries with it from page to page: of which service, where it goes, whether it is a draft or a correction.

use openapi::application::CorrectionView;
use openapi::service::ReasonView;
use serde::Serialize;

/// What a form carries with it.
#[derive(Debug, Serialize)]
pub(crate) struct FormFrame {
    pub(crate) service: String,
    pub(crate) title: String,
    /// Where the form goes.
    pub(crate) action: String,
    /// What makes sending twice the same as once.
    pub(crate) key: String,
    /// The draft it is, if it is one.
    pub(crate) draft: Option<DraftMark>,
    /// The application it corrects, if it does.
    pub(crate) correction: Option<CorrectionMark>,
}

/// A draft and the version seen.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DraftMark {
    pub(crate) id: String,
    pub(crate) version: i64,
}

/// An application to be corrected, as the person saw it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CorrectionMark {
    pub(crate) id: String,
    pub(crate) number: String,
    /// The version of the application.
    pub(crate) version: i64,
    /// The version of the passport it goes by.
    #[serde(skip)]
    pub(crate) passport: u32,
    /// Why it was returned.
    pub(crate) refusal: Option<ReasonView>,
    /// The checks that were not passed: only what they name is asked again.
    pub(crate) to_correct: Vec<CorrectionView>,
}
