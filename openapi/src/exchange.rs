//! The exchange with departments whose own systems collect their messages: events (CloudEvents 1.0, JSON) both ways.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The type of the event by which a department's system says that it has a message.
pub const RECEIVED: &str = "uslugi.message.received";
/// The type of the event by which it says what it decided.
pub const DECIDED: &str = "uslugi.message.decided";

/// Messages of a mailbox, in their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ExchangeMessageList {
    /// The messages of this page.
    pub items: Vec<ExchangeMessageView>,
    /// Where to go on: the `sequence` of the last message, or what was asked after where there is none. Keep it; the same page is
    /// there again as often as it is asked for.
    #[schema(example = "0000000000000017")]
    pub last: String,
}

/// A message to a department: an event of CloudEvents 1.0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ExchangeMessageView {
    /// Of CloudEvents.
    #[schema(example = "1.0")]
    pub specversion: String,
    /// What a repeat is known by, and what events about the message name as their `subject`.
    pub id: String,
    /// The platform.
    pub source: String,
    /// `uslugi.application.sent`: an application to decide on, with `data`. `uslugi.application.taken_back`: one that was sent needs no
    /// decision any more.
    #[serde(rename = "type")]
    pub kind: String,
    /// The application.
    pub subject: String,
    /// When it was placed.
    pub time: DateTime<FixedOffset>,
    /// Its place in the mailbox: the later one is the greater text.
    #[schema(example = "0000000000000017")]
    pub sequence: String,
    /// Of `data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "application/json")]
    pub datacontenttype: Option<String>,
    /// The application as it was filed, or corrected. Absent where one is taken back, where it ended before you told that you have it, and where
    /// it cannot be read just now: then ask for the message by its identity later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<SentApplication>,
}

/// An application as a department is sent it: everything that was filed, and nobody's contacts.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SentApplication {
    /// The message: one application that is corrected is sent in several.
    pub message_id: String,
    /// The application, by the identifier that the portal and the API have for it.
    pub application_id: String,
    /// The number people read.
    #[schema(example = "50-2026-0000123-8")]
    pub number: String,
    /// Code of the service.
    pub service: String,
    /// `electronic`, `one_visit`, `fast_track`, `traditional`, `complex`.
    pub scenario: String,
    /// Whether originals are compared when the result is handed over.
    pub originals_checked_at_issue: bool,
    /// The office (МФЦ) at whose window it was filed, or the department itself, if at one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing_place: Option<String>,
    /// Why it was filed at the department, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "infirm")]
    pub direct_reason: Option<String>,
    /// Who applied, as they were at filing.
    pub applicant: SentPerson,
    /// Who confirmed it as the second of two who apply; in the newest message alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub co_applicant: Option<SentPerson>,
    /// Every field of the form, as it was filled in, but for contacts.
    #[schema(value_type = Object)]
    pub form: Value,
    /// The files that fields of the form name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<SentDocument>,
    /// When it was sent.
    pub sent_at: DateTime<FixedOffset>,
    /// The department it is sent to.
    pub receiver: String,
    /// Which version of the form this is, from 1.
    pub revision: i64,
}

impl std::fmt::Debug for SentApplication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SentApplication({}, …)", self.message_id)
    }
}

/// A person of an application, as a department is told of them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SentPerson {
    /// СНИЛС, eleven digits; absent in accounts without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snils: Option<String>,
    /// Family name; empty for a person who has none.
    pub last_name: String,
    /// Given name; empty for a person who has none.
    pub first_name: String,
    /// Patronymic, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    /// Absent where ESIA does not tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// The passport of the Russian Federation, where the account has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<SentIdentityDocument>,
    /// When they confirmed the application; of a co-applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<DateTime<FixedOffset>>,
}

impl std::fmt::Debug for SentPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SentPerson(…)")
    }
}

