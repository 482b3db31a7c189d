//! Calls, as consultants work on them; and the code a person tells.

use super::desk::Missed;
use super::inquiry::Asked;
use crate::pages::dates::{When, moment, time_of_day, time_to_the_second};
use chrono::NaiveDate;
use domain::text::Lang;
use openapi::consultation::{
    ConsultationLogView, ConsultationView, ConsultedCaseView, ScriptView, TopicView,
};
use serde::Serialize;

/// Where calls begin.
#[derive(Debug, Serialize)]
pub(crate) struct Calls {
    /// The key of the page: what is sent twice is done once.
    pub(crate) key: String,
    pub(crate) script: ScriptView,
    pub(crate) typed: Typed,
    /// The call that goes on.
    pub(crate) open: Option<OpenCall>,
    pub(crate) rows: Vec<LogRow>,
    /// The cursor of those before.
    pub(crate) next: Option<String>,
    /// Whether a topic was noted just now.
    pub(crate) noted: bool,
}

/// What was typed, and what is wrong with it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Typed {
    pub(crate) number: String,
    pub(crate) number_missed: Option<Missed>,
    /// What is wrong with the code, by its text. The code itself is not shown again.
    pub(crate) code_missed: Option<&'static str>,
}

/// A call that goes on.
#[derive(Debug, Serialize)]
pub(crate) struct OpenCall {
    pub(crate) href: String,
    pub(crate) since: When,
}

/// A call in the log.
#[derive(Debug, Serialize)]
pub(crate) struct LogRow {
    href: Option<String>,
    about: String,
    topic: Option<String>,
    begun: When,
    ended: Option<When>,
}

/// A row of the log; one's own calls lead to their pages.
pub(crate) fn log_row(of: ConsultationLogView, lang: Lang) -> LogRow {
    LogRow {
        href: of.own.then(|| format!("/calls/{}", of.id)),
        about: format!("call_about_{}", of.about),
        topic: of.topic.map(|topic| topic.title),
        begun: moment(of.begun_at, lang),
        ended: of.ended_at.map(time_of_day),
    }
}

/// One call, with what the caller asks about.
#[derive(Debug, Serialize)]
pub(crate) struct Call {
    id: String,
    /// The text of what the caller has told.
    about: String,
    begun: When,
    until: When,
    /// Whether it goes on.
    going: bool,
    /// Whether its topic can be noted.
    notable: bool,
    topic: Option<String>,
    cases: Vec<ToldCase>,
    topics: Vec<TopicView>,
    closing: Vec<String>,
    /// What came of passing a question on, by its text.
    said: Option<&'static str>,
}

/// What is told of one application of the caller's.
#[derive(Debug, Serialize)]
struct ToldCase {
    number: String,
    title: String,
    stage: String,
    outcome: Option<String>,
    spoken: String,
    inquiry: Option<Asked>,
    /// The key of the form that passes a question on; nothing where there is nobody to ask.
    key: Option<String>,
}

/// How a call stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// Whether it goes on.
    pub(crate) going: bool,
    /// Whether its topic can be noted.
    pub(crate) notable: bool,
    pub(crate) today: NaiveDate,
}

/// The page of a call. `new_key` makes the key of each form.
pub(crate) fn call(
    of: ConsultationView,
    (standing, said): (Standing, Option<&'static str>),
    new_key: &dyn Fn() -> String,
    lang: Lang,
) -> Call {
    let told = |one: ConsultedCaseView| ToldCase {
        key: one.may_be_asked.then(new_key),
        number: one.status.number,
        title: one.status.service_title,
        stage: one.status.stage.title,
        outcome: one.status.outcome,
        spoken: one.spoken,
        inquiry: one.inquiry.map(|inquiry| Asked::of(inquiry, standing.today, lang)),
    };
    Call {
        id: of.id,
        about: format!("call_about_{}", of.about),
        begun: time_of_day(of.begun_at),
        until: time_of_day(of.until),
        going: standing.going,
        notable: standing.notable,
        topic: of.topic.map(|topic| topic.title),
        cases: of.cases.into_iter().map(told).collect(),
        topics: of.script.topics,
        closing: of.script.closing,
        said,
    }
}

/// A code for a call, once one was made.
#[derive(Debug, Serialize)]
pub(crate) struct CodePage {
    pub(crate) code: Option<String>,
    pub(crate) until: Option<When>,
}

impl CodePage {
    /// The page with a code.
    pub(crate) fn with(code: String, until: chrono::DateTime<chrono::FixedOffset>) -> Self {
        Self { code: Some(code), until: Some(time_to_the_second(until)) }
    }
}
