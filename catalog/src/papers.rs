//! Papers that may be carried between offices and departments (AR-09).

use domain::codes::PapersCode;
use domain::process::Direction;
use domain::text::Text;
use serde::{Deserialize, Serialize};

/// A kind of papers that may be carried; what is none of these goes electronically.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Papers {
    /// As processes name it: kebab-case.
    pub code: PapersCode,
    /// Its name.
    pub title: Text,
    /// Which way it goes.
    pub to: Direction,
    /// Why it is on paper.
    pub why: Text,
    /// Whether couriers take it before the rest.
    #[serde(default)]
    pub urgent: bool,
}
