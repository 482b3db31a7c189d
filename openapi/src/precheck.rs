//! Pre-check: do data and documents suffice.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A form to be checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrecheckRequest {
    /// The form, an object of the service's schema.
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub form: Value,
}

/// The answer of pre-check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrecheckView {
    /// `sufficient`: intake cannot refuse for completeness; `insufficient`: the findings say what is
    /// missing; `unknown`: some facts are still being asked of registers.
    #[schema(example = "sufficient", value_type = crate::closed::Verdict)]
    pub verdict: String,
    /// What was found.
    pub findings: Vec<FindingView>,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FindingView {
    /// `missing`, `invalid`, `unmet` or `unknown`.
    #[schema(value_type = crate::closed::FindingKind)]
    pub kind: String,
    /// The rule it comes from.
    pub rule: String,
    /// The field it speaks of, as a JSON pointer into the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The name of that field, where the message does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What was found: a sentence.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The norm it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm: Option<String>,
}
