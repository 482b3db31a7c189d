//! The present moment as an argument. Terms are counted in Moscow time (UTC+3, no daylight saving).

use crate::text::Lang;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};
use std::sync::{Arc, Mutex, PoisonError};

/// A moment. Stored as microseconds since 1970-01-01 UTC, shown as RFC 3339 with the Moscow offset.
pub type Moment = DateTime<Utc>;

/// Where the present moment comes from: the system in production, a hand-moved clock in tests.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present moment, cut to microseconds so that it survives storage unchanged.
    fn now(&self) -> Moment;
}

/// The clock of the machine: the one place that reads it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one reading of the machine's clock")]
    fn now(&self) -> Moment {
        to_micros(Utc::now())
    }
}

/// A clock moved by hand; clones share the same hands.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<Mutex<Moment>>);

impl ManualClock {
    /// A clock standing at `start`.
    #[must_use]
    pub fn at(start: Moment) -> Self {
        Self(Arc::new(Mutex::new(to_micros(start))))
    }

    /// Moves the hands forward (or back, when negative).
    pub fn advance(&self, by: chrono::Duration) {
        let mut hands = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *hands += by;
    }

    /// Puts the hands at `moment`.
    pub fn set(&self, moment: Moment) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = to_micros(moment);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cuts a moment to whole microseconds, the precision of the store.
#[must_use]
pub fn to_micros(moment: Moment) -> Moment {
    DateTime::from_timestamp_micros(moment.timestamp_micros()).unwrap_or(moment)
}

/// Moscow's offset, UTC+3 all year.
#[must_use]
pub fn moscow() -> FixedOffset {
    FixedOffset::east_opt(3 * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// The moment as a resident of the region reads it on the wall.
#[must_use]
pub fn in_moscow(moment: Moment) -> DateTime<FixedOffset> {
    moment.with_timezone(&moscow())
}

/// The calendar day of the moment in Moscow.
#[must_use]
pub fn moscow_day(moment: Moment) -> NaiveDate {
    in_moscow(moment).date_naive()
}

/// The months as they stand in a Russian date.
pub(crate) const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

/// The months in English, as a day is written with them.
pub(crate) const MONTHS_IN_ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// «22 ноября 2026», “22 November 2026”: the one way days are written to people, on pages, in mails and by the bot.
#[must_use]
pub fn day_in_words(day: NaiveDate, lang: Lang) -> String {
    let months = match lang {
        Lang::Ru => MONTHS,
        Lang::En => MONTHS_IN_ENGLISH,
    };
    let month = usize::try_from(day.month0()).ok().and_then(|month| months.get(month));
    month.map_or_else(|| day.to_string(), |month| format!("{} {month} {}", day.day(), day.year()))
}

/// «22 ноября 2026, 14:05», by the clock of the moment's own offset.
#[must_use]
pub fn moment_in_words(at: DateTime<FixedOffset>, lang: Lang) -> String {
    format!("{}, {}", day_in_words(at.date_naive(), lang), at.format("%H:%M"))
}

/// The months, as a calendar names them.
const MONTHS_ALONE: [&str; 12] = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
];

/// «ноябрь 2026», “November 2026”.
#[must_use]
pub fn month_in_words(month: NaiveDate, lang: Lang) -> String {
    let name = usize::try_from(month.month0()).ok().and_then(|at| MONTHS_ALONE.get(at));
    match (lang, name) {
        (Lang::Ru, Some(name)) => format!("{name} {}", month.year()),
        _ => month.format("%B %Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_as_people_write_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
        assert_eq!(day_in_words(day, Lang::Ru), "2 ноября 2026");
        assert_eq!(day_in_words(day, Lang::En), "2 November 2026");
        assert_eq!(month_in_words(day, Lang::Ru), "ноябрь 2026");
        assert_eq!(month_in_words(day, Lang::En), "November 2026");
    }
}
