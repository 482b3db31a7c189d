//! Telegram: the one place that knows it. `receive` reads updates, `send` writes messages.

mod receive;
mod send;

pub(crate) use receive::{ParsedUpdate, arrived, heard};
pub(crate) use send::SendOutcome;

use crate::ledger::Outgoing;
use crate::settings::Settings;
use crate::talk::Lang;
use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::Value;
use std::fmt;
use std::time::Duration;
use teloxide::payloads::{GetMe, SetMyCommands, SetMyCommandsSetters};
use teloxide::requests::{JsonRequest, Payload};
use teloxide::types::BotCommand;
use teloxide::{Bot, RequestError};

/// How long a call may take beside the waiting for updates.
const ANSWER: Duration = Duration::from_secs(17);
const CONNECT: Duration = Duration::from_secs(5);

/// A call whose answer is read loosely: a field Telegram adds tomorrow must not look like a failure,
/// or a message that was sent would be sent again.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
struct Loose<P>(P);

impl<P: Payload> Payload for Loose<P> {
    type Output = Value;
    const NAME: &'static str = P::NAME;
}

/// `getUpdates`, answered with updates as they came: they are stored before they are understood.
#[derive(Debug, Clone, Serialize)]
struct Updates {
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<i64>,
    timeout: u32,
    limit: u8,
    #[serde(rename = "allowed_updates")]
    kinds: [&'static str; 2],
}

impl Payload for Updates {
    type Output = Value;
    const NAME: &'static str = "GetUpdates";
}

/// The Bot API.
pub(crate) struct Telegram {
    bot: Bot,
    receiver: Bot,
}

impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address of every call holds the token.
        f.write_str("Telegram(…)")
    }
}

impl Telegram {
    /// The Bot API at the address of the settings.
    pub(crate) fn new(settings: &Settings) -> Result<Self, reqwest::Error> {
        let bot = |patience: Duration| -> Result<Bot, reqwest::Error> {
            let client = reqwest::Client::builder()
                .connect_timeout(CONNECT)
                .timeout(patience)
                // Sooner than servers let go of a line: a call on one that is just being closed is lost.
                .pool_idle_timeout(Duration::from_secs(2))
                .tcp_nodelay(true)
                .build()?;
            let bot = Bot::with_client(settings.token.expose_secret(), client);
            Ok(match &settings.api_url {
                Some(url) => bot.set_api_url(url.clone()),
                None => bot,
            })
        };
        let waiting = Duration::from_secs(u64::from(settings.poll_seconds));
        Ok(Self { bot: bot(ANSWER)?, receiver: bot(waiting + ANSWER)? })
    }

    /// Whether the token is good; the bot's user name.
    pub(crate) async fn introduce(&self) -> Result<Option<String>, RequestError> {
        let own = JsonRequest::new(self.bot.clone(), Loose(GetMe::new())).await?;
        Ok(own.get("username").and_then(Value::as_str).map(str::to_owned))
    }

    /// Tells Telegram the list of commands, for its menu.
    pub(crate) async fn announce(&self) -> Result<(), RequestError> {
        for lang in [Lang::Ru, Lang::En] {
            let command = |name: &str, ru: &str, en: &str| BotCommand::new(name, lang.pick(ru, en));
            let mut commands = SetMyCommands::new([
                command("applications", "Мои заявления", "My applications"),
                command("help", "Что я умею", "What I can do"),
                command("unlink", "Отключить чат", "Unlink this chat"),
                command("start", "Начать сначала", "Begin again"),
            ]);
            // Russian is for everybody whose language has no list of its own.
            if lang == Lang::En {
                commands = commands.language_code("en");
            }
            JsonRequest::new(self.bot.clone(), Loose(commands)).await?;
        }
        Ok(())
    }

    /// Updates from `offset` on; what is before it is acknowledged by this call.
    pub(crate) async fn updates(
        &self,
        offset: Option<i64>,
        wait_seconds: u32,
    ) -> Result<Vec<Value>, RequestError> {
        let payload = Updates {
            offset,
            timeout: wait_seconds,
            limit: 100,
            kinds: ["message", "callback_query"],
        };
        let answer = JsonRequest::new(self.receiver.clone(), payload).await?;
        Ok(match answer {
            Value::Array(updates) => updates,
            _ => Vec::new(),
        })
    }

    /// Sends one thing to a chat.
    pub(crate) async fn send(&self, chat: i64, outgoing: &Outgoing) -> SendOutcome {
        send::send(&self.bot, chat, outgoing).await
    }
}
