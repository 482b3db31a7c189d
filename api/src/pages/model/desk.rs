//! The desk of a department's officer: what waits, and a case without the applicant's contacts (G4.1).

use super::application::CasePage;
use super::cabinet::Row;
use crate::pages::dates::{When, day};
use crate::view;
use casework::read::{Case, Filed};
use domain::process::ReasonKind;
use domain::text::Lang;
use openapi::application::{AnswerView, MoveView};
use openapi::service::ReasonView;
use serde::Serialize;

/// The list.
#[derive(Debug, Serialize)]
pub(crate) struct Desk {
    pub(crate) rows: Vec<Row>,
    /// How many there are, where that is known.
    pub(crate) count: Option<u64>,
    /// The cursor of those due later.
    pub(crate) next: Option<String>,
    pub(crate) search: Search,
}

/// How much of a text that is no number is shown again.
const LONGEST: usize = 40;

impl Desk {
    /// The desk that says why a text led to no case, and shows it again.
    pub(crate) fn missed(text: &str, why: Missed) -> Self {
        let search = Search { number: text.chars().take(LONGEST).collect(), missed: Some(why) };
        Self { rows: Vec::new(), count: None, next: None, search }
    }
}

/// The field that looks for a case by its number.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Search {
    /// What was typed.
    pub(crate) number: String,
    /// Why it led to no case.
    pub(crate) missed: Option<Missed>,
}

/// Why a text led to no case.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Missed {
    /// It is no number.
    Form,
    /// A digit of it is wrong.
    CheckDigit,
    /// The department has no case of this number.
    Unknown,
}

#[derive(Debug, Serialize)]
pub(crate) struct DeskCase {
    pub(crate) case: CasePage,
    /// Whom it is about: a decision is made on a person. No contacts.
    pub(crate) applicant: String,
    pub(crate) born: Option<When>,
    pub(crate) answers: Vec<AnswerView>,
    /// What the officer may do.
    pub(crate) moves: Vec<Decision>,
    /// What would need a reason, and every reason is closed by pre-check.
    pub(crate) closed: Vec<String>,
}

/// A move of an officer.
#[derive(Debug, Serialize)]
pub(crate) struct Decision {
    pub(crate) code: String,
    pub(crate) title: String,
    /// The reasons it takes one of; empty when it takes none.
    pub(crate) reasons: Vec<ReasonView>,
}

/// A case for an officer; `None` if the catalog lost what it goes by.
pub(crate) fn case(of: &Case, page: CasePage, filed: &Filed, lang: Lang) -> Option<DeskCase> {
    let application = &of.application;
    let entry = of.catalog.service_at(&application.service, application.service_version)?;
    let process = of.catalog.process_at(&application.process, application.process_version)?;
    let takes_reason = |one: &MoveView| {
        let found = one.code.parse().ok().and_then(|code| process.find_move(&code));
        found.is_some_and(|found| found.reason != ReasonKind::None)
    };
    let (closed, open): (Vec<MoveView>, Vec<MoveView>) =
        page.moves.iter().cloned().partition(|one| one.reasons.is_empty() && takes_reason(one));
    let decision =
        |one: MoveView| Decision { code: one.code, title: one.title, reasons: one.reasons };
    Some(DeskCase {
        case: page,
        applicant: filed.applicant.full_name(),
        born: filed.applicant.birth_date.map(|born| day(born, lang)),
        answers: view::answers(entry, &entry.form_for_department(&filed.form), lang),
        moves: open.into_iter().map(decision).collect(),
        closed: closed.into_iter().map(|one| one.title).collect(),
    })
}
