#![doc = include_str!("../README.md")]

mod mail;
mod notifier;
mod settings;
mod telegram;
mod unheard;
mod way;

pub use mail::ServerError;
pub use notifier::Notifier;
pub use settings::{MailSettings, Settings, SettingsError, TelegramSettings};
