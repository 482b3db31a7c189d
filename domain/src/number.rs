//! The number of an application as people read and dictate it: `50-2026-0000123-8`.
//!
//! Region, year of filing, running number of the year, and a check digit (ISO 7064 MOD 11-10 over the
//! digits before it), so that a number misheard on the telephone is refused and not another's case.

use crate::typed::ungrouped;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// The code of Moscow Oblast among the subjects of the Federation.
const REGION: u32 = 50;
/// How many digits the shortest number has.
const SHORTEST: usize = 14;

/// An application's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ApplicationNumber {
    year: u16,
    serial: u64,
}

/// A text that is not an application's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadNumber {
    /// It has another form.
    #[error("an application number looks like 50-2026-0000123-8")]
    Form,
    /// The check digit does not match: most likely a digit was misread.
    #[error("the check digit of the application number does not match")]
    CheckDigit,
}

impl ApplicationNumber {
    /// The number of the `serial`th application of `year`.
    #[must_use]
    pub const fn new(year: u16, serial: u64) -> Self {
        Self { year, serial }
    }

    /// A number as people type it, or as it is printed on a document: `502026 0000123 8`, `№ 50–2026–0000123–8`,
    /// `Справка № 50-2026-0000123-8 от 22 ноября 2026`.
    pub fn typed(text: &str) -> Result<Self, BadNumber> {
        let text = text.rsplit_once('№').map_or(text, |(_, after)| after).trim();
        let text =
            [" от ", " of "].iter().find_map(|of| text.split_once(of)).map_or(text, |(of, _)| of);
        let digits = ungrouped(text.trim_start_matches('N'));
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(BadNumber::Form);
        }
        let (Some((region, rest)), true) = (digits.split_at_checked(2), digits.len() >= SHORTEST)
        else {
            return Err(BadNumber::Form);
        };
        let (year, rest) = rest.split_at(4);
        let (serial, check) = rest.split_at(rest.len() - 1);
        format!("{region}-{year}-{serial}-{check}").parse()
    }

    fn body(self) -> String {
        format!("{REGION:02}-{:04}-{:07}", self.year, self.serial)
    }
}

/// The check digit over the digits of a text: ISO 7064 MOD 11-10.
pub(crate) fn check_digit(text: &str) -> u32 {
    let product = text.chars().filter_map(|c| c.to_digit(10)).fold(10, |product, digit| {
        let sum = (product + digit) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10
}

impl fmt::Display for ApplicationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        write!(f, "{body}-{}", check_digit(&body))
    }
}

impl FromStr for ApplicationNumber {
    type Err = BadNumber;

    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let parts: Vec<&str> = text.trim().split('-').collect();
        let [_, year, serial, _] = parts.as_slice() else { return Err(BadNumber::Form) };
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year) || !digits(serial) || serial.len() < 7 {
            return Err(BadNumber::Form);
        }
        let (Ok(year), Ok(serial)) = (year.parse(), serial.parse()) else {
            return Err(BadNumber::Form);
        };
        let number = Self { year, serial };
        let (given, right) = (text.trim(), number.to_string());
        if given == right {
            Ok(number)
        } else if given.len() == right.len()
            && given.rsplit_once('-').map(|p| p.0) == right.rsplit_once('-').map(|p| p.0)
        {
            Err(BadNumber::CheckDigit)
        } else {
            Err(BadNumber::Form)
        }
    }
}

impl Serialize for ApplicationNumber {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ApplicationNumber {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_survives_its_text_and_one_wrong_digit_never_passes() {
        let text = ApplicationNumber::new(2026, 123).to_string();
        assert_eq!(text.parse(), Ok(ApplicationNumber::new(2026, 123)));
        for (place, c) in text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
            for other in ('0'..='9').filter(|other| *other != c) {
                let mut wrong = text.clone();
                wrong.replace_range(place..=place, &other.to_string());
                assert!(wrong.parse::<ApplicationNumber>().is_err(), "{wrong} passed for {text}");
            }
        }
    }

    /// Whoever tries the number of the documentation is not told that it is wrong.
    #[test]
    fn the_number_shown_as_an_example_is_one() {
        let text = BadNumber::Form.to_string();
        let (_, example) = text.rsplit_once(' ').unwrap();
        assert_eq!(example.parse(), Ok(ApplicationNumber::new(2026, 123)));
    }

    #[test]
    fn a_number_is_known_however_it_is_typed() {
        let number = Ok(ApplicationNumber::new(2026, 123));
        for typed in [
            "50-2026-0000123-8",
            " 50202600001238 ",
            "50 2026 0000123 8",
            "№ 50–2026–0000123–8",
            "50\u{a0}2026\u{2011}0000123-8",
            "Справка № 50-2026-0000123-8",
            "№ 50-2026-0000123-8 от 22 ноября 2026",
        ] {
            assert_eq!(ApplicationNumber::typed(typed), number, "{typed}");
        }
        assert_eq!(ApplicationNumber::typed("50202600001239"), Err(BadNumber::CheckDigit));
        for other in [
            "",
            "№",
            "5020260000123",
            "77202600001238",
            "abc",
            "50-2026-0000123-x",
            "я0-2026-0000123-8",
        ] {
            assert_eq!(ApplicationNumber::typed(other), Err(BadNumber::Form), "{other}");
        }
        let long = ApplicationNumber::new(2026, 123_456_789);
        assert_eq!(ApplicationNumber::typed(&long.to_string().replace('-', "")), Ok(long));
    }

    #[test]
    fn serials_grow_past_seven_digits() {
        let text = ApplicationNumber::new(2026, 123_456_789).to_string();
        assert_eq!(text.parse(), Ok(ApplicationNumber::new(2026, 123_456_789)));
        assert_eq!("50-2026-12-3".parse::<ApplicationNumber>(), Err(BadNumber::Form));
    }
}
