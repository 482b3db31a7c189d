//! The card of a service: what it is, for whom, what it takes, by what it may be refused.

use super::may::{May, may};
use super::tiles::{Standing, standing, term, visits};
use crate::drawing::{Texts, sentence};
use crate::view;
use casework::precheck::Known;
use catalog::{Catalog, Entry, may_be_left_out};
use domain::application::Application;
use domain::assurance::Assurance;
use domain::citizen::Profile;
use domain::service::{CodedReason, DocumentSource, RequiredDocument, Service};
use domain::text::Lang;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct Card {
    pub(crate) code: String,
    pub(crate) title: String,
    /// Its name in the regulation, where that is another.
    pub(crate) official: Option<String>,
    pub(crate) summary: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) department: String,
    pub(crate) announcement: Option<String>,
    pub(crate) audience: Vec<String>,
    pub(crate) result: String,
    /// What it takes; nothing of a service that is only announced.
    pub(crate) conditions: Option<Conditions>,
    pub(crate) norms: Vec<String>,
    /// Whether the reader may get it, as far as is known; nothing where no rule of it decides that.
    pub(crate) may: Option<May>,
    /// The reader's applications of it.
    pub(crate) mine: Vec<Standing>,
}

/// What a service takes and by what it may be refused.
#[derive(Debug, Serialize)]
pub(crate) struct Conditions {
    /// Whether it takes more than the form: steps of a checklist.
    pub(crate) has_checklist: bool,
    pub(crate) term: String,
    /// How long it usually takes, in a sentence, where that is known.
    pub(crate) usual: Option<String>,
    pub(crate) visits: u64,
    /// In roubles; nothing when it is free.
    pub(crate) fee: Option<String>,
    pub(crate) account: String,
    pub(crate) documents: Vec<Document>,
    pub(crate) refusals: Vec<Refusals>,
}

/// A document of the regulation.
#[derive(Debug, Serialize)]
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) from: String,
    /// Whether nothing is left for the person to do about it.
    pub(crate) ready: bool,
}

/// Reasons of one kind.
#[derive(Debug, Serialize)]
pub(crate) struct Refusals {
    pub(crate) title: String,
    pub(crate) reasons: Vec<Reason>,
}

/// A reason of refusal.
#[derive(Debug, Serialize)]
pub(crate) struct Reason {
    pub(crate) title: String,
    pub(crate) explanation: String,
    pub(crate) remedy: String,
    /// Whether pre-check excludes it beforehand.
    pub(crate) excluded: bool,
}

/// The card of a service.
pub(crate) fn card(
    catalog: &Catalog,
    entry: &Entry,
    (mine, known, usual_days): (&[Application], Option<&Known>, Option<u32>),
    texts: &Texts,
    lang: Lang,
) -> Card {
    let of = &entry.service;
    let say = |text: &domain::text::Text| text.pick(lang).to_owned();
    let audience = catalog.audiences().iter().filter(|one| of.audience.contains(&one.code));
    let own = mine.iter().filter(|one| one.service == of.code);
    Card {
        code: of.code.to_string(),
        title: say(&of.title),
        official: of.official_title.as_ref().map(say),
        summary: say(&of.summary),
        paragraphs: paragraphs(of.description.pick(lang)),
        department: department(catalog, of, lang),
        announcement: of.announcement.as_ref().map(say),
        audience: audience.map(|one| say(&one.title)).collect(),
        result: say(&of.result.title),
        conditions: entry.published().map(|of| Conditions {
            usual: usual_days.map(|days| usually(days, texts, lang)),
            ..conditions(catalog, of, texts, lang)
        }),
        norms: of.norms.clone(),
        may: may(entry, known, lang),
        mine: own.filter_map(|one| standing(catalog, one, lang)).collect(),
    }
}

fn conditions(catalog: &Catalog, of: &Service, texts: &Texts, lang: Lang) -> Conditions {
    let places = of.waiting_list.iter().flat_map(|list| list.reasons.lists());
    let precedence: Vec<&CodedReason> = places.flat_map(|(_, reasons)| reasons).collect();
    Conditions {
        has_checklist: !of.checklist.is_empty(),
        term: term(of.term, texts, lang),
        usual: None,
        visits: visits(catalog, of),
        fee: (of.fee_kopecks > 0).then(|| view::roubles(of.fee_kopecks.into())),
        account: texts.pick(account(of.minimum_assurance), lang).to_owned(),
        documents: documents(of, texts, lang, None),
        refusals: [
            ("service_refusals_intake", of.refusals.intake.iter().collect()),
            ("service_refusals_provision", of.refusals.provision.iter().collect()),
            ("service_refusals_precedence", precedence),
        ]
        .into_iter()
        .filter(|(_, reasons)| !reasons.is_empty())
        .map(|(key, reasons)| Refusals {
            title: texts.pick(key, lang).to_owned(),
            reasons: reasons.iter().map(|one| reason(one, lang)).collect(),
        })
        .collect(),
    }
}

