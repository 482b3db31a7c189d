//! Whether the terms of cases are kept: looked at by whoever has the time, and shown to those who answer for them.

mod late;
mod watch;

pub use late::late;
pub use watch::{Watched, watch};
