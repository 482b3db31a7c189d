//! Waiting lists.

mod recount;

pub use recount::recount;
