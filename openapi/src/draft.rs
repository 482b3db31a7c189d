//! Drafts of applications.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A draft to begin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// Code of what is going to be applied for.
    #[schema(example = "employment-certificate")]
    pub service: String,
    /// The form so far; without it the draft starts with what the profile knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    pub form: Option<Value>,
}

/// A changed form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftUpdate {
    /// The whole form.
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub form: Value,
}

/// A form in the making, which its owner alone sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DraftView {
    /// Its identifier.
    pub id: String,
    /// Code of what is going to be applied for.
    pub service: String,
    /// The form so far.
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub form: Value,
    /// Its version; the same as in `ETag`.
    pub version: i64,
    /// When it was begun.
    pub created_at: DateTime<FixedOffset>,
    /// When it was last changed.
    pub updated_at: DateTime<FixedOffset>,
}

/// Drafts, last changed first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftList {
    /// The drafts.
    pub items: Vec<DraftSummaryView>,
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftSummaryView {
    /// Its identifier.
    pub id: String,
    /// Code of what is going to be applied for.
    pub service: String,
    /// The service's name.
    pub service_title: String,
    /// When it was last changed.
    pub updated_at: DateTime<FixedOffset>,
}
