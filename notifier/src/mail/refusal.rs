//! Of whom a mail server's final refusal speaks: of the recipient or the text, or of us who send.

/// Words by which servers without enhanced codes speak of the one who sends: its host, its right to relay, its sign-in.
const OF_US: [&str; 16] = [
    "relay",
    "rcpthosts",
    "client",
    "host",
    "blocked",
    "black",
    "block list",
    "blocklist",
    "listed",
    "spam",
    "policy",
    "auth",
    "helo",
    "reverse",
    "ptr",
    "sender",
];

/// Whether a final refusal, its code and what was said with it, is one of this mail. Any other may be mended, and is not taken for the
/// recipient's: an enhanced code decides (RFC 3463; `5.1` and `5.2` are of an address and its mailbox, `5.1.7` and `5.1.8` of the
/// sender's, `5.3.4` of the size, `5.6` of the text), wherever it stands. Without one, the codes of mailboxes do (RFC 5321 §4.2.2),
/// unless the words are of us.
pub(super) fn is_of_this_mail(code: u16, said: &str) -> bool {
    if matches!(code, 530 | 534 | 535 | 538) {
        // We must sign in (RFC 4954 §6).
        return false;
    }
    match enhanced(said) {
        Some((1, 7 | 8)) => false,
        Some((1 | 2 | 6, _) | (3, 4)) => true,
        Some(_) => false,
        None => {
            let said = said.to_lowercase();
            matches!(code, 550..=553 | 556) && !OF_US.iter().any(|word| said.contains(word))
        }
    }
}

/// The subject and detail of the first final enhanced status code in a text.
fn enhanced(said: &str) -> Option<(u16, u16)> {
    said.split(|sign: char| !sign.is_ascii_digit() && sign != '.').find_map(|word| {
        let mut parts = word.trim_matches('.').split('.').map(str::parse);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Ok(5)), Some(Ok(subject)), Some(Ok(detail)), None) => Some((subject, detail)),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_to_be_of_the_mail_is_of_the_mail() {
        for (code, said) in [
            (550, "5.1.1 <a@example.ru> unknown"),
            (550, "5.2.1 mailbox disabled"),
            (552, "5.3.4 message too big"),
            (554, "5.6.0 cannot be shown"),
            (550, "No such user here"),
            (550, "unknown user (#5.1.1)"),
            (552, "mailbox full"),
            (551, "user not local"),
        ] {
            assert!(is_of_this_mail(code, said), "{code} {said}");
        }
        for (code, said) in [
            (554, "5.7.1 relay access denied"),
            (550, "relay not permitted"),
            (553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"),
            (554, "Service unavailable; Client host [192.0.2.1] blocked using a list"),
            (503, "AUTH first"),
            (550, "5.1.8 sender unknown"),
            (550, "Sender verify failed"),
            (535, "5.7.8 wrong"),
            (500, "what?"),
            (554, "no"),
            (550, "from 192.0.2.5.1 is on a black list"),
        ] {
            assert!(!is_of_this_mail(code, said), "{code} {said}");
        }
    }
}
