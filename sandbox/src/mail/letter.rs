//! A received letter: the envelope it came in and what a reader sees of it.

use chrono::DateTime;
use domain::time::{self, Moment};
use mail_parser::{MessageParser, PartType};

const FROM: &str = "X-Envelope-From: ";
const TO: &str = "X-Envelope-To: ";
const AT: &str = "X-Received-At: ";

/// Who handed the letter over, for whom, when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Envelope {
    /// Empty for a bounce.
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) at: Moment,
}

/// A letter, read.
pub(crate) struct Letter {
    pub(crate) n: u64,
    pub(crate) envelope: Envelope,
    pub(crate) subject: String,
    pub(crate) text: String,
    /// The source of the HTML part.
    pub(crate) html: Option<String>,
    pub(crate) message_id: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Envelope {
    /// The lines a stored letter begins with.
    pub(crate) fn header(&self) -> String {
        let at = time::in_moscow(self.at).to_rfc3339();
        format!("{FROM}{}\r\n{TO}{}\r\n{AT}{at}\r\n", self.from, self.to.join(", "))
    }

    /// Reads them back, with the letter after them.
    fn read(stored: &[u8]) -> Option<(Self, &[u8])> {
        let (from, rest) = line(stored, FROM)?;
        let (to, rest) = line(rest, TO)?;
        let (at, rest) = line(rest, AT)?;
        let to = to.split(", ").filter(|one| !one.is_empty()).map(str::to_owned).collect();
        let at = DateTime::parse_from_rfc3339(at).ok()?.to_utc();
        Some((Self { from: from.to_owned(), to, at }, rest))
    }
}

fn line<'a>(bytes: &'a [u8], name: &str) -> Option<(&'a str, &'a [u8])> {
    let rest = bytes.strip_prefix(name.as_bytes())?;
    let end = rest.windows(2).position(|pair| pair == b"\r\n")?;
    let (value, rest) = rest.split_at(end);
    Some((std::str::from_utf8(value).ok()?, rest.get(2..)?))
}

impl Letter {
    /// Reads a stored letter; `None` when the envelope is not ours.
    pub(crate) fn read(n: u64, stored: &[u8]) -> Option<Self> {
        let (envelope, raw) = Envelope::read(stored)?;
        let parsed = MessageParser::default().parse(raw);
        let message = parsed.as_ref();
        let html = message.and_then(|message| {
            message.html_bodies().find_map(|part| match &part.body {
                PartType::Html(html) => Some(html.to_string()),
                _ => None,
            })
        });
        Some(Self {
            n,
            envelope,
            subject: message.and_then(|m| m.subject()).unwrap_or("(без темы)").to_owned(),
            text: message.and_then(|m| m.body_text(0)).map_or_else(
                || String::from_utf8_lossy(raw).into_owned(),
                std::borrow::Cow::into_owned,
            ),
            html,
            message_id: message.and_then(|m| m.message_id()).map(str::to_owned),
            headers: message.map(raw_headers).unwrap_or_default(),
        })
    }

    /// Whether it came for this address.
    pub(crate) fn is_for(&self, address: &str) -> bool {
        self.envelope.to.iter().any(|to| to.to_lowercase() == address.to_lowercase())
    }
}

fn raw_headers(message: &mail_parser::Message<'_>) -> Vec<(String, String)> {
    message.headers_raw().map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_survives_storage() {
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let to = vec!["anna@example.ru".to_owned(), "борис@example.ru".to_owned()];
        let envelope = Envelope { from: String::new(), to, at };
        let stored = [envelope.header().as_bytes(), b"Subject: hi\r\n\r\nbody\r\n"].concat();
        let letter = Letter::read(7, &stored).unwrap();
        assert_eq!(letter.envelope, envelope);
        assert_eq!((letter.subject.as_str(), letter.text.trim()), ("hi", "body"));
        assert!(letter.is_for("ANNA@example.ru") && !letter.is_for("nna@example.ru"));
    }

    #[test]
    fn html_alone_is_read_as_text_and_kept_as_source() {
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let envelope = Envelope { from: "a@b.test".into(), to: vec!["c@d.test".into()], at };
        let body = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Привет, <b>мир</b></p>\r\n";
        let letter =
            Letter::read(1, &[envelope.header(), body.into()].concat().into_bytes()).unwrap();
        assert_eq!(letter.text.trim(), "Привет, мир");
        assert!(letter.html.unwrap().contains("<b>"));
        assert!(Letter::read(1, b"Subject: no envelope\r\n\r\n").is_none());
    }
}
