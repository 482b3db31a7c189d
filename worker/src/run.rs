//! The worker: claims what is due, does it, and goes to sleep until woken, due, or time to look.

mod end;

use crate::exchange::Exchange;
use crate::handle::{Done, handle};
use crate::slots::{Capacity, Slots};
use casework::{CaseError, Cx};
use futures::FutureExt;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use store::{Claim, Wake};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How a worker works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its name among the others, for leases.
    pub name: String,
    /// How often it looks for itself, whatever wake-ups say.
    pub poll: Duration,
    /// How much it does at once in each lane.
    pub capacity: Capacity,
    /// How long a claim is its own. Nine tenths of it are the time limit of a job.
    pub lease: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "worker".to_owned(),
            poll: Duration::from_secs(1),
            capacity: Capacity::default(),
            lease: Duration::from_mins(1),
        }
    }
}

/// A worker.
#[derive(Debug, Clone)]
pub struct Worker {
    cx: Cx,
    exchange: Exchange,
    settings: Settings,
    slots: Slots,
}

impl Worker {
    /// A worker of these parts.
    #[must_use]
    pub fn new(cx: Cx, exchange: Exchange, settings: Settings) -> Self {
        let slots = Slots::new(settings.capacity.clone());
        Self { cx, exchange, settings, slots }
    }

    /// Works until cancelled; what was begun is finished first. A piece that hangs holds up its lane only.
    pub async fn run(&self, cancel: CancellationToken) {
        let mut wakes = self.cx.store.wakes();
        let mut running = JoinSet::new();
        while !cancel.is_cancelled() {
            while running.try_join_next().is_some() {}
            let rest = match self.claim().await {
                Ok((claims, rest)) if claims.is_empty() => rest,
                Ok((claims, _)) => {
                    for claim in claims {
                        let (worker, slot) = (self.clone(), self.slots.take(&claim.lane));
                        running.spawn(async move {
                            worker.work(&claim).await;
                            drop(slot);
                        });
                    }
                    continue;
                }
                Err(error) => {
                    tracing::warn!(%error, "the queue cannot be read; trying again");
                    self.settings.poll
                }
            };
            tokio::select! {
                // A piece ended: what it did may have left more, and its slot is free.
                Some(_ended) = running.join_next() => {}
                // Woken or not, it looks.
                _either = timeout(rest, woken(&mut wakes)) => {}
                () = cancel.cancelled() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Does what is due now, once; how many pieces it did.
    pub async fn run_once(&self) -> Result<usize, CaseError> {
        let (claims, _rest) = self.claim().await?;
        let count = claims.len();
        let mut running: FuturesUnordered<_> =
            claims.iter().map(|claim| self.work(claim)).collect();
        while running.next().await.is_some() {}
        Ok(count)
    }

    /// Claims what is due in lanes with free slots; and, if that is nothing, how long there is nothing to claim, at
    /// most the poll.
    async fn claim(&self) -> Result<(Vec<Claim>, Duration), CaseError> {
        // A look before the lock: an idle worker writes nothing.
        let lanes = self.cx.store.queue_lanes().await?;
        let free = lanes.iter().filter(|lane| self.slots.free(&lane.name) > 0);
        let Some(ready_at) = free.map(|lane| lane.ready_at).min() else {
            return Ok((Vec::new(), self.settings.poll));
        };
        let until = (ready_at - self.cx.clock.now()).to_std().unwrap_or(Duration::ZERO);
        let floor = Duration::from_millis(5);
        let rest = until.clamp(floor, self.settings.poll.max(floor));
        if !until.is_zero() {
            return Ok((Vec::new(), rest));
        }
        let mut tx = self.cx.begin().await?;
        let room = |lane: &str| self.slots.free(lane);
        let claims = tx.claim(&self.settings.name, room, self.settings.lease).await?;
        tx.commit().await?;
        Ok((claims, rest))
    }

    async fn work(&self, claim: &Claim) {
        // Within the lease, so that the end is still ours to write.
        let limit = self.settings.lease.mul_f32(0.9);
        let handled = AssertUnwindSafe(handle(&self.cx, &self.exchange, claim)).catch_unwind();
        let done = match timeout(limit, handled).await {
            Ok(Ok(done)) => done,
            Ok(Err(_panic)) => Done::Retry("its handler panicked".to_owned()),
            Err(_elapsed) => Done::Retry(format!("it took longer than {} s", limit.as_secs())),
        };
        self.end(claim, done).await;
    }
}

/// Waits for a wake-up of the queue.
async fn woken(wakes: &mut Receiver<Wake>) {
    loop {
        match wakes.recv().await {
            Ok(Wake::Outbox) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests;
