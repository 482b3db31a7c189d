#![doc = include_str!("../README.md")]

mod bot;
mod ledger;
mod platform;
mod settings;
mod talk;
mod telegram;
mod worker;

pub use bot::{Bot, BotError, look_at_telegram};
pub use settings::Settings;
