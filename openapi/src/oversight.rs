//! What is late and how applications are filed, for those who answer for services.

use crate::application::StageView;
use chrono::{DateTime, FixedOffset, NaiveDate};
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

/// How applications were filed in some days, by service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilingsList {
    /// The first day of registration that is counted.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// The services for which something was filed, by their codes.
    pub items: Vec<FilingsView>,
}

/// How applications for a service were filed: some seconds behind what happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilingsView {
    /// Code of the service.
    pub service: String,
    /// Its name.
    pub service_title: String,
    /// How many there are.
    pub applications: u64,
    /// Of them, by where they were filed. For a while after an upgrade they may be fewer together: not all are counted by it yet.
    pub by_channel: Vec<ChannelFilingsView>,
    /// How many of them were filed at the department itself, in exceptional cases (AR-05).
    pub direct: u64,
    /// The same by the reason.
    pub direct_by_reason: Vec<DirectFilingsView>,
    /// How many go by a process in which papers are carried; the others are electronic from end to end (AR-09).
    pub on_paper: u64,
}

/// How many applications were filed through a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChannelFilingsView {
    /// Where.
    #[schema(value_type = crate::closed::FiledThrough)]
    pub channel: String,
    /// How many.
    pub applications: u64,
}

/// How many applications were filed at the department for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DirectFilingsView {
    /// The reason, by its code.
    #[schema(example = "infirm")]
    pub reason: String,
    /// In words.
    pub reason_title: String,
    /// How many.
    pub applications: u64,
}
