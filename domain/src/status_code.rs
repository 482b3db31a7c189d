//! The code beside an application's number: whoever has both is told how it stands, without signing in. It is printed on the
//! receipt of a filing at a window, and stands on the applicant's page.

use crate::typed::{CODE_SIGNS, code_as_meant};
use std::fmt;

/// How many signs: sixty bits. Each try names one number: a thousand tries a second hit its code in tens of millions of years.
const LENGTH: usize = 12;
/// How many stand together when it is written.
const GROUP: usize = 4;

/// A code. `Debug` does not show it: logs never hold it.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusCode(String);

impl StatusCode {
    /// That of a keyed digest of the application; of one that is too short, fewer signs, which open nothing.
    #[must_use]
    pub fn of(digest: &[u8]) -> Self {
        let signs = digest.iter().take(LENGTH);
        let signs = signs.filter_map(|byte| CODE_SIGNS.get(usize::from(byte % 32)));
        Self(signs.map(|sign| char::from(*sign)).collect())
    }

    /// Whether what was typed is this code, however it was typed. How much of it is right does not change how long it takes.
    #[must_use]
    pub fn is(&self, typed: &str) -> bool {
        let typed = code_as_meant(typed);
        let same_length = typed.len() == LENGTH && self.0.len() == LENGTH;
        let pairs = typed.bytes().zip(self.0.bytes());
        let difference = pairs.fold(0, |found, (one, other)| found | (one ^ other));
        same_length && difference == 0
    }
}

/// As it is printed: in groups of four.
impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, sign) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{sign}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatusCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed_and_no_other_is() {
        let code = StatusCode::of(&[8, 9, 10, 11, 0, 1, 2, 3, 31, 63, 4, 5, 99]);
        assert_eq!(code.to_string(), "abcd-2345-ii67");
        for typed in ["abcd-2345-ii67", "ABCD2345II67", " аbсd 2345 1l67 ", "abcd—2345—ii67"]
        {
            assert!(code.is(typed), "{typed}");
        }
        for other in ["", "abcd-2345-ii68", "abcd-2345-ii6", "abcd-2345-ii677", "ж"] {
            assert!(!code.is(other), "{other}");
        }
        assert!(!StatusCode::of(&[]).is(""), "no code opens nothing");
        assert_eq!(format!("{code:?}"), "StatusCode(…)");
    }
}
