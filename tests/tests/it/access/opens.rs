//! What a route takes and answers, held against the words that are told at consent: by the kind of each object of the API
//! document. Whose objects a route answers with is the access matrix's to prove.

use super::document::operations;
use Opens::{
    Applications, Calls, Chats, Checklists, Desk, Documents, Drafts, Filing, Moves, Person,
    Precheck, Readers,
};
use anyhow::{Context, ensure};
use domain::oidc::operation::{OPERATIONS, Opens, Operation, Party, opened_by};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const NOBODY: &[Opens] = &[];
/// A case is told to its applicant, and at the desk to whoever decides on it.
const CASE: &[Opens] = &[Applications, Desk];
const FILE: &[Opens] = &[Drafts, Documents, Desk];

/// What each object of the API document tells or asks of a person; an empty list: of nobody.
fn told() -> BTreeMap<&'static str, &'static [Opens]> {
    let all: [(&str, &[Opens]); 74] = [
        ("AccessRecordList", &[Readers]),
        ("AccessRecordView", &[Readers]),
        ("AnswerView", CASE),
        ("ApplicationList", CASE),
        ("ApplicationRequest", &[Filing]),
        ("ApplicationView", CASE),
        ("AssigneeView", CASE),
        ("AssignmentRequest", &[Desk]),
        ("ColleagueList", &[Desk]),
        ("ColleagueView", &[Desk]),
        ("ChatClaimRequest", &[Chats]),
        ("ChatClaimView", &[Chats]),
        ("ChatConfirmRequest", &[Chats]),
        ("ChatLinkOffer", &[Chats]),
        ("ChatLinkView", &[Chats]),
        ("ChecklistView", &[Checklists]),
        ("ConditionsView", NOBODY),
        ("DeliveryView", &[Applications]),
        ("DocumentView", NOBODY),
        ("DirectFilingView", NOBODY),
        ("DirectFilingRequest", NOBODY),
        ("DraftList", &[Drafts]),
        ("DraftRequest", &[Drafts]),
        ("DraftSummaryView", &[Drafts]),
        ("DraftUpdate", &[Drafts]),
        ("DraftView", &[Drafts]),
        ("EventView", CASE),
        ("FindingView", &[Precheck]),
        ("CheckView", CASE),
        ("CorrectionView", CASE),
        ("MadeCheck", CASE),
        ("MoveRequest", &[Moves]),
        ("MoveView", CASE),
        ("NoticeList", &[Applications]),
        ("NoticeView", &[Applications]),
        ("ComparedOriginal", CASE),
        // Where an office is, and what stages are called, is everybody's to know: of whose case, the view around it tells.
        ("OfficeView", NOBODY),
        ("OriginalStateView", CASE),
        ("OriginalView", CASE),
        ("PersonView", &[Person]),
        ("PrecheckRequest", &[Precheck]),
        ("PrecheckView", &[Precheck]),
        ("RatingRequest", &[Moves]),
        ("ReasonView", NOBODY),
        ("ReceptionRequest", &[Desk]),
        ("ReceptionView", &[Desk]),
        ("VisitorDocument", &[Desk]),
        ("VisitorView", &[Desk]),
        ("ResultLink", CASE),
        ("ResultList", &[Documents]),
        ("ResultView", &[Documents]),
        ("ServiceList", NOBODY),
        ("ServiceSummary", NOBODY),
        ("ServiceView", NOBODY),
        // Of an application, to whoever holds its number and its code.
        ("StatusRequest", NOBODY),
        ("StatusView", NOBODY),
        ("StageView", NOBODY),
        ("StepMark", &[Checklists]),
        ("StepView", &[Checklists]),
        // Of an application too, to whoever holds its number and its code.
        ("CoApplicantView", CASE),
        ("PlaceView", NOBODY),
        ("WaitingListView", NOBODY),
        ("TermView", NOBODY),
        ("Timeline", CASE),
        ("FileBytes", FILE),
        ("UploadRequest", &[Drafts]),
        ("UploadView", &[Drafts]),
        ("DefectView", &[Drafts]),
        ("application/partial-upload", &[Drafts]),
        // A file of one's own, and one that was filed.
        ("image/heic", FILE),
        ("image/jpeg", FILE),
        ("image/png", FILE),
        // Of a document, to whoever holds it and its code.
        ("VerifiedView", NOBODY),
        ("application/pdf", FILE),
    ];
    all.into_iter().chain(EXCHANGE).chain(PAPERS).chain(CALLS).chain(OVERSIGHT).collect()
}

/// The same of what those see who answer for services.
const OVERSIGHT: [(&str, &[Opens]); 7] = [
    ("LateCaseList", &[Desk]),
    ("LateCaseView", &[Desk]),
    ("HolderView", &[Desk]),
    ("FilingsList", &[Desk]),
    ("FilingsView", &[Desk]),
    ("ChannelFilingsView", &[Desk]),
    ("DirectFilingsView", &[Desk]),
];