/// A document that proves who a person is, as their account at ESIA has it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SentIdentityDocument {
    /// ESIA's type.
    #[schema(example = "RF_PASSPORT")]
    pub kind: String,
    /// Series, if the kind has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Its number, digits or letters and digits, without the series.
    pub number: String,
    /// When it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<String>,
}

impl std::fmt::Debug for SentIdentityDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SentIdentityDocument(…)")
    }
}

/// A file of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SentDocument {
    /// The code of the document in the service's passport.
    pub document: String,
    /// The field that names it, as a JSON pointer.
    pub field: String,
    /// What its owner calls it.
    pub name: Option<String>,
    /// What it is.
    pub media_type: Option<String>,
    /// How many bytes it has.
    pub size: Option<u64>,
    /// SHA-256 of its bytes, lower-case hex: what it is asked for by.
    pub sha256: Option<String>,
}

/// What a department's system tells: an event of CloudEvents 1.0, whose `type` says which. Other attributes are let pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum ExchangeEventRequest {
    /// `uslugi.message.received`.
    Received(MessageReceivedEvent),
    /// `uslugi.message.decided`.
    Decided(MessageDecidedEvent),
}

/// An event by which a department's system says that it has a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageReceivedEvent {
    /// Of CloudEvents.
    #[schema(example = "1.0")]
    pub specversion: String,
    /// What a repeat is known by, for a week: 1 to 128 visible ASCII characters, another for each event of the department.
    #[schema(min_length = 1, max_length = 128, example = "archive-2026-000417")]
    pub id: String,
    /// Who tells it, by a name of their own.
    #[schema(example = "/archive")]
    pub source: String,
    /// What is told.
    #[serde(rename = "type")]
    pub kind: ReceivedType,
    /// The message it is about.
    pub subject: String,
    /// Of `data`: JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "application/json")]
    pub datacontenttype: Option<String>,
    /// What exactly.
    pub data: MessageReceived,
}

/// The type of the event by which a message is said to be received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum ReceivedType {
    /// `uslugi.message.received`
    #[serde(rename = "uslugi.message.received")]
    It,
}

/// An event by which a department's system says what it decided on a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageDecidedEvent {
    /// Of CloudEvents.
    #[schema(example = "1.0")]
    pub specversion: String,
    /// What a repeat is known by, for a week: 1 to 128 visible ASCII characters, another for each event of the department.
    #[schema(min_length = 1, max_length = 128, example = "archive-2026-000417")]
    pub id: String,
    /// Who tells it, by a name of their own.
    #[schema(example = "/archive")]
    pub source: String,
    /// What is told.
    #[serde(rename = "type")]
    pub kind: DecidedType,
    /// The message it is about.
    pub subject: String,
    /// Of `data`: JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "application/json")]
    pub datacontenttype: Option<String>,
    /// What exactly.
    pub data: MessageDecided,
}

/// The type of the event by which a decision is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum DecidedType {
    /// `uslugi.message.decided`
    #[serde(rename = "uslugi.message.decided")]
    It,
}

/// Of an event `uslugi.message.received`: the department has the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageReceived {
    /// Its own number of the application: 1 to 64 characters.
    #[schema(min_length = 1, max_length = 64, example = "А-417/2026")]
    pub department_number: String,
    /// When it was received; without it, when this was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<DateTime<FixedOffset>>,
}

/// Of an event `uslugi.message.decided`: the department decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageDecided {
    /// `granted`, `refused`, or `returned` to be corrected.
    pub outcome: DecidedOutcome,
    /// Why, by a code of the service's passport; not where it is granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// The facts that the decision rests on, which the result document may print; where it is granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub data: Option<Value>,
}

/// What a department decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are explained at the field that holds them")]
pub enum DecidedOutcome {
    Granted,
    Refused,
    Returned,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventTaken {
    /// `made`: the case has moved. `too_late`: it is known, and the case had gone on before (it was taken back, or decided on by others).
    #[schema(value_type = crate::closed::EventEnd)]
    pub end: String,
}
