//! Numbers as people write them.

use super::ungrouped;

/// A number as JSON writes it: without the spaces that group it, a comma for a point. Anything else is no number: a text with
/// both a comma and a point could be read in two ways.
#[must_use]
pub fn number(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, rest) = match text.strip_prefix(['-', '\u{2212}', '\u{2013}']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    // A dash inside is no group of a number.
    if rest.chars().any(|one| one.is_ascii_punctuation() && !matches!(one, ',' | '.')) {
        return None;
    }
    let plain = ungrouped(rest).replace(',', ".");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let part = part.trim_end_matches('0');
    Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for (text, read) in [
            ("1 000 000", "1000000"),
            ("12\u{a0}345,60", "12345.6"),
            ("0,5", "0.5"),
            ("007", "7"),
            ("−3", "-3"),
            ("+7", "7"),
            ("1\u{202f}000", "1000"),
            ("5,0", "5"),
        ] {
            assert_eq!(number(text).as_deref(), Some(read), "{text}");
        }
        for text in ["", "-", "1.000,50", "1-2", "1e5", "ten", ",5", "5,", "0x1F"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
