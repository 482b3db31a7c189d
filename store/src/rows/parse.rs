//! Cells into domain types: a bad cell is an error naming table, column and row.

use crate::error::Corrupt;
use chrono::DateTime;
use domain::time::Moment;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::str::FromStr;
use std::time::Duration;

/// The place of a cell, for naming it in an error.
#[derive(Debug, Clone)]
pub(crate) struct Cell<'a> {
    pub(crate) table: &'static str,
    /// The row's key.
    pub(crate) row: &'a dyn std::fmt::Debug,
}

impl Cell<'_> {
    /// An error about a column of this row.
    pub(crate) fn corrupt(&self, column: &'static str, reason: impl ToString) -> Corrupt {
        let row = format!("{:?}", self.row);
        Corrupt { table: self.table, column, row, reason: reason.to_string(), missing_key: None }
    }

    /// A text with a form of its own: a code, a number, a date.
    pub(crate) fn text<T: FromStr>(&self, column: &'static str, text: &str) -> Result<T, Corrupt>
    where
        T::Err: ToString,
    {
        text.parse().map_err(|error: T::Err| self.corrupt(column, error.to_string()))
    }

    /// The same where there may be none.
    pub(crate) fn text_if<T: FromStr>(
        &self,
        column: &'static str,
        text: Option<&str>,
    ) -> Result<Option<T>, Corrupt>
    where
        T::Err: ToString,
    {
        text.map(|text| self.text(column, text)).transpose()
    }

    /// A small enum, stored as its serde name.
    pub(crate) fn name<T: DeserializeOwned>(
        &self,
        column: &'static str,
        name: &str,
    ) -> Result<T, Corrupt> {
        serde_json::from_value(serde_json::Value::from(name))
            .map_err(|_unknown| self.corrupt(column, "an unknown name"))
    }

    /// A value stored as JSON.
    pub(crate) fn json<T: DeserializeOwned>(
        &self,
        column: &'static str,
        text: &str,
    ) -> Result<T, Corrupt> {
        serde_json::from_str(text).map_err(|error| self.corrupt(column, error))
    }

    /// A count that is never negative.
    pub(crate) fn count<T: TryFrom<i64>>(
        &self,
        column: &'static str,
        number: i64,
    ) -> Result<T, Corrupt> {
        T::try_from(number).map_err(|_range| self.corrupt(column, "out of range"))
    }
}

/// The stored name of a small enum.
pub(crate) fn name_of<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// A moment as stored.
pub(crate) const fn micros(moment: Moment) -> i64 {
    moment.timestamp_micros()
}

/// A stored moment.
pub(crate) fn moment(cell: &Cell<'_>, column: &'static str, at: i64) -> Result<Moment, Corrupt> {
    DateTime::from_timestamp_micros(at).ok_or_else(|| cell.corrupt(column, "not a moment"))
}

/// A moment after another, as stored.
pub(crate) fn after(moment: Moment, by: Duration) -> i64 {
    micros(moment).saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX))
}
