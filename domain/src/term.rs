//! Terms: how long something may take, counted as the regulation counts.

use serde::{Deserialize, Serialize};

/// What a term is counted in. An ISO 8601 duration alone cannot say "working day".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermUnit {
    /// рабочий день, by the production calendar.
    WorkingDay,
    /// календарный день.
    CalendarDay,
    /// час, by the clock on the wall.
    Hour,
}

/// A term, e.g. one working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// How many units.
    pub amount: u16,
    /// Of what.
    pub unit: TermUnit,
}
