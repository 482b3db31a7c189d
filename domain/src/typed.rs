//! What people type, paste and dictate, met half-way: codes and numbers in groups, with any kind of dash and space, in
//! either case, with signs nobody sees, and with Cyrillic letters that look like the Latin ones on paper; dates, phones
//! and addresses in the shapes people give them.

use unicode_normalization::UnicodeNormalization;

mod code;
mod date;
mod email;
mod number;
mod phone;
mod snils;

pub use code::{CODE_SIGNS, code_as_meant};
pub use date::date;
pub use email::email;
pub use number::number;
pub use phone::phone;
pub use snils::snils;

/// A text as it was meant: letters composed (NFC: «й» and «ё» are one sign, however they were typed), every kind of space
/// a plain one, line breaks `\n`, nothing invisible, nothing around it.
#[must_use]
pub fn tidy(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let plain = |sign: char| match sign {
        '\n' => Some('\n'),
        sign if sign.is_whitespace() => Some(' '),
        // Nobody types or pastes it: it is left to be refused.
        '\0' => Some('\0'),
        sign if unseen(sign) || sign.is_control() => None,
        sign => Some(sign),
    };
    lines.nfc().filter_map(plain).collect::<String>().trim().to_owned()
}

/// A code or number without what only groups it: spaces and dashes of every kind, and invisible signs.
#[must_use]
pub fn ungrouped(text: &str) -> String {
    text.chars().filter(|sign| !groups(*sign)).collect()
}

/// A name as different documents write it: in one case, «ё» and «е» alike, without what only groups its parts.
#[must_use]
pub fn alike(name: &str) -> String {
    ungrouped(&name.to_lowercase().replace('ё', "е"))
}

/// The last part of an address, without its query; any other text as it is, trimmed.
#[must_use]
pub fn last_part(text: &str) -> &str {
    let path = text.trim().split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    path.rsplit('/').next().unwrap_or_default()
}

/// The Latin letter a Cyrillic one cannot be told from on paper; any other sign as it is. Lower case.
#[must_use]
pub const fn latin(sign: char) -> char {
    match sign {
        'а' => 'a',
        'в' => 'b',
        'с' => 'c',
        'е' => 'e',
        'н' => 'h',
        'і' => 'i',
        'к' => 'k',
        'м' => 'm',
        'р' => 'p',
        'т' => 't',
        'у' => 'y',
        'х' => 'x',
        other => other,
    }
}

/// A dash of any kind: hyphens, the dashes of a text, a minus.
fn is_dash(sign: char) -> bool {
    matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

fn groups(sign: char) -> bool {
    is_dash(sign) || unseen(sign) || sign.is_whitespace() || sign.is_control()
}

/// A sign that is pasted along and that nobody sees: soft hyphens, marks of direction, joiners.
fn unseen(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_fall_away_and_nothing_else() {
        assert_eq!(
            ungrouped(" 50-2026\u{a0}—\u{2011}0000123\u{200b}-8\n"),
            "5020260000123".to_owned() + "8"
        );
        assert_eq!(ungrouped("ab.c_d/é"), "ab.c_d/é");
    }

    #[test]
    fn a_text_is_taken_as_it_was_meant() {
        assert_eq!(tidy("\u{feff} Для\u{a0}\u{2009}субсидии\u{200b}\t"), "Для  субсидии");
        assert_eq!(tidy("е\u{308}лка и\u{306}од"), "ёлка йод");
        assert_eq!(tidy("раз\r\nдва\u{2028}три"), "раз\nдва\nтри");
        assert_eq!(tidy(" \u{a0}\u{200b}\u{3000} "), "");
    }

    #[test]
    fn of_an_address_the_last_part_is_taken() {
        assert_eq!(last_part(" ABC def "), "ABC def");
        assert_eq!(last_part("https://uslugi.example/verify/a-b_c/"), "a-b_c");
        assert_eq!(last_part("https://uslugi.example/verify/a-b_c/?from=paper#top"), "a-b_c");
        assert_eq!(last_part(""), "");
    }

    #[test]
    fn letters_that_look_alike_are_one() {
        let cyrillic = "авсеніkмртух";
        assert_eq!(cyrillic.chars().map(latin).collect::<String>(), "abcehikmptyx");
        assert_eq!(latin('ж'), 'ж');
    }
}
