//! Telegram: one `sendMessage` a delivery, and what its answers mean.

use crate::mail::escape;
use crate::settings::{SettingsError, TelegramSettings};
use crate::unheard::unheard;
use domain::notice::Outcome;
use secrecy::ExposeSecret;
use std::fmt;
use std::time::Duration;
use store::DeliveryClaim;
use telegram::SendError;
use teloxide::Bot;
use teloxide::payloads::SendMessageSetters;
use teloxide::prelude::Requester;
use teloxide::types::{ChatId, LinkPreviewOptions, ParseMode};

/// The longest text the Bot API takes, in UTF-16 units.
const LONGEST: usize = 4096;
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(17);
/// The slowest try: the client sits out ten seconds after an answer of 5xx.
pub(crate) const SLOWEST: Duration = Duration::from_secs(17 + 10);

/// Sends messages in the bot's name.
pub(crate) struct Telegram {
    bot: Bot,
}

impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Telegram(…)")
    }
}

impl Telegram {
    pub(crate) fn new(settings: &TelegramSettings) -> Result<Self, SettingsError> {
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            // Sooner than servers let go of a line: a call on one that is just being closed is lost.
            .pool_idle_timeout(Duration::from_secs(2))
            .tcp_nodelay(true)
            .build()
            .map_err(|error| SettingsError::Client(error.without_url().to_string()))?;
        let mut bot = Bot::with_client(settings.token.expose_secret(), client);
        if let Some(url) = &settings.api_url {
            if !matches!(url.scheme(), "http" | "https") {
                return Err(SettingsError::ApiUrl);
            }
            bot = bot.set_api_url(url.clone());
        }
        Ok(Self { bot })
    }

    /// Sends a delivery's message; what came of it.
    pub(crate) async fn send(&self, claim: &DeliveryClaim) -> Outcome {
        self.say(&claim.address, &claim.words.short).await
    }

    /// Sends words to a chat; what came of it.
    pub(crate) async fn say(&self, chat: &str, words: &str) -> Outcome {
        let Ok(chat) = chat.parse().map(ChatId) else {
            return Outcome::Never { reason: "telegram: not a chat".to_owned() };
        };
        let preview = LinkPreviewOptions {
            // The link leads behind a sign-in: there is nothing to show, and nobody else should ask.
            is_disabled: true,
            url: None,
            prefer_small_media: false,
            prefer_large_media: false,
            show_above_text: false,
        };
        let message = self
            .bot
            .send_message(chat, text(words))
            .parse_mode(ParseMode::Html)
            .link_preview_options(preview);
        match unheard(message.into_future()).await {
            Ok(message) => Outcome::Sent { reference: Some(message.id.0.to_string()) },
            Err(error) => outcome(telegram::meaning(&error)),
        }
    }
}

/// The text as the Bot API takes it: cut to its limit, then made safe.
fn text(short: &str) -> String {
    let mut units = 0;
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units < LONGEST
    };
    let kept: String = short.chars().take_while(fits).collect();
    if kept.len() == short.len() { escape(short) } else { format!("{}…", escape(&kept)) }
}

/// What came of a message that was not sent.
fn outcome(error: SendError) -> Outcome {
    let told = |reason: &str| format!("telegram: {reason}");
    match error {
        SendError::ChatGone(reason) => Outcome::Gone { reason: told(reason) },
        SendError::Away { reason, wait } => Outcome::Away { reason: told(reason), wait },
        SendError::Unknown(reason) => Outcome::Unknown { reason: told(reason) },
        SendError::Never(reason) => Outcome::Never { reason: told(&reason) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_to_the_limit_before_it_is_made_safe() {
        assert_eq!(text("Ответ <готов> & ждёт"), "Ответ &lt;готов&gt; &amp; ждёт");
        let long = "ж".repeat(5000);
        assert_eq!(text(&long).chars().count(), LONGEST);
        assert!(text(&long).ends_with("ж…"));
        let pairs = "😀".repeat(3000);
        assert!(text(&pairs).encode_utf16().count() <= LONGEST);
        assert_eq!(text(&"ж".repeat(4095)).chars().count(), 4095);
    }
}
