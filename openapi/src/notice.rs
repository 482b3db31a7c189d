//! Notices to a person.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Notices, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticeList {
    /// The notices of this page.
    pub items: Vec<NoticeView>,
    /// Where the next page begins; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A notice, as it was written to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticeView {
    /// Its identifier.
    pub id: String,
    /// The application it is about.
    pub application: String,
    /// Which notice of the catalog.
    #[schema(example = "result-ready")]
    pub code: String,
    /// The line a mail of it is headed with.
    pub subject: String,
    /// The text, plain; paragraphs are separated by an empty line.
    pub text: String,
    /// When it was planned.
    pub created_at: DateTime<FixedOffset>,
    /// How it went through each channel; empty for a person who can be reached nowhere.
    pub deliveries: Vec<DeliveryView>,
}

/// How a notice went through one channel. The address is not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryView {
    /// `email` or `telegram`.
    #[schema(value_type = crate::closed::NoticeChannel)]
    pub channel: String,
    /// `ready`: on its way; `accepted`: taken by the mail server or the messenger; `failed`: the address takes nothing; `dead`: given up.
    #[schema(value_type = crate::closed::DeliveryState)]
    pub state: String,
}
