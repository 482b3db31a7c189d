//! Days and moments as people write them.

use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::text::Lang;
use domain::time::day_in_words;
use serde::Serialize;

/// A moment for people, and for the `datetime` attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct When {
    /// For people.
    pub(crate) text: String,
    /// For machines.
    pub(crate) iso: String,
}

/// «22 ноября 2026».
pub(crate) fn day(date: NaiveDate, lang: Lang) -> When {
    When { text: day_in_words(date, lang), iso: date.to_string() }
}

/// «22 ноября 2026, 14:05».
pub(crate) fn moment(at: DateTime<FixedOffset>, lang: Lang) -> When {
    let text = format!("{}, {}", day(at.date_naive(), lang).text, at.format("%H:%M"));
    When { text, iso: at.format("%Y-%m-%dT%H:%M:%S%:z").to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_as_people_write_them() {
        let at = DateTime::parse_from_rfc3339("2026-11-02T09:05:07+03:00").unwrap();
        assert_eq!(moment(at, Lang::Ru).text, "2 ноября 2026, 09:05");
        assert_eq!(moment(at, Lang::En).text, "2 November 2026, 09:05");
        assert_eq!(moment(at, Lang::Ru).iso, "2026-11-02T09:05:07+03:00");
        assert_eq!(day(at.date_naive(), Lang::Ru).iso, "2026-11-02");
    }
}
