//! Running numbers of applications: reserved in blocks, so that two filings never wait for each other's commit.

use std::sync::Arc;
use tokio::sync::Mutex;

/// Running numbers are reserved in blocks, so that two filings never wait for each other's commit.
/// A restart leaves a gap; numbers are unique, not gapless.
#[derive(Debug, Clone, Default)]
pub(crate) struct Serials(pub(crate) Arc<Mutex<Option<Block>>>);

/// The numbers of a year that this process may give out.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) year: i32,
    pub(crate) next: i64,
    /// The first that is not its own.
    pub(crate) end: i64,
}

/// How many numbers are reserved at once.
pub(crate) const BLOCK: i64 = 64;
