//! Days and moments as people write them.

use crate::drawing::{Texts, sentence};
use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::text::Lang;
use domain::time::{day_in_words, moment_in_words};
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
    When { text: moment_in_words(at, lang), iso: iso(at) }
}

fn iso(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// How long it is until a day, as people say it: «сегодня», «завтра», «через 3 дня», «срок прошёл».
pub(crate) fn left(until: NaiveDate, today: NaiveDate, texts: &Texts, lang: Lang) -> String {
    let days = until.signed_duration_since(today).num_days();
    match u64::try_from(days) {
        Err(_) => texts.pick("left_past", lang).to_owned(),
        Ok(0) => texts.pick("left_today", lang).to_owned(),
        Ok(1) => texts.pick("left_tomorrow", lang).to_owned(),
        Ok(days) => sentence(days, texts.pick("left_days", lang)),
    }
}

/// «14:05», of a moment whose day is said elsewhere.
pub(crate) fn time_of_day(at: DateTime<FixedOffset>) -> When {
    When { text: at.format("%H:%M").to_string(), iso: iso(at) }
}

/// «14:05:09», of a moment that is near.
pub(crate) fn time_to_the_second(at: DateTime<FixedOffset>) -> When {
    When { text: at.format("%H:%M:%S").to_string(), iso: iso(at) }
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

    #[test]
    fn what_is_left_is_said_in_words() {
        let texts = Texts::embedded().unwrap();
        let today: NaiveDate = "2026-11-28".parse().unwrap();
        let said = |day: &str| left(day.parse().unwrap(), today, &texts, Lang::Ru);
        assert_eq!(said("2026-11-27"), "срок прошёл");
        assert_eq!(said("2026-11-28"), "сегодня");
        assert_eq!(said("2026-11-29"), "завтра");
        assert_eq!(said("2026-11-30"), "через 2 дня");
        assert_eq!(said("2026-12-19"), "через 21 день");
    }
}
