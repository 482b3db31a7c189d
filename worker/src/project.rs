//! The reader of all facts: lets each projection read what is new, and goes to sleep until it is time to look.
//!
//! Any number of workers may do so: the store lets one at a time read for a projection.

use casework::Cx;
use std::time::Duration;
use store::{Applications, Projected, Projection, StoreError};
use tokio_util::sync::CancellationToken;

/// How many facts are read in one transaction. On SQLite others wait for it to write.
const BATCH: u64 = 500;
/// How many rows of a version that serves no more are removed in one transaction.
const FORGOTTEN_AT_ONCE: u64 = 500;
/// How long it rests after an error: a fact that cannot be read is not mended in a second.
const AFTER_ERROR: Duration = Duration::from_secs(15);

/// Lets projections read.
#[derive(Debug, Clone)]
pub struct Projector {
    cx: Cx,
    poll: Duration,
}

impl Projector {
    /// A reader that looks so often.
    #[must_use]
    pub const fn new(cx: Cx, poll: Duration) -> Self {
        Self { cx, poll }
    }

    /// Reads until cancelled. A batch that was begun is finished first.
    pub async fn run(&self, cancel: CancellationToken) {
        while !cancel.is_cancelled() {
            let rest = match self.once(&Applications::CURRENT).await {
                Ok(true) => continue,
                Ok(false) => self.poll,
                Err(error) => {
                    let name = Applications::CURRENT.name();
                    tracing::error!(projection = name, %error, "a projection does not get on; trying again");
                    AFTER_ERROR
                }
            };
            tokio::select! {
                () = cancel.cancelled() => {}
                () = tokio::time::sleep(rest) => {}
            }
        }
    }

    /// One step of a projection: the next batch, or some removal of what serves no more. False if there is nothing
    /// to do now.
    pub(crate) async fn once(&self, projection: &impl Projection) -> Result<bool, StoreError> {
        let (store, by) = (&self.cx.store, (&*self.cx.clock, &self.cx.entropy));
        match store.project(projection, BATCH, by).await {
            Ok(Projected::Read(facts)) => {
                tracing::debug!(projection = projection.name(), facts, "facts were read");
                Ok(true)
            }
            Ok(Projected::Idle) => store.forget_retired(projection, FORGOTTEN_AT_ONCE, by).await,
            Ok(Projected::Retired) => Ok(false),
            // Another was first: the next look finds what it left.
            Err(StoreError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests;
