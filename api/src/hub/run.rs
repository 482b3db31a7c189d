//! The hub's loops: following wake-ups, polling, asking for rights; and its end.

use super::Hub;
use domain::id::CitizenId;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use store::Wake;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The pause between two rounds of asking for rights.
const BETWEEN_CHECKS: Duration = Duration::from_millis(500);

impl Hub {
    /// Starts the loops; they end when the server drains, and every feed with them.
    pub(crate) fn start(self: &Arc<Self>, draining: &CancellationToken) -> JoinSet<()> {
        let mut loops = JoinSet::new();
        // Before the first feed, so that no wake-up is missed.
        let mut wakes = self.cx.store.wakes();
        let (hub, token) = (Arc::clone(self), draining.clone());
        loops.spawn(async move {
            let follow =
                async { while hub.follow(&mut wakes).await {} };
            token.run_until_cancelled(follow).await;
        });
        let (hub, token) = (Arc::clone(self), draining.clone());
        loops.spawn(async move {
            let poll = async {
                let mut at = None;
                loop {
                    hub.poll(&mut at).await;
                }
            };
            let _drained: Option<()> = token.run_until_cancelled(poll).await;
        });
        let (hub, token) = (Arc::clone(self), draining.clone());
        loops.spawn(async move {
            let check = async {
                loop {
                    tokio::time::sleep(BETWEEN_CHECKS).await;
                    hub.check().await;
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
