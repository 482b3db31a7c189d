//! Public verification of documents.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the public may know of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VerifiedView {
    /// Its number, as printed.
    pub number: String,
    /// What kind of document it is.
    pub title: String,
    /// When it was issued.
    pub issued_at: DateTime<FixedOffset>,
    /// Whether it was annulled: it is good for nothing any more.
    pub annulled: bool,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
    /// Its holder, masked.
    pub holder: String,
}
