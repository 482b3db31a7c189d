//! Notices (уведомления): through which channels a person is told, and what follows a try to send.

mod outcome;

pub use outcome::{Next, Outcome, next};

use crate::citizen::Profile;
use crate::text::Lang;
use crate::typed;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How long a notice is worth sending. What could not be sent by then is read in the cabinet.
pub const LIFETIME: TimeDelta = TimeDelta::hours(72);

/// A way to reach a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// E-mail.
    Email,
    /// A linked Telegram chat.
    Telegram,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Email, Self::Telegram];

    /// The name, as stored and as metrics show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Telegram => "telegram",
        }
    }
}

/// The addresses one person can be told at. `Debug` shows none of them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Channels {
    /// An e-mail address.
    pub email: Option<String>,
    /// A Telegram chat.
    pub telegram: Option<String>,
}

impl Channels {
    /// What is known of a person: the address they named in the application, else the one ESIA
    /// verified; and their linked chat. An address that ESIA did not verify is not used, nor is one that no mail can be sent to.
    #[must_use]
    pub fn of(profile: &Profile, named: Option<&str>, telegram: Option<String>) -> Self {
        let verified = || profile.email.as_ref().filter(|one| one.verified);
        let email = named
            .and_then(typed::email)
            .or_else(|| verified().and_then(|one| typed::email(&one.value)));
        Self { email, telegram }
    }

    /// Where a notice on one's own case goes. Such a notice is mandatory: it goes through every
    /// channel there is, because an e-mail leaves a trace and a chat is seen at once. Nowhere, if
    /// the person can be reached nowhere: then it is read in the cabinet only.
    #[must_use]
    pub fn targets(self) -> Vec<Target> {
        let email = self.email.map(|address| Target { channel: Channel::Email, address });
        let telegram = self.telegram.map(|address| Target { channel: Channel::Telegram, address });
        email.into_iter().chain(telegram).collect()
    }
}

impl fmt::Debug for Channels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Channels(…)")
    }
}

/// One address a notice goes to. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// By which means a person is told.
    pub channel: Channel,
    /// An e-mail address, or the number of a chat.
    pub address: String,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({}, …)", self.channel.name())
    }
}

/// A notice written out for one person. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The subject of the mail.
    pub subject: String,
    /// The text of the mail, plain.
    pub body: String,
    /// The text for the messenger.
    pub short: String,
    /// The language all of it is in.
    #[serde(default)]
    pub lang: Lang,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words(…)")
    }
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits for its moment, or a sender has it in hand.
    Ready,
    /// The mail server or the messenger took it.
    Accepted,
    /// It can never be delivered at this address.
    Failed,
    /// It was given up: its time ran out.
    Dead,
}

impl DeliveryState {
    /// Whether nothing more will happen to it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Accepted | Self::Failed | Self::Dead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::citizen::Contact;

    fn profile(email: Option<(&str, bool)>) -> Profile {
        Profile {
            email: email.map(|(value, verified)| Contact { value: value.into(), verified }),
            ..Profile::named("Рябинина", "Анна")
        }
    }

    fn names(channels: Channels) -> Vec<(Channel, String)> {
        channels.targets().into_iter().map(|one| (one.channel, one.address)).collect()
    }

    /// Proves SH-07
    #[test]
    fn a_notice_on_a_case_goes_through_every_channel_the_person_has() {
        let of = |email, named, chat: Option<&str>| {
            names(Channels::of(&profile(email), named, chat.map(str::to_owned)))
        };
        let mail = |address: &str| (Channel::Email, address.to_owned());
        let chat = || (Channel::Telegram, "77".to_owned());
        let verified = Some(("anna@example.ru", true));
        assert_eq!(of(verified, None, Some("77")), [mail("anna@example.ru"), chat()]);
        assert_eq!(of(verified, Some("other@example.ru"), None), [mail("other@example.ru")]);
        assert_eq!(of(verified, Some("  "), None), [mail("anna@example.ru")]);
        assert_eq!(of(verified, Some("анна@example.ru"), None), [mail("anna@example.ru")]);
        let idn = Some(("anna@почта.рф", true));
        assert_eq!(of(idn, None, None), [mail("anna@xn--80a1acny.xn--p1ai")]);
        assert_eq!(of(Some(("anna@example.ru", false)), None, Some("77")), [chat()]);
        assert_eq!(of(None, None, None), []);
    }

    #[test]
    fn addresses_and_words_do_not_show_in_debug() {
        let channels = Channels { email: Some("anna@example.ru".into()), telegram: None };
        let words = Words {
            subject: "тайна".into(),
            body: "тайна".into(),
            short: "тайна".into(),
            lang: Lang::Ru,
        };
        let shown = format!("{channels:?} {:?} {words:?}", channels.clone().targets());
        assert!(!shown.contains("anna") && !shown.contains("тайна"), "{shown}");
    }
}
