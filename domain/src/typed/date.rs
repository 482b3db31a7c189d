//! Days as people write them.

use super::{is_dash, tidy};
use crate::time::{MONTHS, MONTHS_IN_ENGLISH};
use chrono::NaiveDate;

/// The day a text names: `2026-11-23`, `23.11.2026`, `23/11/2026`, `23 11 2026`, `23 ноября 2026 г.`, `23 November 2026`. The day comes before the
/// month unless the year comes first; a year has four digits, since two could mean either century.
#[must_use]
pub fn date(text: &str) -> Option<NaiveDate> {
    let text = tidy(text).to_lowercase();
    let ends = ["года", "год", "г.", "г"];
    let text = ends.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(&text);
    let parts: Vec<&str> = text.split(separates).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let (day, year) = if first.len() == 4 { (third, first) } else { (first, third) };
    let russian = MONTHS.iter().position(|month| month == second);
    let english = || MONTHS_IN_ENGLISH.iter().position(|month| month.eq_ignore_ascii_case(second));
    let month = match russian.or_else(english) {
        Some(place) => u32::try_from(place).ok()? + 1,
        None => digits(second, 2)?,
    };
    let year = i32::try_from(digits(year, 4).filter(|_| year.len() == 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, month, digits(day, 2)?)
}

fn separates(sign: char) -> bool {
    is_dash(sign) || matches!(sign, '.' | '/' | ' ' | ',')
}

fn digits(text: &str, most: usize) -> Option<u32> {
    let plain = text.len() <= most && text.bytes().all(|sign| sign.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 3);
        for text in [
            "2026-11-03",
            "3.11.2026",
            "03.11.2026",
            " 03.11.2026\u{a0}",
            "03/11/2026",
            "03-11-2026",
            "03‑11‑2026",
            "3 11 2026",
            "3 ноября 2026",
            "03 Ноября 2026 г.",
            "3 ноября 2026 года",
            "03.11.2026г.",
            "3.11.2026 г",
            "3 ноября 2026г",
            "3 November 2026",
        ] {
            assert_eq!(date(text), day, "{text}");
        }
    }

    #[test]
    fn what_could_mean_another_day_is_no_date() {
        for text in [
            "",
            "03.11.26",
            "31.02.2026",
            "11.2026",
            "3.11.2026.5",
            "2026-13-01",
            "3 ноябрь 2026",
            "٣.11.2026",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