/// The same of what departments are sent, and tell.
const EXCHANGE: [(&str, &[Opens]); 12] = [
    ("ExchangeMessageList", CASE),
    ("ExchangeMessageView", CASE),
    ("SentApplication", CASE),
    ("SentPerson", CASE),
    ("SentIdentityDocument", CASE),
    ("SentDocument", CASE),
    ("ExchangeEventRequest", NOBODY),
    ("MessageReceivedEvent", NOBODY),
    ("MessageDecidedEvent", NOBODY),
    ("MessageReceived", NOBODY),
    ("MessageDecided", NOBODY),
    ("EventTaken", NOBODY),
];

/// The same of papers that are carried, and of who signs for them: they name nobody.
const PAPERS: [(&str, &[Opens]); 6] = [
    ("ManifestItemView", &[Desk]),
    ("ManifestList", &[Desk]),
    ("ManifestView", &[Desk]),
    ("Named", NOBODY),
    ("SignatureRequest", &[Desk]),
    ("SignatureView", &[Desk]),
];

/// The same of calls, and of what is passed on: they name nobody. The answer is the applicant's to read too.
const CALLS: [(&str, &[Opens]); 13] = [
    ("CallCodeView", &[Calls]),
    ("ConsultationRequest", &[Desk]),
    ("ConsultationView", &[Desk]),
    ("ConsultationTopic", &[Desk]),
    ("ConsultationList", &[Desk]),
    ("ConsultationLogView", &[Desk]),
    ("ConsultedCaseView", &[Desk]),
    ("ScriptView", NOBODY),
    ("TopicView", NOBODY),
    ("InquiryRequest", &[Desk]),
    ("InquiryView", CASE),
    ("InquiryList", &[Desk]),
    ("AnswerRequest", &[Desk]),
];

/// Every object that is reached from a part of the document.
fn objects(document: &Value, part: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| objects(document, part, found)),
        Value::Object(fields) => {
            for (name, field) in fields {
                let to = field.as_str().and_then(|to| to.strip_prefix("#/components/schemas/"));
                let Some(to) = to.filter(|_| name == "$ref") else {
                    objects(document, field, found);
                    continue;
                };
                let schema = &document["components"]["schemas"][to];
                if schema["enum"].is_null() && found.insert(to.to_owned()) {
                    objects(document, schema, found);
                }
            }
        }
        _ => {}
    }
}

/// What an operation takes and answers when it goes well.
fn exchanged(document: &Value, route: &str) -> anyhow::Result<BTreeSet<String>> {
    let (method, path) = route.split_once(' ').context("a route")?;
    let operation = &document["paths"][path][method.to_lowercase()];
    let mut found = BTreeSet::new();
    objects(document, &operation["requestBody"], &mut found);
    let kinds = operation["requestBody"]["content"].as_object();
    let bytes = kinds.into_iter().flatten().map(|(kind, _)| kind);
    found.extend(bytes.filter(|kind| !kind.contains("json")).cloned());
    let answers = operation["responses"].as_object().context("answers")?;
    for (_, answer) in answers.iter().filter(|(status, _)| status.starts_with('2')) {
        objects(document, answer, &mut found);
        let kinds = answer["content"].as_object().into_iter().flatten().map(|(kind, _)| kind);
        let document = kinds.filter(|kind| !kind.contains("json") && *kind != "text/event-stream");
        found.extend(document.cloned());
    }
    Ok(found)
}

/// What a person is told before a client may call an operation.
fn promised(one: &Operation) -> Vec<Opens> {
    let party = if one.first_party { Party::First } else { Party::Third };
    one.scope.map(|scope| opened_by(scope, party)).unwrap_or_default()
}

/// A route that answers with what another scope's words say, or with what no words say to somebody else's client, fails
/// here; so does one whose own entry names another kind of thing than it answers.
#[test]
fn no_operation_opens_more_than_the_words_of_its_scope_say() -> anyhow::Result<()> {
    let document: Value = serde_json::from_str(openapi::DOCUMENT)?;
    let told = told();
    ensure!(operations()?.len() == OPERATIONS.len(), "operations without an entry");
    let mut seen = BTreeSet::new();
    for one in &OPERATIONS {
        let promised = promised(one);
        let exchanged = exchanged(&document, one.route)?;
        let mut of_its_own = one.opens.is_none() || exchanged.is_empty();
        for object in &exchanged {
            let tells = told
                .get(object.as_str())
                .with_context(|| format!("{}: say of whom {object} tells, in `told`", one.route))?;
            // A department's system acts for nobody: what people filed is sent to it because they filed it.
            let is_sent = one.scope == Some("exchange") && [CASE, FILE].contains(tells);
            let is_bots = one.scope == Some("bot") && *tells == [Opens::Chats];
            let is_told = tells.is_empty() || tells.iter().any(|of| promised.contains(of));
            ensure!(
                is_told || is_bots || is_sent,
                "{} tells {object}, and nobody is told so",
                one.route
            );
            of_its_own |= one.opens.is_some_and(|opens| tells.contains(&opens));
        }
        ensure!(of_its_own, "{} exchanges {exchanged:?}, not {:?}", one.route, one.opens);
        seen.extend(exchanged);
    }
    let unused: Vec<_> = told.keys().filter(|object| !seen.contains(**object)).collect();
    ensure!(unused.is_empty(), "told by no operation: {unused:?}");
    Ok(())
}
