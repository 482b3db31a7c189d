//! What a projection is, and what becomes of its versions.

use crate::error::StoreError;
use crate::tx::Tx;
use domain::journal::Placed;
use serde::{Deserialize, Serialize};
use std::future::Future;

/// What a version of a projection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectionState {
    /// It is reading what was there before it; nobody reads its figures.
    Building,
    /// Its figures are read.
    Serving,
    /// A newer version serves; its rows are being removed.
    Retired,
    /// Its rows are gone. What stays says so to processes that still have this version.
    Removed,
}

/// What one call of [`crate::Store::project`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projected {
    /// So many facts were read; there may be more.
    Read(u64),
    /// There was nothing to read, or another process is reading.
    Idle,
    /// A newer version serves: this one has nothing to do any more.
    Retired,
}

/// A reader of all facts that keeps figures.
pub trait Projection: Sync {
    /// Its name, as stored and measured.
    fn name(&self) -> &'static str;

    /// The version of what it counts: one more whenever the same facts make other figures.
    fn version(&self) -> i32;

    /// Writes what facts change, into rows of its version. They come in their order, each once.
    fn apply(
        &self,
        tx: &mut Tx,
        facts: &[Placed],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Removes rows of a version that serves no more, about so many; whether there may be others.
    fn forget(
        &self,
        tx: &mut Tx,
        version: i32,
        most: u64,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}
