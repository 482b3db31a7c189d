//! СНИЛС as people write it.

use super::{tidy, ungrouped};
use crate::snils::Snils;

/// The eleven digits of a СНИЛС whose check digits match, however they were grouped.
#[must_use]
pub fn snils(text: &str) -> Option<String> {
    let digits = ungrouped(&tidy(text));
    digits.parse::<Snils>().ok().map(|snils| snils.digits().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snils_is_read_as_people_write_it_and_a_wrong_one_is_none() {
        for text in ["112-233-445 95", "11223344595", " 112 233 445\u{a0}95", "112–233–445–95"]
        {
            assert_eq!(snils(text).as_deref(), Some("11223344595"), "{text}");
        }
        for text in ["112-233-445 96", "112-233-445", "", "СНИЛС"] {
            assert_eq!(snils(text), None, "{text}");
        }
    }
}
