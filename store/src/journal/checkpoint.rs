//! What a checkpoint says: the root over all facts up to now.

use super::feed::Mark;
use crate::error::StoreError;
use crate::tx::Store;
use domain::journal::Root;

impl Store {
    /// The last position, and the root over all facts up to there, counted on from an earlier position and its root
    /// (0 and [`Root::EMPTY`] from the beginning). A position before the given one means that facts are missing; the
    /// root then says nothing.
    pub async fn root_after(&self, position: i64, root: Root) -> Result<(i64, Root), StoreError> {
        let last = self.place_facts().await?;
        if last < position {
            return Ok((last, Root::EMPTY));
        }
        let mark = Mark { position, root }.up_to(&self.read, last).await?;
        Ok((mark.position, mark.root))
    }
}
