//! The number of a manifest as people read it: `R-2026-0000017-9`, with the check digit of application numbers.

use crate::number::check_digit;
use std::{fmt, str::FromStr};

/// A manifest's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ManifestNumber {
    year: u16,
    serial: u64,
}

/// A text that is not a manifest's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a manifest number looks like R-2026-0000017-9")]
pub struct BadManifestNumber;

impl ManifestNumber {
    /// The number of the `serial`th manifest of `year`.
    #[must_use]
    pub const fn new(year: u16, serial: u64) -> Self {
        Self { year, serial }
    }

    fn body(self) -> String {
        format!("R-{:04}-{:07}", self.year, self.serial)
    }
}

impl fmt::Display for ManifestNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        write!(f, "{body}-{}", check_digit(&body))
    }
}

impl FromStr for ManifestNumber {
    type Err = BadManifestNumber;

    fn from_str(text: &str) -> Result<Self, BadManifestNumber> {
        let text = text.trim();
        let mut parts = text.split('-').skip(1);
        let (year, serial) = (parts.next(), parts.next());
        let year = year.and_then(|year| year.parse().ok()).ok_or(BadManifestNumber)?;
        let serial = serial.and_then(|serial| serial.parse().ok()).ok_or(BadManifestNumber)?;
        let number = Self { year, serial };
        // What is written otherwise, or has another check digit, is another text.
        if number.to_string() == text { Ok(number) } else { Err(BadManifestNumber) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_survives_its_text_and_a_wrong_digit_never_passes() {
        let text = ManifestNumber::new(2026, 17).to_string();
        assert_eq!(BadManifestNumber.to_string().rsplit_once(' ').unwrap().1, text);
        assert_eq!(text.parse(), Ok(ManifestNumber::new(2026, 17)));
        for wrong in
            ["R-2026-0000018-9", "R-2026-17-9", "50-2026-0000017-9", "R-2026", "", "R-x-y-z"]
        {
            assert_eq!(wrong.parse::<ManifestNumber>(), Err(BadManifestNumber), "{wrong}");
        }
    }
}
