//! Amounts as people write them.

/// «12 780 ₽», «123,05 ₽»: no line ends inside.
pub(crate) fn roubles(kopecks: i64) -> String {
    let (sign, amount) = (if kopecks < 0 { "−" } else { "" }, kopecks.unsigned_abs());
    let (whole, rest) = (grouped(amount / 100), amount % 100);
    if rest == 0 {
        format!("{sign}{whole}\u{a0}₽")
    } else {
        format!("{sign}{whole},{rest:02}\u{a0}₽")
    }
}

/// Thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_in_roubles() {
        assert_eq!(roubles(20_000), "200\u{a0}₽");
        assert_eq!(roubles(12_305), "123,05\u{a0}₽");
        assert_eq!(roubles(123_400), "1234\u{a0}₽");
        assert_eq!(roubles(1_278_000), "12\u{a0}780\u{a0}₽");
        assert_eq!(roubles(123_456_789), "1\u{a0}234\u{a0}567,89\u{a0}₽");
        assert_eq!(roubles(-5), "−0,05\u{a0}₽");
    }
}
