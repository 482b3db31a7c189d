#![doc = include_str!("../README.md")]

mod count;
mod end;
mod handler;
mod run;
mod singly;
mod slots;

pub use end::paused_said;
pub use handler::{Handler, JobOutcome, Prepared, ReceiverState};
pub use run::{Runner, Settings};
