//! How an application stands, told by its number and its code.

use crate::application::{OfficeView, StageView, WaitingListView};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Of which application.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusRequest {
    /// Its number, however it is written.
    #[schema(example = "50-2026-0000123-8")]
    pub number: String,
    /// The code beside it on the receipt.
    #[schema(example = "abcd-2345-efgh")]
    pub code: String,
}

impl std::fmt::Debug for StatusRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StatusRequest(…)")
    }
}

/// How an application stands; nothing of its applicant, and nothing of what was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatusView {
    /// The number people read.
    pub number: String,
    /// The service's name.
    pub service_title: String,
    /// Where the case is now: whose turn it is, what happens, and until when.
    pub stage: StageView,
    /// When it was filed.
    pub filed_at: DateTime<FixedOffset>,
    /// The day the answer is due at the latest.
    pub expected_on: NaiveDate,
    /// Whether the term stands still now, so that the day will come later: the applicant is waited for, or the case is on a waiting list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub term_stands_still: bool,
    /// Whether it is late: `near`, its stage is nearly out of its term; `over`, the day of the answer has passed without one. Found soon
    /// after; absent where it is not late, or has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::closed::Lateness>)]
    pub lateness: Option<String>,
    /// How it ended; absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::closed::Outcome>)]
    pub outcome: Option<String>,
    /// The waiting list it is on, if it is on one: the place alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_list: Option<WaitingListView>,
    /// The office (МФЦ) the applicant comes to, where the service has a visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeView>,
}
