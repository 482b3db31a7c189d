//! Marks: keyed hashes that only this installation can make.

use crate::tx::Store;

impl Store {
    /// The mark of a value for a purpose: stable, unguessable, and telling nothing of the value.
    ///
    /// Pairwise subjects are marks, so that portals cannot compare whom they know.
    #[must_use]
    pub fn mark(&self, purpose: &str, value: &str) -> Vec<u8> {
        self.seal.index(purpose, value)
    }
}
