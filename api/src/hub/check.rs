//! Asking again whether those who listen still may.

use super::Hub;

/// How many rights are asked for at once.
const CHUNK: usize = 500;

impl Hub {
    /// Asks for every right that was not asked for lately, in batches, and ends the feeds that lost theirs. While the
    /// database is away nothing can be asked, and nothing can be read either: feeds stay, and are asked about again.
    pub(super) async fn check(&self) {
        let now = self.cx.clock.now();
        for chunk in self.registry.to_check(now).chunks(CHUNK) {
            let rights: Vec<_> = chunk.iter().map(|one| one.right).collect();
            match self.identity.still_hold(&rights).await {
                Ok(hold) => self.registry.checked(now, chunk.iter().copied().zip(hold)),
                Err(error) => {
                    tracing::debug!(%error, "rights to listen could not be checked; tried again");
                    return;
                }
            }
        }
    }
}
