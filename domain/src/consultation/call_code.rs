//! The code that a person tells a consultant on the telephone, so that it is known who calls.

use crate::entropy::{self, Entropy};
use crate::typed::ungrouped;
use chrono::Duration;
use std::fmt;

/// How long a code may be told; it counts once.
pub const CALL_CODE_LASTS: Duration = Duration::minutes(10);

/// How many digits: they are read aloud, and each consultant may miss a few times an hour.
const LENGTH: usize = 8;
/// How many stand together when it is shown.
const GROUP: usize = 4;

/// A code of eight digits. `Debug` does not show it: logs never hold it.
#[derive(Clone, PartialEq, Eq)]
pub struct CallCode(String);

impl CallCode {
    /// One that nobody can foretell.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        let drawn = u64::from_be_bytes(entropy::bytes(entropy));
        Self(format!("{:0LENGTH$}", drawn % 10_u64.pow(8)))
    }

    /// One that was typed while it was told, however it was grouped; nothing, if it cannot be one.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let digits = ungrouped(text);
        let is_code = digits.len() == LENGTH && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then_some(Self(digits))
    }

    /// Its digits, to be found by.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// As it is shown and read aloud: two groups of four.
impl fmt::Display for CallCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = self.0.split_at(GROUP);
        write!(f, "{first} {last}")
    }
}

impl fmt::Debug for CallCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn a_code_is_read_however_it_was_grouped() {
        let code = CallCode::new(&SeededEntropy::new(7));
        let shown = code.to_string();
        assert_eq!(shown.len(), 9);
        for typed in [shown.clone(), shown.replace(' ', ""), shown.replace(' ', " – ")] {
            assert_eq!(CallCode::typed(&typed), Some(code.clone()), "{typed}");
        }
        for other in ["", "1234567", "123456789", "1234 567x", "１２３４５６７８"] {
            assert_eq!(CallCode::typed(other), None, "{other}");
        }
        assert_eq!(format!("{code:?}"), "CallCode(…)");
    }
}
