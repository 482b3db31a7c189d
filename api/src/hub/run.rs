//! The hub's loops: following wake-ups, polling, asking for rights; and its end.

use super::Hub;
use casework::Wake;
use domain::id::CitizenId;
use futures::FutureExt;
use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Rounds that panicked, by loop.
const PANICS: &str = "live_feeds_panics_total";
/// The rest after a round that panicked: a second.
const AFTER_PANIC: Duration = Duration::from_secs(1);
/// The pause between two rounds of asking for rights: with what a round takes, a feed ends within 5 s of its right.
const BETWEEN_CHECKS: Duration = Duration::from_secs(1);

impl Hub {
    /// Starts the loops; they end when the server drains, and every feed with them.
    pub(crate) fn start(self: &Arc<Self>, draining: &CancellationToken) -> JoinSet<()> {
        let mut loops = JoinSet::new();
        // Before the first feed, so that no wake-up is missed.
        let mut wakes = casework::feed::wakes(&self.cx);
        let (hub, token) = (Arc::clone(self), draining.clone());
        loops.spawn(async move {
            let follow =
                async { while guarded("wakes", hub.follow(&mut wakes)).await != Some(false) {} };
            token.run_until_cancelled(follow).await;
        });
        let (hub, token) = (Arc::clone(self), draining.clone());
        loops.spawn(async move {
            let poll = async {
                let mut at = None;
                loop {
                    guarded("poll", hub.poll(&mut at)).await;
                }
            };
            let _drained: Option<()> = token.run_until_cancelled(poll).await;
        });
        let (hub, token) = (Arc::clone(self), draining.clone());
        loops.spawn(async move {
            let check = async {
                let mut asked = None;
                loop {
                    tokio::time::sleep(BETWEEN_CHECKS).await;
                    guarded("rights", hub.check(&mut asked)).await;
                }
            };
            let _drained: Option<()> = token.run_until_cancelled(check).await;
            hub.registry.drain();
        });
        loops
    }

    /// Waits for wake-ups and looks for whom they are about; false when there will be no more.
    async fn follow(&self, wakes: &mut Receiver<Wake>) -> bool {
        let mut woken = Woken::default();
        match wakes.recv().await {
            Ok(wake) => woken.by(wake),
            Err(RecvError::Lagged(_)) => woken.all = true,
            Err(RecvError::Closed) => return false,
        }
        loop {
            match wakes.try_recv() {
                Ok(wake) => woken.by(wake),
                Err(TryRecvError::Lagged(_)) => woken.all = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        if woken.all {
            self.lagged.notify_one();
        } else {
            let read = woken.citizens.into_iter().filter(|one| self.registry.is_read(*one));
            if let Err(error) = self.look_for(read).await {
                tracing::debug!(%error, "live feeds could not look; polling finds it");
            }
        }
        true
    }
}

/// One round of a loop; after one that panicked, a rest. Without its loops every feed of this node would be silent, or
/// go on without its right, until somebody restarts it: so a loop goes on.
async fn guarded<T>(name: &'static str, round: impl Future<Output = T>) -> Option<T> {
    let done = caught(name, round).await;
    if done.is_none() {
        tokio::time::sleep(AFTER_PANIC).await;
    }
    done
}

/// What came of a round; `None` if it panicked, which is logged and counted.
async fn caught<T>(name: &'static str, round: impl Future<Output = T>) -> Option<T> {
    // What a round shares with others is whole after a panic: the registry's changes are single assignments.
    let done = AssertUnwindSafe(round).catch_unwind().await.ok();
    if done.is_none() {
        tracing::error!(name, "a loop of the live feeds panicked; it goes on");
        metrics::counter!(PANICS, "loop" => name).increment(1);
    }
    done
}

/// Whom wake-ups were about.
#[derive(Debug, Default)]
struct Woken {
    citizens: HashSet<CitizenId>,
    all: bool,
}

impl Woken {
    fn by(&mut self, wake: Wake) {
        if let Wake::Journal(citizen) = wake {
            self.citizens.insert(citizen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_round_that_panics_does_not_end_its_loop() {
        let mut rounds = 0;
        let mut done = Vec::new();
        while done.len() < 2 {
            rounds += 1;
            let round = async { assert_ne!(rounds, 2, "the second one panics") };
            done.extend(caught("poll", round).await);
        }
        assert_eq!(rounds, 3);
    }
}
