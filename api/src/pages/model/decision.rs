//! What an officer is about to decide, with what it leads to.

use super::application::CasePage;
use super::desk_case::called;
use super::service::paragraphs;
use casework::decision::{Preview, RequestedDecision};
use casework::read::Case;
use domain::text::Lang;
use openapi::service::ReasonView;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct DecisionPage {
    pub(crate) case: CasePage,
    /// The move.
    made: String,
    title: String,
    reason: Option<ReasonView>,
    /// The letters to the applicant.
    letters: Vec<Letter>,
    /// Whether the document is issued.
    document: bool,
    /// How long it can be taken back, in seconds.
    seconds: u64,
}

/// A letter, as it would be sent.
#[derive(Debug, Serialize)]
struct Letter {
    subject: String,
    paragraphs: Vec<String>,
    /// Its language.
    lang: &'static str,
}

/// A decision before it is made; `None` if the catalog lost what it goes by.
pub(crate) fn decision(
    of: &Case,
    page: CasePage,
    (asked, preview): (&RequestedDecision, Preview),
    seconds: u64,
    lang: Lang,
) -> Option<DecisionPage> {
    let application = &of.application;
    let entry = of.catalog.service_at(&application.service, application.service_version)?;
    let process = of.catalog.process_at(&application.process, application.process_version)?;
    let (title, reason) = called((entry, process), (&asked.made, asked.reason.as_ref()), lang)?;
    let letters = preview.letters.into_iter().map(|words| Letter {
        subject: words.subject,
        paragraphs: paragraphs(&words.body),
        lang: words.lang.tag(),
    });
    Some(DecisionPage {
        case: page,
        made: asked.made.to_string(),
        title,
        reason,
        letters: letters.collect(),
        document: preview.document,
        seconds,
    })
}
