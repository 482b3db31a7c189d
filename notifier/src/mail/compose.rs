//! The mail itself: plain text, and the same text as simple HTML beside it.

use domain::notice::Words;
use domain::text::Lang;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::fmt::Write;
use store::DeliveryClaim;

/// Who mails come from.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    from: Mailbox,
}

impl Sender {
    pub(crate) fn parse(from: &str) -> Option<Self> {
        // `Имя <address>`: the name is taken as it is, whatever its letters.
        let named = from.trim().strip_suffix('>').and_then(|rest| rest.rsplit_once('<'));
        let (name, address) = match named {
            Some((name, address)) => (name.trim().trim_matches('"'), address),
            None => ("", from.trim()),
        };
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        if name.as_ref().is_some_and(|name| name.chars().any(char::is_control)) {
            return None;
        }
        Some(Self { from: Mailbox::new(name, address.parse().ok()?) })
    }

    /// The stable name of a delivery's mail: the same for every try, so that copies are told.
    pub(crate) fn message_id(&self, claim: &DeliveryClaim) -> String {
        format!("<{}@{}>", claim.id, self.from.email.domain())
    }

    /// The mail of a delivery; every try of it is the same mail, to the date.
    pub(crate) fn compose(&self, claim: &DeliveryClaim) -> Result<Message, &'static str> {
        let to: Address = claim.address.parse().map_err(|_value| "not an e-mail address")?;
        let words = &claim.words;
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let text = MultiPart::alternative()
            .boundary(format!("uslugi-{}", claim.id))
            .singlepart(SinglePart::plain(letter(words)))
            .singlepart(SinglePart::html(html(words)));
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(words.subject.clone())
            .date(claim.created_at.into())
            .message_id(Some(self.message_id(claim)))
            // RFC 3834: so that holiday answers are not sent to us.
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .multipart(text)
            .map_err(|_builder| "the mail cannot be written")
    }
}

/// The text as a letter: where it is read elsewhere, nothing says that it is one.
fn letter(words: &Words) -> String {
    let automatic = match words.lang {
        Lang::Ru => "Это письмо отправлено автоматически, отвечать на него не нужно.",
        Lang::En => "This message was sent automatically; there is no need to reply.",
    };
    format!("{}\n\n{automatic}\n", words.body.trim_end())
}

/// The text as HTML: paragraphs, line breaks, and addresses that can be clicked.
fn html(words: &Words) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n\
         <body style=\"font-family: sans-serif; line-height: 1.5\">\n",
        words.lang.tag(),
        escape(&words.subject)
    );
    for paragraph in letter(words).split("\n\n").map(str::trim).filter(|one| !one.is_empty()) {
        let lines: Vec<String> = paragraph.lines().map(linked).collect();
        // Writing to a string does not fail.
        let _written = writeln!(page, "<p>{}</p>", lines.join("<br>\n"));
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn linked(line: &str) -> String {
    let words = line.split(' ').map(|word| {
        let shown = escape(word);
        if word.starts_with("https://") || word.starts_with("http://") {
            format!("<a href=\"{shown}\">{shown}</a>")
        } else {
            shown
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Text made safe inside HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_says_the_same_and_cannot_be_broken_into() {
        let page = html(&Words {
            subject: "A & B".to_owned(),
            body: "Первый <b>абзац</b>\nстрока\n\nСсылка: https://x.example/?a=1&b=2".to_owned(),
            short: String::new(),
            lang: Lang::En,
        });
        assert!(page.contains("<title>A &amp; B</title>"));
        assert!(page.contains("<p>Первый &lt;b&gt;абзац&lt;/b&gt;<br>\nстрока</p>"));
        let link = "https://x.example/?a=1&amp;b=2";
        assert!(page.contains(&format!("Ссылка: <a href=\"{link}\">{link}</a>")), "{page}");
    }

    #[test]
    fn a_sender_may_have_a_russian_name() {
        let of = |text: &str| {
            let from = Sender::parse(text)?.from;
            Some((from.name, from.email.to_string()))
        };
        let bare = "no-reply@uslugi.example".to_owned();
        assert_eq!(of("no-reply@uslugi.example"), Some((None, bare.clone())));
        let named = of("Госуслуги области <no-reply@uslugi.example>");
        assert_eq!(named, Some((Some("Госуслуги области".into()), bare)));
        assert_eq!(of("no-reply"), None);
        assert_eq!(of("A\r\nBcc: x <no-reply@uslugi.example>"), None);
    }
}
