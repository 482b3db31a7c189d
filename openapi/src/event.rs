//! Events: what a person is told of their cases, in the timeline and live.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An event. Over Server-Sent Events its `id` line is `sequence`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventView {
    /// Its number in the citizen's journal, from 1, without gaps.
    pub sequence: i64,
    /// The kind, e.g. `application.moved`.
    pub kind: String,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The application it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// Who brought it about: `citizen`, `department_system`, `platform`, …
    #[schema(value_type = crate::closed::Actor)]
    pub actor: String,
    /// What happened, for people.
    pub title: String,
    /// The stage after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The status id of the federal portal's cabinet after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epgu_status_id: Option<u16>,
}
