//! Addresses of mail as people write them. One reading for forms, profiles and the sender: what is taken at a field can be sent.

use super::tidy;

/// The longest address (RFC 5321 §4.5.3.1.3, without the brackets).
const LONGEST: usize = 254;
/// The longest part before the `@` (RFC 5321 §4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

/// The address as mail servers take it: its domain in the letters of DNS (`почта.рф` is `xn--80a1acny.xn--p1ai`). Nothing if mail cannot be
/// sent there: letters other than Latin before the `@` (few servers take them), a domain without a dot, an address of a machine.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let text = tidy(text);
    let text = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(&text);
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (local, domain) = text.rsplit_once('@')?;
    if local.len() > LONGEST_LOCAL || !local.split('.').all(is_atom) {
        return None;
    }
    let domain = idna::domain_to_ascii_strict(domain).ok()?;
    let labels: Vec<&str> = domain.split('.').collect();
    let named = labels
        .last()
        .is_some_and(|top| top.len() > 1 && !top.bytes().all(|sign| sign.is_ascii_digit()));
    let address = format!("{local}@{domain}");
    (labels.len() > 1 && named && address.len() <= LONGEST).then_some(address)
}

/// An atom of RFC 5322 §3.2.3.
fn is_atom(text: &str) -> bool {
    let fits = |sign: u8| sign.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&sign);
    !text.is_empty() && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_write_it() {
        for (text, read) in [
            ("anna@example.ru", "anna@example.ru"),
            ("  anna@example.ru\u{200b}", "anna@example.ru"),
            ("<anna@example.ru>", "anna@example.ru"),
            ("mailto:anna@example.ru", "anna@example.ru"),
            ("Anna.R+uslugi@Example.RU", "Anna.R+uslugi@example.ru"),
            ("anna@почта.рф", "anna@xn--80a1acny.xn--p1ai"),
            ("anna@xn--80a1acny.xn--p1ai", "anna@xn--80a1acny.xn--p1ai"),
        ] {
            assert_eq!(email(text).as_deref(), Some(read), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_sent_is_no_address() {
        let long = format!("{}@example.ru", "a".repeat(65));
        for text in [
            "",
            "anna",
            "@example.ru",
            "anna@",
            "anna@example",
            "анна@example.ru",
            "a..b@example.ru",
            ".a@example.ru",
            "a b@example.ru",
            "anna@example .ru",
            "anna@127.0.0.1",
            "anna@[127.0.0.1]",
            "\"a b\"@example.ru",
            "a@b@",
            "anna@-example.ru",
            "anna@example..ru",
            "anna@example.ru\nBcc: b@example.ru",
            "anna@example.ru, b@example.ru",
            &long,
        ] {
            assert_eq!(email(text), None, "{text}");
        }
    }
}
