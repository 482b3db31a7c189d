//! Who read a person's data.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Records of access, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccessRecordList {
    /// The records of this page.
    pub items: Vec<AccessRecordView>,
    /// Where the next page begins; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Who read what of the person's, in one hour. The person themselves and the platform's own clients are not among the readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccessRecordView {
    /// Its identifier.
    pub id: String,
    /// `official`: an official of an organisation; `client`: a portal or an app that the person consented to.
    #[schema(value_type = crate::closed::DataReader)]
    pub reader: String,
    /// The organisation's name, or the client's.
    pub name: String,
    /// Of an official, in what role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::closed::OfficialRole>)]
    pub role: Option<String>,
    /// The application that was read; absent where it is the person's own data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// The application as people read and dictate it: `50-2026-0000123-8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Why it could be read, in a sentence.
    pub reason: String,
    /// When it was read first in that hour.
    pub first_at: DateTime<FixedOffset>,
    /// When it was read last in that hour, to the minute.
    pub last_at: DateTime<FixedOffset>,
}
