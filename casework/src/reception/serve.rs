//! Acting for a visitor: what an operator does in a reception is done for the one who stands before them.

pub use crate::steps::reception::{Serving, serve};
