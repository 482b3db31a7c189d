#![doc = include_str!("../README.md")]

mod exchange;
mod handle;
mod run;
#[cfg(test)]
mod script;

pub use exchange::{Exchange, ExchangeError};
pub use run::{Capacity, Settings, Worker};
