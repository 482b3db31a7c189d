//! The production calendar: which days work, and when a term counted in days ends.

use crate::term::{Term, TermUnit};
use crate::time::{Moment, in_moscow, moscow};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use std::collections::{BTreeMap, BTreeSet};

mod data;
#[cfg(test)]
mod tests;

pub use data::{BadCalendar, CalendarFile, Layer, Year};

/// A day of a year the calendar has no data of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the production calendar has no year {0}")]
pub struct UnknownYear(pub i32);

/// The production calendar of the years it has data of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeSet<i32>,
    off: BTreeSet<NaiveDate>,
    working: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// A calendar of these years.
    pub fn new(years: BTreeMap<i32, Year>) -> Result<Self, BadCalendar> {
        if years.is_empty() {
            return Err(BadCalendar::Empty);
        }
        let mut calendar = Self {
            years: years.keys().copied().collect(),
            off: BTreeSet::new(),
            working: BTreeSet::new(),
        };
        for (number, year) in years {
            if let Some(date) =
                year.days_off.iter().chain(&year.working).find(|date| date.year() != number)
            {
                return Err(BadCalendar::OtherYear { year: number, date: *date });
            }
            for date in year.days_off {
                calendar.add_day_off(date)?;
            }
            for date in year.working {
                if !weekend(date) {
                    return Err(BadCalendar::WorksAnyway(date));
                }
                if !calendar.working.insert(date) {
                    return Err(BadCalendar::Twice(date));
                }
            }
        }
        Ok(calendar)
    }

    fn add_day_off(&mut self, date: NaiveDate) -> Result<(), BadCalendar> {
        if weekend(date) {
            return Err(BadCalendar::OffAnyway(date));
        }
        if self.off.insert(date) { Ok(()) } else { Err(BadCalendar::Twice(date)) }
    }

    fn lay(&mut self, layer: &Layer) -> Result<(), BadCalendar> {
        for date in &layer.days_off {
            if !self.years.contains(&date.year()) {
                return Err(BadCalendar::OtherYear { year: date.year(), date: *date });
            }
            if !self.working.remove(date) {
                self.add_day_off(*date)?;
            }
        }
        Ok(())
    }

    /// The years it has data of, in order.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.iter().copied()
    }

    /// Whether the day works.
    pub fn is_working(&self, day: NaiveDate) -> Result<bool, UnknownYear> {
        if !self.years.contains(&day.year()) {
            return Err(UnknownYear(day.year()));
        }
        Ok(if weekend(day) { self.working.contains(&day) } else { !self.off.contains(&day) })
    }

    /// The day itself if it works, otherwise the next day that does.
    pub fn on_or_after(&self, day: NaiveDate) -> Result<NaiveDate, UnknownYear> {
        let mut day = day;
        while !self.is_working(day)? {
            day = next(day)?;
        }
        Ok(day)
    }

    /// The n-th working day after `day`: the day itself is not counted. With n = 0 it is
    /// [`Self::on_or_after`], so the answer always works.
    pub fn plus_working_days(&self, day: NaiveDate, n: u16) -> Result<NaiveDate, UnknownYear> {
        if n == 0 {
            return self.on_or_after(day);
        }
        let mut day = day;
        for _ in 0..n {
            day = self.on_or_after(next(day)?)?;
        }
        Ok(day)
    }

    /// The day an application is registered: the day it was filed, if that day works and the
    /// cut-off had not struck in Moscow; otherwise the next working day.
    pub fn registration_day(
        &self,
        filed_at: Moment,
        cutoff: NaiveTime,
    ) -> Result<NaiveDate, UnknownYear> {
        let filed = in_moscow(filed_at);
        let day = filed.date_naive();
        if self.is_working(day)? && filed.time() < cutoff {
            return Ok(day);
        }
        self.on_or_after(next(day)?)
    }

    /// The last moment of a term.
    ///
    /// Days are counted from the day after registration and the last one is given whole: the term
    /// ends with its last microsecond in Moscow. A term in calendar days ends on its last day even
    /// if that day is off: the promise to the applicant does not grow by a weekend. Hours are
    /// counted from `started_at` by the clock on the wall.
    pub fn due(
        &self,
        registered_on: NaiveDate,
        started_at: Moment,
        term: Term,
    ) -> Result<Moment, UnknownYear> {
        let last = match term.unit {
            TermUnit::Hour => {
                return started_at
                    .checked_add_signed(TimeDelta::hours(term.amount.into()))
                    .ok_or(UnknownYear(started_at.year()));
            }
            TermUnit::WorkingDay => self.plus_working_days(registered_on, term.amount)?,
            TermUnit::CalendarDay => registered_on
                .checked_add_days(Days::new(term.amount.into()))
                .ok_or(UnknownYear(registered_on.year()))?,
        };
        end_of(last)
    }
}

fn weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn next(day: NaiveDate) -> Result<NaiveDate, UnknownYear> {
    day.succ_opt().ok_or(UnknownYear(day.year()))
}

/// The last microsecond of a day in Moscow.
fn end_of(day: NaiveDate) -> Result<Moment, UnknownYear> {
    next(day)?
        .and_time(NaiveTime::MIN)
        .and_local_timezone(moscow())
        .earliest()
        .map(|midnight| midnight.with_timezone(&Utc) - TimeDelta::microseconds(1))
        .ok_or(UnknownYear(day.year()))
}
