//! Services of the catalog, as clients see them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A service in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceSummary {
    /// As addresses and applications name it: kebab-case.
    #[schema(example = "employment-certificate")]
    pub code: String,
    /// Its name.
    pub title: String,
    /// The name in the regulation, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official_title: Option<String>,
    /// One sentence.
    pub summary: String,
    /// Who provides it.
    pub department: String,
    /// Whether it can be applied for: `open` or `announced`.
    #[schema(example = "open", value_type = crate::closed::ServiceStatus)]
    pub status: String,
    /// How many visits it needs; absent while it is only announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visits_required: Option<u8>,
}

/// A list of services.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceList {
    /// Best match first.
    pub items: Vec<ServiceSummary>,
}

/// A service with everything needed to apply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceView {
    /// What the list says of it.
    #[serde(flatten)]
    pub summary: ServiceSummary,
    /// The passport's version.
    pub version: u32,
    /// A few paragraphs.
    pub description: String,
    /// What it takes and by what it may be refused. Absent while it is only announced: nothing is promised yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<ConditionsView>,
    /// JSON Schema 2020-12 of the form. Absent while the service is only announced: it has no form yet.
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_schema: Option<Value>,
    /// JSON Forms UI schema of the form; with `form_schema`.
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_layout: Option<Value>,
    /// What the form is prefilled from: field pointer → profile path.
    pub prefill: BTreeMap<String, String>,
    /// What the decision of a department must carry where it grants: JSON Schema 2020-12, by the department. Absent where nothing is asked
    /// for.
    #[schema(value_type = Option<std::collections::BTreeMap<String, Value>>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_facts: Option<Value>,
    /// The norms it rests on.
    pub norms: Vec<String>,
}

/// What a service takes and by what it may be refused, by its regulation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConditionsView {
    /// The account level needed: `simplified` or `confirmed`.
    #[schema(value_type = crate::closed::Assurance)]
    pub minimum_assurance: String,
    /// The term of the regulation.
    pub term: TermView,
    /// In how many calendar days four of five cases are decided, by those decided last; 0 is the same day. Absent while too few were
    /// decided to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_days: Option<u32>,
    /// The fee in kopecks; 0 is free.
    pub fee_kopecks: u32,
    /// Documents of the regulation and where they come from. Nobody may ask for more.
    pub documents: Vec<DocumentView>,
    /// Reasons by which the service may be refused.
    pub refusal_reasons: Vec<ReasonView>,
}

/// How long the service may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TermView {
    /// How many.
    pub amount: u16,
    /// Of what: `working_day`, `calendar_day`, `hour`.
    #[schema(value_type = crate::closed::TermUnit)]
    pub unit: String,
}

/// A document of the regulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentView {
    /// Kebab-case, the same in every language.
    pub code: String,
    /// Its name.
    pub title: String,
    /// Where it comes from: `profile`, `register`, `upload`.
    #[schema(value_type = crate::closed::DocumentSource)]
    pub source: String,
}

/// A reason of refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReasonView {
    /// Kebab-case, the same in every language.
    pub code: String,
    /// Its name.
    pub title: String,
    /// What it means.
    pub explanation: String,
    /// The norm it rests on.
    pub norm: String,
    /// What to do next.
    pub remedy: String,
}
