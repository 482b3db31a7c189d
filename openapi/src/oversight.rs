//! What is late, for those who answer for services.

use crate::application::StageView;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Cases that are late, or nearly, the one due first first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LateCaseList {
    /// The cases of this page.
    pub items: Vec<LateCaseView>,
    /// Where the next page begins; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A case that is late, or nearly. Of the people in it nothing is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LateCaseView {
    /// The number people read.
    #[schema(example = "50-2026-0000123-8")]
    pub number: String,
    /// Code of what was applied for.
    pub service: String,
    /// The service's name.
    pub service_title: String,
    /// Where the case is now; `stage.due_at` says when that must be left.
    pub stage: StageView,
    /// `near`: the stage is nearly out of its term; `over`: the term of the regulation is over.
    #[schema(value_type = crate::closed::Lateness)]
    pub lateness: String,
    /// When the term of the regulation ends.
    pub due_at: DateTime<FixedOffset>,
    /// Whose turn it is.
    pub holder: HolderView,
}

/// Whose turn it is on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HolderView {
    /// In what role.
    #[schema(value_type = crate::closed::Actor)]
    pub role: String,
    /// Of which organisation; absent where any will do, and for the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// The organisation's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_title: Option<String>,
    /// Whether somebody works on it: who has taken it at a workplace, or a system.
    pub taken: bool,
}
