//! СНИЛС, the number of a person's insurance account: eleven digits, the last two a check sum.
//!
//! Source: the Pension Fund's rule (sum of digit × position from the left, 9…1; above 101 modulo 101;
//! 100 and 101 give 00); numbers up to 001-001-998 were given before the check sum and are not checked.

use std::{fmt, str::FromStr};

/// A checked СНИЛС. `Debug` does not show it: logs never hold it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Snils(String);

/// A text that is not a СНИЛС.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSnils {
    /// Not eleven digits.
    #[error("a SNILS has eleven digits")]
    Length,
    /// The last two digits do not follow from the first nine.
    #[error("the check digits of the SNILS do not match")]
    CheckDigits,
}

impl Snils {
    /// That of an account, with its check digits. Nothing for a number of more than nine digits.
    #[must_use]
    pub fn of_account(account: u32) -> Option<Self> {
        let digits = format!("{account:09}");
        let numbers: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
        (numbers.len() == 9).then(|| Self(format!("{digits}{:02}", check_digits(&numbers))))
    }

    /// Eleven digits without separators, the form it is stored and compared in.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl FromStr for Snils {
    type Err = BadSnils;

    fn from_str(text: &str) -> Result<Self, BadSnils> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let numbers: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
        if numbers.len() != 11 || digits.len() != 11 {
            return Err(BadSnils::Length);
        }
        let (account, check) = numbers.split_at(9);
        let number = account.iter().fold(0, |sum, digit| sum * 10 + digit);
        let given = check.iter().fold(0, |sum, digit| sum * 10 + digit);
        if number > 1_001_998 && check_digits(account) != given {
            return Err(BadSnils::CheckDigits);
        }
        Ok(Self(digits))
    }
}

/// The check digits of an account's nine.
fn check_digits(account: &[u32]) -> u32 {
    let sum: u32 = account.iter().zip((1..=9).rev()).map(|(digit, place)| digit * place).sum();
    sum % 101 % 100
}

/// The written form, `112-233-445 95`.
impl fmt::Display for Snils {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.chars().enumerate() {
            match place {
                3 | 6 => write!(f, "-")?,
                9 => write!(f, " ")?,
                _ => {}
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Snils {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snils(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_passes_and_a_changed_digit_does_not() {
        assert_eq!("112-233-445 95".parse::<Snils>().unwrap().digits(), "11223344595");
        assert_eq!("11223344595".parse::<Snils>().unwrap().to_string(), "112-233-445 95");
        assert_eq!("112-233-445 96".parse::<Snils>(), Err(BadSnils::CheckDigits));
        assert_eq!("112-233-445".parse::<Snils>(), Err(BadSnils::Length));
        assert_eq!("١١٢-233-445 95".parse::<Snils>(), Err(BadSnils::Length));
    }

    #[test]
    fn a_sum_of_100_or_101_gives_00() {
        assert!("087-654-303 00".parse::<Snils>().is_ok());
        assert!("087-654-302 00".parse::<Snils>().is_ok());
        assert!("087-654-301 00".parse::<Snils>().is_err());
    }

    #[test]
    fn debug_output_holds_no_digit() {
        let shown = format!("{:?}", "112-233-445 95".parse::<Snils>().unwrap());
        assert!(!shown.chars().any(|c| c.is_ascii_digit()));
    }
}
