//! The form once more before it is sent: what was answered, what comes with it, where it goes.

use super::form::anchor;
use super::form_frame::FormFrame;
use super::service::{Document, FilledIn, department, documents_beside};
use super::tiles::term;
use super::verdict::Verdict;
use crate::drawing::Texts;
use crate::view;
use casework::Upload;
use catalog::{Catalog, Entry};
use domain::citizen::Profile;
use domain::precheck::Precheck;
use domain::text::Lang;
use openapi::application::AnswerView;
use serde::Serialize;
use serde_json::Value;

#[derive(Debug, Serialize)]
pub(crate) struct ReviewPage {
    #[serde(flatten)]
    pub(crate) frame: FormFrame,
    /// What was typed, to be sent again by any button of the page.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) answers: Vec<Reviewed>,
    pub(crate) documents: Vec<Document>,
    /// Who will decide.
    pub(crate) department: String,
    /// How long it takes from registration.
    pub(crate) term: String,
    pub(crate) verdict: Verdict,
}

/// An answer, with the way back to its field.
#[derive(Debug, Serialize)]
pub(crate) struct Reviewed {
    pub(crate) title: String,
    pub(crate) value: String,
    /// The field's place on the page of the form; nothing where it was accepted, and is not asked again.
    pub(crate) anchor: Option<String>,
}

/// What a filled form is shown again by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Review<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) entry: &'a Entry,
    /// As it would be sent.
    pub(crate) form: &'a Value,
    /// The files it names.
    pub(crate) files: &'a [Upload],
    /// The checks that were not passed, of a correction.
    pub(crate) failed: &'a [String],
    /// What the check of it found.
    pub(crate) checked: &'a Precheck,
    pub(crate) person: &'a Profile,
    pub(crate) filled_in: FilledIn,
    pub(crate) texts: &'a Texts,
    pub(crate) lang: Lang,
}

/// The page of a filled form; `fields` is what was typed.
pub(crate) fn page(of: Review<'_>, fields: Vec<(String, String)>, frame: FormFrame) -> ReviewPage {
    let Review { catalog, entry, form, files, failed, checked, person, filled_in, texts, lang } =
        of;
    let reviewed = |one: AnswerView| Reviewed {
        anchor: entry.is_to_correct(failed, &one.pointer).then(|| anchor(&one.pointer)),
        title: one.title,
        value: one.value,
    };
    ReviewPage {
        frame,
        fields,
        answers: view::answers(entry, (form, files), lang).into_iter().map(reviewed).collect(),
        documents: documents_beside(&entry.service, texts, lang, (person, filled_in)),
        department: department(catalog, &entry.service, lang),
        term: term(entry.service.term, texts, lang),
        verdict: Verdict::of(checked, lang),
    }
}
