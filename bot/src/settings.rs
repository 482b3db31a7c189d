//! What the bot must be told.

use secrecy::SecretString;
use std::path::PathBuf;
use url::Url;

/// How the bot runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The bot's token at Telegram.
    pub token: SecretString,
    /// The bot's user name, without `@`: a command for another one is not answered. Unknown, every command is.
    pub name: Option<String>,
    /// Where the Bot API is; without it, at Telegram's own address.
    pub api_url: Option<Url>,
    /// Where the bot reaches the platform.
    pub platform_url: Url,
    /// Where people reach the platform: what links in messages begin with.
    pub public_url: Url,
    /// The telephone of support, as people read it: told to those for whom nothing was found.
    pub support_phone: Option<String>,
    /// The address of support.
    pub support_email: Option<String>,
    /// The bot's client at the platform's provider.
    pub client_id: String,
    /// With which the bot's client gets tokens of the platform (`client_secret_basic`, RFC 6749 2.3.1).
    pub client_secret: SecretString,
    /// The folder of the bot's own file, which holds messages until they are answered.
    pub data_dir: PathBuf,
    /// How long one request for updates waits, in seconds.
    pub poll_seconds: u32,
}
