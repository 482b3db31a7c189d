//! The window of an office (МФЦ): results to hand over, and the originals that are compared before (SC2).

use super::application::CasePage;
use super::desk::Desk;
use super::file::FileShown;
use crate::drawing::Texts;
use crate::pages::dates::{When, day};
use crate::pages::posted::Fields;
use casework::read::WindowCase;
use domain::application::BadComparison;
use domain::citizen::Profile;
use domain::service::RequiredDocument;
use domain::text::Lang;
use openapi::application::MoveView;
use serde::Serialize;

/// The list.
#[derive(Debug, Serialize)]
pub(crate) struct Window {
    pub(crate) desk: Desk,
    /// What was done with the result before.
    pub(crate) done: Option<Done>,
}

/// What was done with a result.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Done {
    /// It was handed over.
    Handed,
    /// It goes back to the department.
    Returned,
    /// It was here no more.
    Gone,
}

impl Done {
    /// As the address of the list says it.
    pub(crate) fn of(word: &str) -> Option<Self> {
        match word {
            "handed" => Some(Self::Handed),
            "returned" => Some(Self::Returned),
            "gone" => Some(Self::Gone),
            _ => None,
        }
    }
}

/// A case whose applicant is at the window.
#[derive(Debug, Serialize)]
pub(crate) struct WindowCasePage {
    pub(crate) case: CasePage,
    /// Who may take the result.
    applicant: String,
    born: Option<When>,
    /// Each document that is compared.
    originals: Vec<Original>,
    /// What can be done: with the comparison, or without one where the department has decided about it.
    moves: Vec<MoveView>,
    /// Why what was marked leads nowhere.
    wrong: Option<String>,
    /// Whether the result can be printed.
    result: bool,
}

/// A document that is compared with its original.
#[derive(Debug, Serialize)]
pub(crate) struct Original {
    code: String,
    title: String,
    /// What was filed of it, to be held beside the original.
    filed: Option<String>,
    /// The file that was filed of it.
    file: Option<FileShown>,
    /// What was marked: `agrees`, `differs`.
    marked: Option<&'static str>,
}

/// A case at the window; `None` if the catalog lost what it goes by.
pub(crate) fn window_case(
    of: &WindowCase,
    page: CasePage,
    (marked, wrong): (&Fields, Option<BadComparison>),
    (texts, lang): (&Texts, Lang),
) -> Option<WindowCasePage> {
    let application = &of.case.application;
    let entry = of.case.catalog.service_at(&application.service, application.service_version)?;
    let applicant = &of.filed.applicant;
    let attached = entry.attached(&of.filed.form);
    let file = |one: &RequiredDocument| {
        let named = attached.iter().find(|attached| attached.document == one.code)?;
        let file = of.filed.uploads.iter().find(|file| file.id == named.upload)?;
        Some(FileShown::filed(application.id, file, lang))
    };
    let original = |one: &RequiredDocument| Original {
        code: one.code.clone(),
        title: one.title.pick(lang).to_owned(),
        filed: filed(one, applicant, lang),
        file: file(one),
        marked: match marked.get(&format!("original.{}", one.code)) {
            Some("agrees") => Some("agrees"),
            Some("differs") => Some("differs"),
            _ => None,
        },
    };
    let wrong = wrong.map(|bad| match bad {
        BadComparison::Missing(_) | BadComparison::Unasked(_) => "window_unmarked",
        BadComparison::Differs(_) => "window_differs",
        BadComparison::AllAgree => "window_agrees",
    });
    Some(WindowCasePage {
        applicant: applicant.full_name(),
        born: applicant.birth_date.map(|born| day(born, lang)),
        originals: if page.moves.iter().any(|one| !one.compares.is_empty()) {
            application.compared(&entry.service).map(original).collect()
        } else {
            Vec::new()
        },
        moves: page.moves.clone(),
        wrong: wrong.map(|key| texts.pick(key, lang).to_owned()),
        result: application.result.is_some(),
        case: page,
    })
}

/// What the profile said of a document when the application was filed: series, number, when and by whom it was issued.
fn filed(of: &RequiredDocument, applicant: &Profile, lang: Lang) -> Option<String> {
    let kind = of.esia_type.as_deref()?;
    let one = applicant.documents.iter().find(|one| one.kind == kind)?;
    let number = [one.series.as_deref(), Some(one.number.as_str())];
    let number = number.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let issued = one.issued_on.map(|on| day(on, lang).text);
    let parts = [Some(number), issued, one.issued_by.clone()];
    Some(parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
}
