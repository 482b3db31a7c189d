#![doc = include_str!("../README.md")]

mod exchange;
mod handle;
mod run;
#[cfg(test)]
mod script;
mod slots;

pub use exchange::{Exchange, ExchangeError};
pub use run::{Settings, Worker};
pub use slots::Capacity;
