//! Verification codes of documents: what one looks like, how people type it, and a new one.

use crate::cx::Cx;
use domain::entropy;
use domain::number::{ApplicationNumber, BadNumber};
use domain::typed::{CODE_SIGNS, code_as_meant, last_part};

/// How many of them: a hundred bits, and still short enough to be typed from paper.
pub(crate) const CODE_LENGTH: usize = 20;
/// What is looked at of a longer text.
const LONGEST: usize = 300;

/// What somebody gave who wants a document verified.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// What can be a code, as it is kept.
    Code(String),
    /// The number of a document or an application; the digits may be misread.
    Number,
    /// Neither.
    Other,
}

impl Given {
    /// A code, the whole address it is printed in, or a number; however it was typed.
    pub(crate) fn read(text: &str) -> Self {
        let text: String = text.trim().chars().take(LONGEST).collect();
        let last = last_part(&text);
        let code = code_as_meant(last);
        if is_verify_code(&code) {
            return Self::Code(code);
        }
        match ApplicationNumber::typed(last) {
            Ok(_) | Err(BadNumber::CheckDigit) => Self::Number,
            Err(BadNumber::Form) => Self::Other,
        }
    }
}

fn is_verify_code(text: &str) -> bool {
    text.len() == CODE_LENGTH && text.bytes().all(|byte| CODE_SIGNS.contains(&byte))
}

/// A new verification code: unguessable.
pub(crate) fn verify_code(cx: &Cx) -> String {
    entropy::bytes::<CODE_LENGTH>(&*cx.entropy)
        .iter()
        .filter_map(|byte| CODE_SIGNS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "23456789abcdefghijkm";

    /// A genuine document is never called forged for the way its code was typed.
    #[test]
    fn a_code_is_known_however_it_is_typed() {
        for typed in [
            CODE,
            " 23456789ABCDEFGHIJKM ",
            "2345-6789-abcd-efgh-ijkm",
            "2345 6789\u{a0}abcd\u{2011}efgh\u{ad}ijkm\u{200b}",
            "23456789АВСDЕFGНIJКМ",
            "23456789abcdefghljkm",
            "23456789ABCDEFGH1JKM",
            "https://uslugi.example/verify/23456789abcdefghijkm",
            "https://uslugi.example/verify/23456789abcdefghijkm/?from=paper#top",
            "uslugi.example/verify/23456789abcd-efghijkm",
        ] {
            assert_eq!(Given::read(typed), Given::Code(CODE.to_owned()), "{typed}");
        }
    }

    #[test]
    fn a_number_is_told_from_a_code_and_the_rest_is_neither() {
        for number in ["50-2026-0000123-8", "№ 50 2026 0000123 8", "50-2026-0000123-9"] {
            assert_eq!(Given::read(number), Given::Number, "{number}");
        }
        let long = "2".repeat(10_000);
        for other in ["", "/", "https://uslugi.example/verify/", "0o456789abcdefghijkm", "ж", &long]
        {
            assert_eq!(Given::read(other), Given::Other, "{other:.40}");
        }
    }
}
