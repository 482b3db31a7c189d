#![doc = include_str!("../README.md")]

mod exchange;
mod handle;
mod inspect;
mod project;
mod run;
#[cfg(test)]
mod script;

pub use exchange::{Exchange, ExchangeError};
pub use inspect::{Answer, Inspector, LIMITS_NOT_SET, Scanner, inspect};
pub use project::Projector;
pub use run::{Capacity, Settings, Worker};