/// «Обычно за 2 дня».
fn usually(days: u32, texts: &Texts, lang: Lang) -> String {
    if days == 0 {
        return texts.pick("usually_same_day", lang).to_owned();
    }
    sentence(u64::from(days), texts.pick("usually_days", lang))
}

/// Who decides, by its full name.
pub(crate) fn department(catalog: &Catalog, of: &Service, lang: Lang) -> String {
    let found = catalog.department(&of.department);
    found.map_or_else(|| of.department.to_string(), |one| one.title.pick(lang).to_owned())
}

/// Documents of a service and where they come from. Of a person who is known it is said whether their profile has them.
pub(crate) fn documents(
    of: &Service,
    texts: &Texts,
    lang: Lang,
    person: Option<&Profile>,
) -> Vec<Document> {
    let optional = |document: &RequiredDocument| may_be_left_out(of, document);
    let one = |document: &RequiredDocument| {
        let held = held(document, person);
        let from = match (document.source, held) {
            (DocumentSource::Profile, Some(false)) => "document_not_in_profile",
            (DocumentSource::Profile, _) => "document_profile",
            (DocumentSource::Register, _) => "document_register",
            (DocumentSource::Upload, _) if optional(document) => "document_upload_optional",
            (DocumentSource::Upload, _) => "document_upload",
        };
        let mut from = texts.pick(from, lang).to_owned();
        if document.compared {
            let bring = if optional(document) { "document_bring_then" } else { "document_bring" };
            from.push_str(texts.pick(bring, lang));
            if document.withheld {
                from.push_str(texts.pick("document_kept", lang));
            }
        }
        Document {
            title: document.title.pick(lang).to_owned(),
            from,
            ready: held != Some(false) && document.source != DocumentSource::Upload,
        }
    };
    of.documents.iter().map(one).collect()
}

/// Where a form is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FilledIn {
    /// By the applicant themself, wherever they are.
    ByThemself,
    /// At the window of an office, where the operator has the documents before them.
    AtWindow,
}

/// The documents that a form does not ask for by a field of its own: what comes with it by itself.
pub(crate) fn documents_beside(
    of: &Service,
    texts: &Texts,
    lang: Lang,
    (person, filled): (&Profile, FilledIn),
) -> Vec<Document> {
    let all = documents(of, texts, lang, Some(person)).into_iter().zip(&of.documents);
    let beside = all.filter(|(_, one)| one.source != DocumentSource::Upload);
    let shown = |(shown, one): (Document, &RequiredDocument)| {
        if filled == FilledIn::AtWindow && one.source == DocumentSource::Profile {
            let from = texts.pick("document_at_window", lang).to_owned();
            Document { from, ready: true, ..shown }
        } else {
            shown
        }
    };
    beside.map(shown).collect()
}

/// Documents that came with an application, and where from. One that the profile did not have did not come.
pub(crate) fn documents_filed(
    of: &Service,
    texts: &Texts,
    lang: Lang,
    (applicant, filled): (&Profile, FilledIn),
) -> Vec<Document> {
    let one = |document: &RequiredDocument| {
        let from = match document.source {
            DocumentSource::Profile if filled == FilledIn::AtWindow => Some("filed_at_window"),
            DocumentSource::Profile if held(document, Some(applicant)) == Some(false) => None,
            DocumentSource::Profile => Some("filed_from_profile"),
            DocumentSource::Register => Some("filed_from_register"),
            DocumentSource::Upload => None,
        };
        from.map(|from| Document {
            title: document.title.pick(lang).to_owned(),
            from: texts.pick(from, lang).to_owned(),
            ready: true,
        })
    };
    of.documents.iter().filter_map(one).collect()
}

/// Whether a profile holds a document; nothing where nobody is known, or ESIA has no such type.
fn held(document: &RequiredDocument, person: Option<&Profile>) -> Option<bool> {
    Some(person?.has_document(document.esia_type.as_deref()?))
}

fn reason(of: &CodedReason, lang: Lang) -> Reason {
    Reason {
        title: of.title.pick(lang).to_owned(),
        explanation: of.explanation.pick(lang).to_owned(),
        remedy: of.remedy.pick(lang).to_owned(),
        excluded: of.cleared_by.is_some(),
    }
}

const fn account(level: Assurance) -> &'static str {
    match level {
        Assurance::Simplified => "account_simplified",
        Assurance::Confirmed => "account_confirmed",
    }
}

pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}
