//! What the notifier must be told.

use crate::server::ServerError;
use secrecy::SecretString;
use std::time::Duration;
use url::Url;

/// How the notifier works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name of this sender in leases: unique among those that run at once.
    pub owner: String,
    /// How often the queue is looked at when nothing wakes the notifier.
    pub poll: Duration,
    /// How long a claimed delivery stays ours. Nine tenths of it are longer than any one try: [`Settings::LEASE`].
    pub lease: Duration,
    /// Mail; without it mail waits until it expires.
    pub mail: Option<MailSettings>,
    /// Telegram; without it messages wait until they expire.
    pub telegram: Option<TelegramSettings>,
}

impl Settings {
    /// A lease longer than the slowest try.
    pub const LEASE: Duration = Duration::from_mins(2);

    /// Settings without any channel.
    #[must_use]
    pub fn new(owner: impl Into<String>) -> Self {
        Self {
            owner: owner.into(),
            poll: Duration::from_secs(1),
            lease: Self::LEASE,
            mail: None,
            telegram: None,
        }
    }
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The relay: `smtp://host:port`, `smtp://user:password@host:587?tls=required` (STARTTLS) or
    /// `smtps://user:password@host:465`.
    pub smtp_url: SecretString,
    /// The sender: `Госуслуги <no-reply@uslugi.example>` or a bare address.
    pub from: String,
    /// How many connections at once: also how many mails a crash can send twice.
    pub connections: u32,
}

/// How Telegram messages leave.
#[derive(Debug, Clone)]
pub struct TelegramSettings {
    /// The bot's token.
    pub token: SecretString,
    /// Where the Bot API is, when not at Telegram's own address.
    pub api_url: Option<Url>,
    /// How many messages at once.
    pub connections: u32,
}

/// A setting that cannot be used. Names the setting, never its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The address of the mail server.
    #[error("mail.smtp_url: {0}")]
    SmtpUrl(#[from] ServerError),
    /// The sender of mails.
    #[error("mail.from: not an e-mail address")]
    From,
    /// The Bot API's address.
    #[error("telegram.api_url: must begin with http:// or https://")]
    ApiUrl,
    /// The client of the Bot API cannot be built.
    #[error("telegram: {0}")]
    Client(String),
    /// A lease that a slow try would outlive.
    #[error("lease: nine tenths of it must be longer than {} s, the slowest try", .0.as_secs())]
    Lease(Duration),
}
