//! Views: the only place that names domain types and DTOs together. Matches are exhaustive, so that a
//! new domain variant does not compile until somebody has said how it is shown.

mod access_record;
mod answers;
mod application;
mod checklist;
mod consultation;
mod event;
mod exchange;
mod inquiry;
mod manifest;
mod money;
mod oversight;
mod reception;
mod register;
mod service;
mod status;
mod upload;
#[cfg(test)]
mod words;

pub(crate) use access_record::access_record;
pub(crate) use answers::{answer, answers, filed_answers};
pub(crate) use application::{
    application, applied_as, assignee, direct_reason_title, office, rated, summary_application,
};
pub(crate) use checklist::checklist;
pub(crate) use consultation::{consultation, consultation_log, script};
pub(crate) use event::event;
pub(crate) use exchange::{event_taken, exchange_message};
pub(crate) use inquiry::inquiry;
pub(crate) use manifest::{act_word, manifest};
pub(crate) use money::roubles;
pub(crate) use oversight::{filings, late_case};
pub(crate) use reception::reception;
pub(crate) use register::fact_in_words;
pub(crate) use service::{facts_of_service as service, reason, service_summary};
pub(crate) use status::status;
pub(crate) use upload::upload;

use casework::{DeliveryView, Draft, DraftSummary, IssuedDocument, NoticeView};
use catalog::Catalog;
use chrono::{DateTime, FixedOffset};
use domain::assurance::Assurance;
use domain::codes::DepartmentCode;
use domain::notice::DeliveryState;
use domain::precheck::{FindingKind, Precheck, Sufficiency};
use domain::process::Outcome;
use domain::text::Lang;
use domain::time::{Moment, in_moscow};
use openapi::draft::{DraftSummaryView, DraftView};
use openapi::manifest::Named;
use openapi::precheck::{FindingView, PrecheckView};
use openapi::result::ResultView;

/// A moment as people of the region read it, to the second and with the offset.
pub(crate) fn moment(moment: Moment) -> DateTime<FixedOffset> {
    in_moscow(moment)
}

/// An organisation by its code and short name.
pub(crate) fn named_organisation(catalog: &Catalog, code: &DepartmentCode, lang: Lang) -> Named {
    let title = catalog.department(code).map(|one| one.short.pick(lang));
    Named { code: code.to_string(), title: title.unwrap_or(code.as_str()).to_owned() }
}

/// The answer of pre-check.
pub(crate) fn precheck(checked: &Precheck, lang: Lang) -> PrecheckView {
    PrecheckView {
        verdict: verdict(checked.verdict).to_owned(),
        findings: checked
            .findings
            .iter()
            .map(|finding| FindingView {
                kind: finding_kind(finding.kind).to_owned(),
                rule: finding.rule.clone(),
                pointer: finding.pointer.clone(),
                title: finding.title.as_ref().map(|title| title.pick(lang).to_owned()),
                message: finding.message.pick(lang).to_owned(),
                remedy: finding.remedy.as_ref().map(|remedy| remedy.pick(lang).to_owned()),
                norm: finding.norm.clone(),
            })
            .collect(),
    }
}

pub(crate) fn draft(draft: Draft) -> DraftView {
    DraftView {
        id: draft.id.to_string(),
        service: draft.service.to_string(),
        form: draft.form,
        version: draft.version,
        created_at: moment(draft.created_at),
        updated_at: moment(draft.updated_at),
    }
}

/// A draft in a list; one of a service that left the catalog is named by its code.
pub(crate) fn draft_summary(catalog: &Catalog, of: &DraftSummary, lang: Lang) -> DraftSummaryView {
    let title = catalog.service(&of.service).map(|entry| entry.service.title.pick(lang).to_owned());
    DraftSummaryView {
        id: of.id.to_string(),
        service: of.service.to_string(),
        service_title: title.unwrap_or_else(|| of.service.to_string()),
        updated_at: moment(of.updated_at),
    }
}

/// A result document; one of a service that left the catalog is named by its number alone.
pub(crate) fn result(catalog: &Catalog, of: &IssuedDocument, lang: Lang) -> ResultView {
    let record = &of.record;
    let entry = catalog.service_at(&of.service, of.service_version);
    let title = entry.map(|entry| entry.service.result.title.pick(lang).to_owned());
    ResultView {
        id: record.id.to_string(),
        title: title.unwrap_or_else(|| record.number.clone()),
        number: record.number.clone(),
        application: record.application.to_string(),
        issued_at: moment(record.issued_at),
        verify_code: record.verify_code.clone(),
        sha256: record.sha256.clone(),
        size: record.size,
        href: format!("/v1/results/{}", record.id),
    }
}

/// A notice, as it was written.
pub(crate) fn notice(of: NoticeView) -> openapi::notice::NoticeView {
    let delivery = |one: DeliveryView| openapi::notice::DeliveryView {
        channel: one.channel.name().to_owned(),
        state: delivery_state(one.state).to_owned(),
    };
    openapi::notice::NoticeView {
        id: of.id.to_string(),
        application: of.application.to_string(),
        code: of.code.to_string(),
        subject: of.words.subject,
        text: of.words.body,
        created_at: moment(of.created_at),
        deliveries: of.deliveries.into_iter().map(delivery).collect(),
    }
}

const fn verdict(of: Sufficiency) -> &'static str {
    match of {
        Sufficiency::Sufficient => "sufficient",
        Sufficiency::Insufficient => "insufficient",
        Sufficiency::Unknown => "unknown",
    }
}

const fn finding_kind(of: FindingKind) -> &'static str {
    match of {
        FindingKind::Missing => "missing",
        FindingKind::Invalid => "invalid",
        FindingKind::Unmet => "unmet",
        FindingKind::Unknown => "unknown",
    }
}

const fn delivery_state(of: DeliveryState) -> &'static str {
    match of {
        DeliveryState::Ready => "ready",
        DeliveryState::Accepted => "accepted",
        DeliveryState::Failed => "failed",
        DeliveryState::Dead => "dead",
    }
}

/// The level of an account.
pub(crate) const fn assurance(level: Assurance) -> &'static str {
    match level {
        Assurance::Simplified => "simplified",
        Assurance::Confirmed => "confirmed",
    }
}

/// How a case ended.
pub(crate) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Granted => "granted",
        Outcome::Refused => "refused",
        Outcome::Withdrawn => "withdrawn",
        Outcome::Annulled => "annulled",
        Outcome::Unclaimed => "unclaimed",
        Outcome::Lapsed => "lapsed",
    }
}

/// Who acted in a role that only a newer version knows.
pub(crate) const OTHER: &str = "other";
