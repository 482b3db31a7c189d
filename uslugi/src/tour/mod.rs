//! The whole journey by itself, through the public interfaces alone: what a resident, a mobile app and an
//! anxious operator would check, in the order they would.

mod browser;
mod journey;
mod steps;

pub use browser::{Browser, Tokens, hidden};
pub use journey::{Journey, journey};
