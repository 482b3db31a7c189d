//! Consultations by telephone.

use crate::closed::ConsultedAbout;
use crate::inquiry::InquiryView;
use crate::manifest::Named;
use crate::status::StatusView;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A code that a person tells a consultant on the telephone, so that it is known who calls.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallCodeView {
    /// Eight digits, as they are read aloud. Shown once.
    #[schema(example = "1234 5678")]
    pub code: String,
    /// Until when it counts, if it is not told before.
    pub expires_at: DateTime<FixedOffset>,
}

impl std::fmt::Debug for CallCodeView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CallCodeView(…)")
    }
}

/// What a caller tells: a number, a code, or neither.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsultationRequest {
    /// The number of an application, however it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "50-2026-0000123-8")]
    pub number: Option<String>,
    /// The code from the caller's account, however it is grouped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "1234 5678")]
    pub code: Option<String>,
}

impl std::fmt::Debug for ConsultationRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ConsultationRequest(…)")
    }
}

/// A consultation, for whoever answers the call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsultationView {
    /// Its identifier.
    #[schema(example = "cns_0193f0c2a1b27c3d8e4f5a6b7c8d9e0f")]
    pub id: String,
    /// What the caller has told: `nothing`, the number of an `application`, or the code that says who calls (`caller`).
    #[schema(value_type = ConsultedAbout)]
    pub about: String,
    /// When it began.
    pub begun_at: DateTime<FixedOffset>,
    /// When it is over, if nobody ends it before.
    pub until: DateTime<FixedOffset>,
    /// When it was ended; absent while it goes on, and when nobody ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<FixedOffset>>,
    /// What it was about, once that is noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Named>,
    /// How the cases stand that the caller asks about, newest first; nothing once it is over.
    pub cases: Vec<ConsultedCaseView>,
    /// What is said first and last, and what calls are about.
    pub script: ScriptView,
}

/// A case as it is told on the telephone: nothing of who applied, nor of what was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsultedCaseView {
    /// How it stands.
    pub status: StatusView,
    /// The same in words to be read aloud.
    #[schema(
        example = "Заявление 50-2026-0000123-8, услуга «Архивная выписка». Сейчас: МФЦ проверяет заявление."
    )]
    pub spoken: String,
    /// The day on which such a case is usually decided, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usually_on: Option<NaiveDate>,
    /// What was asked about it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inquiry: Option<InquiryView>,
    /// Whether a question can be passed on now: it goes on, is not its applicant's turn, and no question waits.
    pub may_be_asked: bool,
}

/// What consultants go by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScriptView {
    /// What is said first, line by line.
    pub opening: Vec<String>,
    /// What calls are about.
    pub topics: Vec<TopicView>,
    /// What is said last, line by line.
    pub closing: Vec<String>,
}

/// What a call can be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TopicView {
    /// Its code in the catalog.
    #[schema(example = "progress")]
    pub code: String,
    /// Its name.
    #[schema(example = "Как идёт заявление")]
    pub title: String,
    /// Whether it may be passed on to whoever has the case.
    pub passed_on: bool,
    /// What to say and do, line by line.
    pub script: Vec<String>,
}

/// What a consultation was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsultationTopic {
    /// The code of a topic.
    #[schema(example = "progress", max_length = 64)]
    pub topic: String,
}

/// The log of an organisation's consultations, newest first. Of callers it tells nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsultationList {
    /// The consultations of this page.
    pub items: Vec<ConsultationLogView>,
    /// Where the next page begins; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What the log says of one call: when, how long, what about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsultationLogView {
    /// Its identifier.
    #[schema(example = "cns_0193f0c2a1b27c3d8e4f5a6b7c8d9e0f")]
    pub id: String,
    /// Whether the asker answered the call.
    pub own: bool,
    /// What the caller had told.
    #[schema(value_type = ConsultedAbout)]
    pub about: String,
    /// When it began.
    pub begun_at: DateTime<FixedOffset>,
    /// When it was ended; absent while it goes on, and when nobody ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<FixedOffset>>,
    /// What it was about; absent where nobody noted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Named>,
}
