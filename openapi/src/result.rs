//! Result documents in their owner's list.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Result documents, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultList {
    /// The documents of this page.
    pub items: Vec<ResultView>,
    /// Where the next page begins; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A result document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultView {
    /// Its identifier.
    pub id: String,
    /// What kind of document it is.
    pub title: String,
    /// Its number, as printed.
    #[schema(example = "50-2026-0000123-8/1")]
    pub number: String,
    /// The application it answers.
    pub application: String,
    /// When it was issued.
    pub issued_at: DateTime<FixedOffset>,
    /// The code anybody can verify it by, as printed.
    pub verify_code: String,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
    /// The file's size in bytes.
    pub size: u64,
    /// The file's address, relative to the platform's.
    pub href: String,
}
