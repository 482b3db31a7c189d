//! The production calendar: which days work, and when a term counted in days ends.

use crate::term::{Term, TermUnit};
use crate::time::{Moment, in_moscow, moscow, moscow_day};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

mod data;
#[cfg(test)]
mod tests;

pub use data::{BadCalendar, CalendarFile, Layer, Year};

/// A day beyond all days that can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the production calendar does not reach beyond the year {0}")]
pub struct UnknownYear(pub i32);

/// How many days from a day on the calendar has data of; none or less, where it has none of that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataEnds(pub i64);

impl fmt::Display for DataEnds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => write!(f, "has data for 1 more day"),
            days if days > 0 => write!(f, "has data for {days} more days"),
            _ => write!(f, "has no data of this day"),
        }
    }
}

/// Holidays of every year (Labour Code of Russia, article 112), as month and day. Which working days are moved for their sake is
/// decided by the government for each year.
const HOLIDAYS: [(u32, u32); 14] = [
    (1, 1),
    (1, 2),
    (1, 3),
    (1, 4),
    (1, 5),
    (1, 6),
    (1, 7),
    (1, 8),
    (2, 23),
    (3, 8),
    (5, 1),
    (5, 9),
    (6, 12),
    (11, 4),
];

/// The production calendar of the years it has data of. Filing never stops for want of a file: in any other year weekends and the
/// holidays of every year are off, and what is counted so is provisional.
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
        if let Some(left_out) =
            years.keys().zip(years.keys().skip(1)).find(|(one, next)| **one + 1 != **next)
        {
            return Err(BadCalendar::LeftOut(left_out.0 + 1));
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

    /// The last day it has data of.
    #[must_use]
    pub fn ends_on(&self) -> NaiveDate {
        let last = self.years.last().and_then(|year| NaiveDate::from_ymd_opt(*year, 12, 31));
        last.unwrap_or(NaiveDate::MAX)
    }

    /// Whether there are no data of a day: what is counted to it may still change by a few days.
    #[must_use]
    pub fn is_provisional(&self, day: NaiveDate) -> bool {
        !self.years.contains(&day.year())
    }

    /// For how many days there are data yet, where it is time to add a year; nothing while there is time enough.
    #[must_use]
    pub fn data_ends(&self, today: NaiveDate) -> Option<DataEnds> {
        let left = (self.ends_on() - today).num_days();
        let left = if self.is_provisional(today) { left.min(0) } else { left };
        (left < ADD_A_YEAR).then_some(DataEnds(left))
    }

    /// Whether the day works.
    #[must_use]
    pub fn is_working(&self, day: NaiveDate) -> bool {
        if self.is_provisional(day) {
            return !weekend(day) && !HOLIDAYS.contains(&(day.month(), day.day()));
        }
        if weekend(day) { self.working.contains(&day) } else { !self.off.contains(&day) }
    }

    /// The day itself if it works, otherwise the next day that does.
    pub fn on_or_after(&self, day: NaiveDate) -> Result<NaiveDate, UnknownYear> {
        let mut day = day;
        while !self.is_working(day) {
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
        if self.is_working(day) && filed.time() < cutoff {
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

    /// The last moment of a term that stood still meanwhile: as many days later as were passed, counted as the term is.
    pub fn stood_still(
        &self,
        due_at: Moment,
        unit: TermUnit,
        (since, until): (Moment, Moment),
    ) -> Result<Moment, UnknownYear> {
        let (first, last) = (moscow_day(since), moscow_day(until));
        let passed = match unit {
            TermUnit::Hour => {
                let later = due_at.checked_add_signed((until - since).max(TimeDelta::zero()));
                return later.ok_or(UnknownYear(due_at.year()));
            }
            TermUnit::CalendarDay => (last - first).num_days(),
            TermUnit::WorkingDay => {
                let mut days = 0;
                let mut day = first;
                while day < last {
                    day = next(day)?;
                    days += i64::from(self.is_working(day));
                }
                days
            }
        };
        let amount = u16::try_from(passed.max(0)).unwrap_or(u16::MAX);
        if amount == 0 {
            Ok(due_at)
        } else {
            self.due(moscow_day(due_at), due_at, Term { amount, unit })
        }
    }
}

/// How many days before its end the calendar asks for the next year. The government fixes a year's days off by the October before it, so
/// that what is filed in autumn for the new year is counted right.
const ADD_A_YEAR: i64 = 120;

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
