#![doc = include_str!("../README.md")]

mod chat_gone;
mod lane;
mod mail;
mod notifier;
mod settings;
mod telegram;
mod unheard;

pub use chat_gone::ChatGone;
pub use mail::ServerError;
pub use notifier::Notifier;
pub use settings::{MailSettings, Settings, SettingsError, TelegramSettings};
