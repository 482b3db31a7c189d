//! The window of an office (МФЦ): applications to check (SC2, SC3), originals to compare, results to hand over.

use super::application::CasePage;
use super::desk::Desk;
use super::file::FileShown;
use super::hands::Hands;
use crate::drawing::Texts;
use crate::pages::dates::{When, day};
use crate::pages::posted::Fields;
use casework::read::WindowCase;
use domain::application::{BadCheck, BadComparison};
use domain::citizen::Profile;
use domain::process::{Checks, Move, Originals, Outcome};
use domain::service::{Check, RequiredDocument};
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

/// What was done with an application.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Done {
    /// Every check was passed.
    Checked,
    /// The applicant is to correct it.
    ToCorrect,
    /// It was handed in.
    HandedIn,
    /// Its result was handed over.
    Handed,
    /// The same, and originals were withheld: they wait for a courier.
    Withheld,
    /// Its result goes back to the department.
    Returned,
    /// It ended with a refusal.
    Refused,
    /// It was here no more.
    Gone,
    /// A visitor was received, and has left.
    Received,
}

impl Done {
    /// By the move that was made, whether originals were withheld with it, and how the case ended if it did.
    pub(crate) fn by((made, withheld): (&Move, bool), ended: Option<Outcome>) -> Self {
        match (made.checks, made.originals, ended) {
            (Checks::Passed, _, _) => Self::Checked,
            (Checks::Failed, _, _) => Self::ToCorrect,
            (Checks::None, _, Some(Outcome::Granted)) if withheld => Self::Withheld,
            (Checks::None, _, Some(Outcome::Granted)) => Self::Handed,
            (Checks::None, _, Some(Outcome::Refused)) => Self::Refused,
            (Checks::None, Originals::Differ, _) => Self::Returned,
            (Checks::None, _, _) => Self::HandedIn,
        }
    }

    /// As the address of the list says it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::ToCorrect => "to-correct",
            Self::HandedIn => "handed-in",
            Self::Handed => "handed",
            Self::Withheld => "withheld",
            Self::Returned => "returned",
            Self::Refused => "turned-down",
            Self::Gone => "gone",
            Self::Received => "left",
        }
    }

    /// What a word of the address says.
    pub(crate) fn of(word: &str) -> Option<Self> {
        let all = [
            Self::Checked,
            Self::ToCorrect,
            Self::HandedIn,
            Self::Handed,
            Self::Withheld,
            Self::Returned,
            Self::Refused,
            Self::Gone,
            Self::Received,
        ];
        all.into_iter().find(|one| one.word() == word)
    }
}

/// A case that is at the office.
#[derive(Debug, Serialize)]
pub(crate) struct WindowCasePage {
    pub(crate) case: CasePage,
    /// Who works on it; nothing, where it is not here any more.
    pub(crate) hands: Option<Hands>,
    /// Whose it is; nothing for a courier.
    applicant: Option<String>,
    born: Option<When>,
    /// Whether the applicant comes to the window.
    comes: bool,
    /// What is checked of it.
    checks: Vec<CheckMark>,
    /// Whether originals are compared, and not only withheld.
    compares: bool,
    /// Each document that is compared or withheld.
    originals: Vec<Original>,
    /// What can be done: with the comparison, or without one where the department has decided about it.
    moves: Vec<MoveView>,
    /// Why what was marked leads nowhere.
    wrong: Option<String>,
    /// Whether the result can be printed.
    result: bool,
}

/// Something that is checked.
#[derive(Debug, Serialize)]
pub(crate) struct CheckMark {
    code: String,
    title: String,
    norm: String,
    /// What the applicant is told to do where it is not so.
    remedy: String,
    /// What was marked: `passed`, `failed`.
    marked: Option<&'static str>,
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
    /// Whether the department keeps it.
    kept: bool,
    /// What was marked: `agrees`, `differs`, `withheld`.
    marked: Option<&'static str>,
}

