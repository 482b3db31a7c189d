//! Files that applicants give.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A file that is going to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UploadRequest {
    /// What its owner calls it. Only shown: what a file is, its first bytes say.
    #[schema(example = "labour-book.pdf", max_length = 255)]
    pub name: String,
    /// How many bytes it has, if that is known already: then a file that is cut off is not taken for a whole one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 20_971_520, example = 245_760)]
    pub size: Option<u64>,
}

/// How far a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UploadView {
    /// Its identifier: what a form names it by.
    pub id: String,
    /// How far it is.
    #[schema(value_type = crate::closed::UploadState)]
    pub state: String,
    /// What its owner calls it.
    pub name: String,
    /// How many bytes it has, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// How many are there: the next part begins with this offset.
    pub received: u64,
    /// What it is, once it was looked at: `application/pdf`, `image/jpeg`, `image/png`, `image/heic`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// How many pages it has, once it was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u64>,
    /// SHA-256 of its bytes, lower-case hex, once it was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Whether a virus scanner looked at it and found nothing.
    pub scanned: bool,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defect: Option<DefectView>,
    /// When its owner began to send it. One that is filed with no application is forgotten 30 days later.
    pub created_at: DateTime<FixedOffset>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DefectView {
    /// What, for programs.
    #[schema(value_type = crate::closed::FileDefect)]
    pub code: String,
    /// What is wrong and what to do, for people.
    pub message: String,
}

/// The bytes of a file, or of a part of one.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct FileBytes(pub Vec<u8>);
