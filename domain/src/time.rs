//! The present moment as an argument. Terms are counted in Moscow time (UTC+3, no daylight saving).

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
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
