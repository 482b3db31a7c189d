//! Checklists: what a person does before they apply.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The checklist of a service, as it stands for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChecklistView {
    /// The service's code.
    #[schema(example = "high-tech-care")]
    pub service: String,
    /// The service's name.
    pub service_title: String,
    /// The steps; each stands below those it comes after.
    pub steps: Vec<StepView>,
}

/// A step of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepView {
    /// By which it is marked, and named by the steps after it.
    #[schema(example = "examinations")]
    pub code: String,
    /// What is done.
    pub title: String,
    /// How, in a few sentences.
    pub text: String,
    /// How it stands: `done` (the person said so), `known` (the profile or a register says so), `open` (it can be done now), `waits` (other
    /// steps come before).
    #[schema(value_type = crate::closed::StepState)]
    pub state: String,
    /// The steps that come before and are not done, by their codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits_for: Vec<String>,
    /// Whether it is the application itself: nobody marks it, one applies.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub applies: bool,
}

/// What a person says of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepMark {
    /// Whether it is done. What is not done takes back the steps that come after it.
    pub done: bool,
}
