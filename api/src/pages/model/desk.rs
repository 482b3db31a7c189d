//! The desk of a department's officer: what waits.

use super::cabinet::Row;
use domain::number::BadNumber;
use serde::Serialize;

/// The list.
#[derive(Debug, Serialize)]
pub(crate) struct Desk {
    pub(crate) rows: Vec<Row>,
    /// How many there are, where that is known.
    pub(crate) count: Option<u64>,
    /// Whose they are: `everybodys`, `nobodys`, `mine`.
    pub(crate) whose: &'static str,
    /// Whether the next one was asked for and there is none.
    pub(crate) none: bool,
    /// The cursor of those due later.
    pub(crate) next: Option<String>,
    pub(crate) search: Search,
}

/// The desk with what an officer does beside it.
#[derive(Debug, Serialize)]
pub(crate) struct OfficersDesk {
    #[serde(flatten)]
    pub(crate) desk: Desk,
    /// Whether their department receives applicants itself, in exceptional cases.
    pub(crate) receives: bool,
    /// Whether a visitor has just left.
    pub(crate) left: bool,
}

/// How much of a text that is no number is shown again.
const LONGEST: usize = 40;

impl Desk {
    /// The desk that says why a text led to no case, and shows it again.
    pub(crate) fn missed(text: &str, why: Missed) -> Self {
        let search = Search { number: text.chars().take(LONGEST).collect(), missed: Some(why) };
        Self { rows: Vec::new(), count: None, whose: "", none: false, next: None, search }
    }
}

/// The field that looks for a case by its number.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Search {
    /// What was typed.
    pub(crate) number: String,
    /// Why it led to no case.
    pub(crate) missed: Option<Missed>,
}

/// Why a text led to no case.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Missed {
    /// It is no number.
    Form,
    /// A digit of it is wrong.
    CheckDigit,
    /// There is none of this number here, or none that goes with what was typed beside it.
    Unknown,
}

impl From<BadNumber> for Missed {
    fn from(bad: BadNumber) -> Self {
        match bad {
            BadNumber::Form => Self::Form,
            BadNumber::CheckDigit => Self::CheckDigit,
        }
    }
}
