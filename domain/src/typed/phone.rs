//! Phones as people write them.

use super::tidy;

/// The phone in E.164: `+79161234567`. Brackets, spaces and dashes of every kind only group it; a Russian number may begin with 8,
/// with 7 or with its own first digit.
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    let text = tidy(text).to_lowercase();
    let text = text.strip_prefix("tel:").unwrap_or(&text).trim_start();
    let (international, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut digits = String::new();
    for sign in rest.chars() {
        match sign {
            '0'..='9' => digits.push(sign),
            '(' | ')' | '.' | '-' | ' ' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            _ => return None,
        }
    }
    let own = |rest: &str| matches!(rest.chars().next(), Some('3' | '4' | '8' | '9'));
    let number = match (international, digits.len()) {
        (false, 10) if own(&digits) => format!("7{digits}"),
        (false, 11) => format!("7{}", digits.strip_prefix(['7', '8']).filter(|rest| own(rest))?),
        // Written with the plus of a foreign call and the 8 of a call at home.
        (true, 11) if digits.starts_with("89") => format!("7{}", digits.strip_prefix('8')?),
        (true, 8..=15) if !digits.starts_with('0') => digits,
        _ => return None,
    };
    let russian = !number.starts_with('7') || number.len() == 11;
    russian.then(|| format!("+{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_read_as_people_write_it() {
        for text in [
            "+79161234567",
            "8 (916) 123-45-67",
            "8-916-123-45-67",
            "7 916 123 45 67",
            "916 123‑45‑67",
            "+7\u{a0}916\u{a0}123–45–67",
            "tel:+7(916)1234567",
            "+8 916 123 45 67",
            "8.916.123.45.67",
        ] {
            assert_eq!(phone(text).as_deref(), Some("+79161234567"), "{text}");
        }
        assert_eq!(phone("8 (495) 123-45-67").as_deref(), Some("+74951234567"));
        assert_eq!(phone("+375 29 123-45-67").as_deref(), Some("+375291234567"));
    }

    #[test]
    fn what_nobody_could_call_is_no_phone() {
        for text in [
            "",
            "123-45-67",
            "02",
            "+7 916 123 45 6",
            "8 916 123 45 67 доб. 5",
            "+0 123 456 789",
            "nine",
            "8 016 123 45 67",
        ] {
            assert_eq!(phone(text), None, "{text}");
        }
    }
}
