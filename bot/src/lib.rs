#![doc = include_str!("../README.md")]

mod bot;
mod ledger;
mod platform;
mod settings;
mod talk;
mod telegram;
mod worker;

pub use bot::{Bot, BotError};
pub use settings::Settings;
