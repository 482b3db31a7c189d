#![doc = include_str!("../README.md")]

mod exchange;
mod handle;
mod project;
mod run;
#[cfg(test)]
mod script;

pub use exchange::{Exchange, ExchangeError};
pub use project::Projector;
pub use run::{Capacity, Settings, Worker};
