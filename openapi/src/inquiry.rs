//! Inquiries: what callers ask about cases is passed on to whoever has them, and answered in writing.

use crate::manifest::Named;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A question that is passed on to whoever has a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InquiryRequest {
    /// The number of one of the applications that the consultation is about.
    #[schema(example = "50-2026-0000123-8")]
    pub number: String,
    /// The code of a topic that may be passed on.
    #[schema(example = "progress", max_length = 64)]
    pub topic: String,
}

/// A question about an application that was passed on (запрос о ходе дела), and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InquiryView {
    /// Its identifier.
    #[schema(example = "inq_0193f0c2a1b27c3d8e4f5a6b7c8d9e0f")]
    pub id: String,
    /// About which application.
    pub application: String,
    /// The application's number.
    #[schema(example = "50-2026-0000123-8")]
    pub number: String,
    /// What it is about.
    pub topic: Named,
    /// Which organisation is asked.
    pub to: Named,
    /// When it was asked.
    pub asked_at: DateTime<FixedOffset>,
    /// Until when it is to be answered.
    pub answer_by: DateTime<FixedOffset>,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<DateTime<FixedOffset>>,
    /// What the answer says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// What waits for the answer of the asker's organisations, due first first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InquiryList {
    /// The inquiries of this page.
    pub items: Vec<InquiryView>,
    /// Where the next page begins; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An answer to an inquiry.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// What it says to the applicant. Nobody's contacts or documents belong here.
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Ждём ответ архива, он придёт до пятницы."
    )]
    pub text: String,
}

impl std::fmt::Debug for AnswerRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AnswerRequest(…)")
    }
}
