//! Numbers as people write them.

use super::{is_dash, ungrouped};

/// A number as JSON writes it: without the spaces that group it, a comma for a point. Anything else is no number. Nor is what could be
/// read in two ways: both a comma and a point, or one of them before three last digits of which the last is zero (`1,000`, `1.500`: a
/// thousand and more to some, and nobody writes a part so). `12,345` is what it is in Russian, and as a page shows it again.
#[must_use]
pub fn number(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, rest) = match text.strip_prefix(is_dash) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    // A dash inside is no group of a number but a range of two.
    let no_group = |one: char| is_dash(one) || one.is_ascii_punctuation();
    if rest.chars().any(|one| no_group(one) && !matches!(one, ',' | '.')) {
        return None;
    }
    let plain = ungrouped(rest).replace(',', ".");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    if part.len() == 3 && part.ends_with('0') && whole.len() <= 3 && !whole.starts_with('0') {
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
            ("0,125", "0.125"),
            ("12,345", "12.345"),
            ("12.345", "12.345"),
            ("1 000,125", "1000.125"),
        ] {
            assert_eq!(number(text).as_deref(), Some(read), "{text}");
        }
        let ranges = ["1-2", "5–7", "5—7", "1−2", "5‑7"];
        let thousands = ["1.000,50", "1,000", "1.000", "12,500"];
        let others = ["", "-", "1e5", "ten", ",5", "5,", "0x1F"];
        for text in ranges.iter().chain(&thousands).chain(&others) {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
