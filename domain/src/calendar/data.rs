//! The data a calendar is made of, as `catalog/calendars` holds it.

use super::Calendar;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How one year differs from "Saturday and Sunday are off".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// Days from Monday to Friday that are off.
    pub days_off: Vec<NaiveDate>,
    /// Saturdays and Sundays that work.
    #[serde(default)]
    pub working: Vec<NaiveDate>,
}

/// Further days off that a deployment may choose to count, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// What days these are, and by what act.
    pub note: String,
    /// Days that work without this layer and are off with it.
    pub days_off: Vec<NaiveDate>,
}

/// A file of a calendar, as `catalog/calendars` holds it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    /// The years known, without a gap. In any other a provisional rule holds.
    pub years: BTreeMap<i32, Year>,
    /// Layers by name; none is counted unless it is asked for.
    #[serde(default)]
    pub layers: BTreeMap<String, Layer>,
}

/// What is wrong with the data of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCalendar {
    /// There are no years.
    #[error("the calendar has no years")]
    Empty,
    /// A year is left out between two.
    #[error("the year {0} is left out")]
    LeftOut(i32),
    /// A date stands under another year than its own.
    #[error("{date} stands under {year}")]
    OtherYear {
        /// The year it stands under.
        year: i32,
        /// What stands there.
        date: NaiveDate,
    },
    /// A day off that would be off anyway.
    #[error("{0} is off without being named")]
    OffAnyway(NaiveDate),
    /// A working day that would work anyway.
    #[error("{0} works without being named")]
    WorksAnyway(NaiveDate),
    /// A date is named twice in one list.
    #[error("{0} is named twice")]
    Twice(NaiveDate),
    /// A layer is asked for that the file does not have.
    #[error("there is no layer `{0}`")]
    NoLayer(String),
}

impl CalendarFile {
    /// The calendar of this file with the layers named.
    pub fn calendar(&self, layers: &[&str]) -> Result<Calendar, BadCalendar> {
        let mut calendar = Calendar::new(self.years.clone())?;
        for name in layers {
            let layer = self.layers.get(*name).ok_or_else(|| no_layer(name))?;
            calendar.lay(layer)?;
        }
        Ok(calendar)
    }
}

fn no_layer(name: &str) -> BadCalendar {
    BadCalendar::NoLayer(name.to_owned())
}
