//! Questions about cases that were passed on, as those who answer and those who applied see them.

use crate::drawing::Texts;
use crate::pages::dates::{When, day, left, moment};
use chrono::NaiveDate;
use domain::consultation::LONGEST_ANSWER;
use domain::text::Lang;
use openapi::inquiry::InquiryView;
use serde::Serialize;

/// What was asked, and the answer once there is one.
#[derive(Debug, Serialize)]
pub(crate) struct Asked {
    topic: String,
    to: String,
    since: When,
    answer_by: When,
    /// Whether that day has passed without an answer.
    late: bool,
    answered: Option<When>,
    answer: Option<String>,
}

impl Asked {
    pub(crate) fn of(of: InquiryView, today: NaiveDate, lang: Lang) -> Self {
        Self {
            late: of.answered_at.is_none() && of.answer_by.date_naive() < today,
            topic: of.topic.title,
            to: of.to.title,
            since: moment(of.asked_at, lang),
            answer_by: day(of.answer_by.date_naive(), lang),
            answered: of.answered_at.map(|at| moment(at, lang)),
            answer: of.answer,
        }
    }
}

/// What an organisation has to answer.
#[derive(Debug, Serialize)]
pub(crate) struct Inquiries {
    pub(crate) rows: Vec<Row>,
    /// The cursor of those that are due later.
    pub(crate) next: Option<String>,
    /// What came of the answer that was sent, by its text.
    pub(crate) said: Option<&'static str>,
    /// What was typed to a question that a colleague answered meanwhile.
    pub(crate) typed: Option<String>,
    /// Where this page begins.
    pub(crate) after: Option<String>,
    /// How long an answer may be.
    pub(crate) longest: usize,
}

impl Inquiries {
    /// The page with these rows.
    pub(crate) const fn new(rows: Vec<Row>, next: Option<String>, after: Option<String>) -> Self {
        Self { rows, next, said: None, typed: None, after, longest: LONGEST_ANSWER }
    }
}

/// A question that waits for its answer.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    id: String,
    number: String,
    /// The case at the desk or window of whoever answers.
    case: String,
    asked: Asked,
    /// How long there is to answer.
    left: String,
    /// What was typed and could not be taken.
    typed: Option<String>,
    /// What is wrong with it, by its text.
    wrong: Option<&'static str>,
}

/// The row of a question. `desk` is the path its cases are opened at; `typed`, an answer to it that could not be taken, and why.
pub(crate) fn row(
    of: InquiryView,
    desk: &str,
    typed: Option<(&str, &'static str)>,
    (today, texts, lang): (NaiveDate, &Texts, Lang),
) -> Row {
    Row {
        left: left(of.answer_by.date_naive(), today, texts, lang),
        case: format!("{desk}/{}", of.application),
        id: of.id.clone(),
        number: of.number.clone(),
        typed: typed.map(|(text, _)| text.to_owned()),
        wrong: typed.map(|(_, wrong)| wrong),
        asked: Asked::of(of, today, lang),
    }
}
