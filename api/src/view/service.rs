//! Services as clients see them.

use super::assurance;
use catalog::{Catalog, Entry};
use domain::service::{CodedReason, DocumentSource, Service};
use domain::term::TermUnit;
use domain::text::Lang;
use openapi::service::{
    ConditionsView, DocumentView, ReasonView, ServiceSummary, ServiceView, TermView,
};

/// A service in a list.
pub(crate) fn service_summary(catalog: &Catalog, entry: &Entry, lang: Lang) -> ServiceSummary {
    let of = &entry.service;
    let department = catalog.department(&of.department);
    ServiceSummary {
        code: of.code.to_string(),
        title: of.title.pick(lang).to_owned(),
        official_title: of.official_title.as_ref().map(|one| one.pick(lang).to_owned()),
        summary: of.summary.pick(lang).to_owned(),
        department: department
            .map_or_else(|| of.department.to_string(), |one| one.title.pick(lang).to_owned()),
        status: if entry.is_open() { "open" } else { "announced" }.to_owned(),
        visits_required: entry
            .published()
            .and_then(|of| catalog.process(&of.process))
            .map(|process| process.visits_required),
    }
}

/// A service with everything needed to apply.
pub(crate) fn facts_of_service(
    catalog: &Catalog,
    entry: &Entry,
    usual_days: Option<u32>,
    lang: Lang,
) -> ServiceView {
    let of = &entry.service;
    ServiceView {
        summary: service_summary(catalog, entry, lang),
        version: of.version,
        description: of.description.pick(lang).to_owned(),
        conditions: entry.published().map(|of| conditions(of, usual_days, lang)),
        form_schema: entry.published().map(|of| of.form.schema.clone()),
        form_layout: entry.published().map(|of| of.form.layout.clone()),
        prefill: of.form.prefill.clone(),
        result_facts: entry.published().map(|of| &of.result.facts).and_then(|facts| {
            (!facts.is_empty()).then(|| {
                facts.iter().map(|(of, schema)| (of.to_string(), schema.clone())).collect()
            })
        }),
        norms: of.norms.clone(),
    }
}

fn conditions(of: &Service, usual_days: Option<u32>, lang: Lang) -> ConditionsView {
    let reasons = of.refusals.intake.iter().chain(&of.refusals.provision);
    ConditionsView {
        minimum_assurance: assurance(of.minimum_assurance).to_owned(),
        usual_days,
        term: TermView { amount: of.term.amount, unit: unit(of.term.unit).to_owned() },
        fee_kopecks: of.fee_kopecks,
        documents: of
            .documents
            .iter()
            .map(|document| DocumentView {
                code: document.code.clone(),
                title: document.title.pick(lang).to_owned(),
                source: source(document.source).to_owned(),
            })
            .collect(),
        refusal_reasons: reasons.map(|one| reason(one, lang)).collect(),
    }
}

pub(super) const fn unit(of: TermUnit) -> &'static str {
    match of {
        TermUnit::WorkingDay => "working_day",
        TermUnit::CalendarDay => "calendar_day",
        TermUnit::Hour => "hour",
    }
}

pub(super) const fn source(of: DocumentSource) -> &'static str {
    match of {
        DocumentSource::Profile => "profile",
        DocumentSource::Register => "register",
        DocumentSource::Upload => "upload",
    }
}

/// A reason of refusal.
pub(crate) fn reason(of: &CodedReason, lang: Lang) -> ReasonView {
    ReasonView {
        code: of.code.to_string(),
        title: of.title.pick(lang).to_owned(),
        explanation: of.explanation.pick(lang).to_owned(),
        norm: of.norm.clone(),
        remedy: of.remedy.pick(lang).to_owned(),
    }
}
