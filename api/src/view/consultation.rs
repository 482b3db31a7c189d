//! Consultations by telephone, in words.

mod spoken;

use super::inquiry::{inquiry, topic};
use super::moment;
use super::status::status_of;
use casework::consultation::{Consulted, Look};
use catalog::Catalog;
use catalog::consultations::Topic;
use domain::consultation::{About, Consultation, Inquiry};
use domain::id::CitizenId;
use domain::text::{Lang, Text};
use domain::time::Moment;
use openapi::consultation::{
    ConsultationLogView, ConsultationView, ConsultedCaseView, ScriptView, TopicView,
};
use openapi::inquiry::InquiryView;

/// A consultation as it was looked at.
pub(crate) fn consultation(look: &Look, lang: Lang) -> ConsultationView {
    let (of, catalog) = (&look.consultation, &look.catalog);
    let case = |one| case(catalog, (one, of.about), look.now, lang);
    ConsultationView {
        id: of.id.to_string(),
        about: about(of.about).to_owned(),
        begun_at: moment(of.begun_at),
        until: moment(of.until()),
        ended_at: of.ended_at.map(moment),
        topic: of.topic.as_ref().map(|code| topic(catalog, code, lang)),
        cases: look.cases.iter().filter_map(case).collect(),
        script: script(catalog, lang),
    }
}

/// A case as it is told; nothing if the catalog lost what it goes by.
fn case(
    catalog: &Catalog,
    (of, told): (&Consulted, About),
    now: Moment,
    lang: Lang,
) -> Option<ConsultedCaseView> {
    let status = status_of(catalog, &of.application, lang)?;
    let process = catalog.process_at(&of.application.process, of.application.process_version)?;
    let stage = process.stage(&of.application.stage)?;
    let waits = of.inquiry.as_ref().is_some_and(|one| one.answer.is_none());
    Some(ConsultedCaseView {
        spoken: spoken::words(catalog, (of, &status), (process, stage), now, lang),
        usually_on: of.usually_on,
        inquiry: of.inquiry.as_ref().map(|one| asked(catalog, one, told, lang)),
        may_be_asked: of.application.may_be_asked_about().is_ok()
            && !process.waits_for_the_applicant(stage)
            && !waits,
        status,
    })
}

/// What was asked last. What the answer says is told only where it is known who calls: an official may have named somebody in it.
fn asked(catalog: &Catalog, of: &Inquiry, told: About, lang: Lang) -> InquiryView {
    let shown = inquiry(catalog, of, lang);
    match told {
        About::Caller(_) => shown,
        About::Nothing | About::Application(_) => InquiryView { answer: None, ..shown },
    }
}

/// A consultation in the log, as `asker` reads it.
pub(crate) fn consultation_log(
    catalog: &Catalog,
    of: &Consultation,
    asker: Option<CitizenId>,
    lang: Lang,
) -> ConsultationLogView {
    ConsultationLogView {
        id: of.id.to_string(),
        own: asker == Some(of.consultant),
        about: about(of.about).to_owned(),
        begun_at: moment(of.begun_at),
        ended_at: of.ended_at.map(moment),
        topic: of.topic.as_ref().map(|code| topic(catalog, code, lang)),
    }
}

/// What consultants go by.
pub(crate) fn script(catalog: &Catalog, lang: Lang) -> ScriptView {
    let of = catalog.consultations();
    let lines = |all: &[Text]| all.iter().map(|one| one.pick(lang).to_owned()).collect();
    let shown = |one: &Topic| TopicView {
        code: one.code.to_string(),
        title: one.title.pick(lang).to_owned(),
        passed_on: one.passed_on,
        script: lines(&one.script),
    };
    ScriptView {
        opening: lines(&of.opening),
        topics: of.topics.iter().map(shown).collect(),
        closing: lines(&of.closing),
    }
}

/// What a caller has told, by the word of the API.
pub(super) const fn about(of: About) -> &'static str {
    match of {
        About::Nothing => "nothing",
        About::Application(_) => "application",
        About::Caller(_) => "caller",
    }
}