/// A case at the window; `None` if the catalog lost what it goes by.
pub(crate) fn window_case(
    of: &WindowCase,
    page: CasePage,
    (marked, wrong): (&Fields, Option<Unfit>),
    (texts, lang): (&Texts, Lang),
) -> Option<WindowCasePage> {
    let application = &of.case.application;
    let entry = of.case.catalog.service_at(&application.service, application.service_version)?;
    let applicant = of.filed.as_ref().map(|filed| &filed.applicant);
    let attached = of.filed.as_ref().map(|filed| entry.attached(&filed.form)).unwrap_or_default();
    let file = |one: &RequiredDocument| {
        let named = attached.iter().find(|attached| attached.document == one.code)?;
        let file = of.filed.as_ref()?.uploads.iter().find(|file| file.id == named.upload)?;
        Some(FileShown::filed(application.id, file, lang))
    };
    let original = |one: &RequiredDocument| Original {
        code: one.code.clone(),
        title: one.title.pick(lang).to_owned(),
        filed: applicant.and_then(|applicant| filed(one, applicant, lang)),
        file: file(one),
        kept: one.withheld,
        marked: mark(marked, (ORIGINAL.0, &ORIGINALS), &one.code),
    };
    let process = of.case.catalog.process_at(&application.process, application.process_version)?;
    let checked = page.moves.iter().any(|one| !one.checks.is_empty());
    let check = |one: &Check| CheckMark {
        code: one.code.clone(),
        title: one.title.pick(lang).to_owned(),
        norm: one.norm.clone(),
        remedy: one.remedy.pick(lang).to_owned(),
        marked: mark(marked, (CHECK.0, &CHECK.1), &one.code),
    };
    let returns = |made: &Move| made.originals == Originals::Differ;
    let mut here = process.moves.iter().filter(|made| made.from.contains(&application.stage));
    let differs = if here.any(returns) { "window_differs" } else { "window_differs_papers" };
    let compares = page.moves.iter().any(|one| !one.compares.is_empty());
    let withholds = page.moves.iter().any(|one| !one.withholds.is_empty());
    let asked = |one: &&RequiredDocument| compares || (withholds && one.withheld);
    Some(WindowCasePage {
        applicant: applicant.map(Profile::full_name),
        born: applicant.and_then(|one| one.birth_date).map(|born| day(born, lang)),
        compares,
        originals: application.compared(&entry.service).filter(asked).map(original).collect(),
        moves: page.moves.clone(),
        wrong: wrong.map(|why| texts.pick(why.text(differs), lang).to_owned()),
        comes: process.stage(&application.stage).is_some_and(|stage| process.comes_in(stage)),
        checks: entry.service.checks.iter().filter(|_| checked).map(check).collect(),
        result: application.result.is_some(),
        hands: None,
        case: page,
    })
}

/// How the page's fields that mark something begin, and the words of a yes and a no.
pub(crate) type Mark = (&'static str, [&'static str; 2]);
/// An original that is compared.
pub(crate) const ORIGINAL: Mark = ("original.", ["agrees", "differs"]);
/// An original that agrees and is withheld.
pub(crate) const WITHHELD: &str = "withheld";
/// Everything that can be marked of an original.
const ORIGINALS: [&str; 3] = [ORIGINAL.1[0], ORIGINAL.1[1], WITHHELD];
/// A check that is made.
pub(crate) const CHECK: Mark = ("check.", ["passed", "failed"]);

/// What was marked of something.
fn mark(
    marked: &Fields,
    (prefix, words): (&str, &[&'static str]),
    code: &str,
) -> Option<&'static str> {
    let name = format!("{prefix}{code}");
    words.iter().copied().find(|word| marked.get(&name) == Some(*word))
}

/// Why what was marked leads nowhere.
#[derive(Debug)]
pub(crate) enum Unfit {
    /// What was marked of the originals.
    Originals(BadComparison),
    /// What was marked of the checks.
    Checks(BadCheck),
}

impl Unfit {
    /// The key of the text that says so; `differs` is that of what to do where an original does.
    const fn text(&self, differs: &'static str) -> &'static str {
        match self {
            Self::Originals(BadComparison::Missing(_) | BadComparison::Unasked(_)) => {
                "window_unmarked"
            }
            Self::Originals(BadComparison::Differs(_)) => differs,
            Self::Originals(BadComparison::AllAgree) => "window_agrees",
            Self::Originals(BadComparison::Kept(_)) => "window_kept",
            Self::Originals(BadComparison::NotKept(_)) => "window_not_kept",
            Self::Checks(BadCheck::Missing(_) | BadCheck::Unasked(_)) => "window_unchecked",
            Self::Checks(BadCheck::Failed(_)) => "window_failed",
            Self::Checks(BadCheck::AllPassed) => "window_passed",
        }
    }
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
