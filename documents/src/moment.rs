//! The document's fixed moment in the typesetter's terms: it never reads a clock.

use chrono::{DateTime, Datelike, Timelike};
use typst::foundations::{Datetime, Duration};

/// Moscow keeps one offset all the year.
const MOSCOW_SECONDS: i64 = 3 * 3600;

/// The calendar date and time, UTC, of a Unix moment in the years 0 to 9999.
pub(crate) fn datetime(unix: i64) -> Option<Datetime> {
    let at = DateTime::from_timestamp(unix, 0).filter(|at| (0..=9999).contains(&at.year()))?;
    Datetime::from_ymd_hms(
        at.year(),
        at.month().try_into().ok()?,
        at.day().try_into().ok()?,
        at.hour().try_into().ok()?,
        at.minute().try_into().ok()?,
        at.second().try_into().ok()?,
    )
}

/// The date for `datetime.today()`; without an offset, the date in Moscow.
pub(crate) fn today(unix: i64, offset: Option<Duration>) -> Option<Datetime> {
    let shift = offset.map_or(MOSCOW_SECONDS, |offset| {
        let [weeks, days, hours, minutes, seconds] = offset.decompose();
        (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds
    });
    let local = datetime(unix.checked_add(shift)?)?;
    Datetime::from_ymd(local.year()?, local.month()?, local.day()?)
}
