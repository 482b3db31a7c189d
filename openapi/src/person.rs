//! The person behind a token.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who the token speaks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonView {
    /// Their identifier.
    pub id: String,
    /// Last, first and middle name, as ESIA has them.
    pub full_name: String,
    /// The level of the account: `simplified` or `confirmed`.
    #[schema(value_type = crate::closed::Assurance)]
    pub assurance: String,
    /// What they may act as besides themself: `department_officer:minsocrazvitiya`, `office_operator`.
    pub duties: Vec<String>,
}
