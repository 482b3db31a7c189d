#![doc = include_str!("../README.md")]

mod mail;
mod notifier;
mod server;
mod settings;
mod telegram;
mod unheard;
mod way;

pub use mail::look_at_mail;
pub use notifier::Notifier;
pub use server::ServerError;
pub use settings::{MailSettings, Settings, SettingsError, TelegramSettings};
