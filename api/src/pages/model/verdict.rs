//! The answer of pre-check, with a way to each field it speaks of.

use super::form::anchor;
use crate::view;
use domain::precheck::Precheck;
use domain::text::Lang;
use openapi::precheck::FindingView;
use serde::Serialize;

/// The answer.
#[derive(Debug, Serialize)]
pub(crate) struct Verdict {
    /// `sufficient`, `insufficient`, `unknown`.
    pub(crate) state: String,
    /// Whether all that stands in the way is something to mend on this page.
    pub(crate) mendable: bool,
    /// Whether an answer is still to come by itself.
    pub(crate) awaited: bool,
    pub(crate) findings: Vec<Finding>,
}

/// One thing found.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    /// `missing`, `invalid`, `unmet`, `unknown`.
    pub(crate) kind: String,
    /// The field it speaks of.
    pub(crate) pointer: Option<String>,
    /// The field's place on the page.
    pub(crate) anchor: Option<String>,
    /// The field's name, where the message does not say it.
    pub(crate) title: Option<String>,
    pub(crate) message: String,
    pub(crate) remedy: Option<String>,
    pub(crate) norm: Option<String>,
}

impl Verdict {
    /// The answer in a language.
    pub(crate) fn of(checked: &Precheck, lang: Lang) -> Self {
        let view = view::precheck(checked, lang);
        let finding = |of: FindingView| Finding {
            kind: of.kind,
            anchor: of.pointer.as_deref().map(anchor),
            pointer: of.pointer,
            title: of.title,
            message: of.message,
            remedy: of.remedy,
            norm: of.norm,
        };
        let mut wrong = view.findings.iter().filter(|one| one.kind != "unknown");
        let mendable = wrong.all(|one| one.pointer.is_some());
        let awaited = view.findings.iter().any(|one| one.kind == "unknown");
        Self {
            state: view.verdict,
            mendable,
            awaited,
            findings: view.findings.into_iter().map(finding).collect(),
        }
    }

    /// What is said at a field.
    pub(super) fn at(&self, pointer: &str) -> Option<&Finding> {
        self.findings
            .iter()
            .find(|one| one.pointer.as_deref() == Some(pointer) && one.kind != "unknown")
    }
}
