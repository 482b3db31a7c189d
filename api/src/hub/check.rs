//! Asking again whether those who listen still may.

use super::Hub;
use domain::time::Moment;

/// How many rights are asked for at once.
const CHUNK: usize = 500;

impl Hub {
    /// Asks what was taken back since the last time (`asked`), which costs two statements however many feeds are open;
    /// then for the rights that rest on it, for those whose time has come, and for those not asked for lately; and ends
    /// the feeds that lost theirs. While the database is away nothing can be asked, and nothing can be read either:
    /// feeds stay, and are asked about again.
    pub(super) async fn check(&self, asked: &mut Option<Moment>) {
        let now = self.cx.clock.now();
        if self.registry.is_empty() {
            *asked = Some(now);
            return;
        }
        // A clock that was set back asks from there on.
        match self.identity.taken_back(asked.map_or(now, |asked| asked.min(now))).await {
            Ok(taken) => self.registry.doubt(taken.as_deref()),
            Err(error) => {
                tracing::debug!(%error, "what was taken back could not be asked for; tried again");
                return;
            }
        }
        *asked = Some(now);
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
