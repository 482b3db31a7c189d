//! The worker: claims what is due, does it, and goes to sleep until woken, due, or time to look.

use crate::exchange::Exchange;
use crate::handle::{Done, handle};
use casework::{CaseError, Cx};
use chrono::Duration as Span;
use domain::entropy::{self, Entropy};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
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
    /// How much it does at once.
    pub at_once: u32,
    /// How long a claim is its own.
    pub lease: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "worker".to_owned(),
            poll: Duration::from_secs(1),
            at_once: 16,
            lease: Duration::from_mins(1),
        }
    }
}

/// How often a failing piece of work is tried before it is set aside: about two days with the pauses.
const MOST_ATTEMPTS: u32 = 60;

/// A worker.
#[derive(Debug, Clone)]
pub struct Worker {
    cx: Cx,
    exchange: Exchange,
    settings: Settings,
}

impl Worker {
    /// A worker of these parts.
    #[must_use]
    pub const fn new(cx: Cx, exchange: Exchange, settings: Settings) -> Self {
        Self { cx, exchange, settings }
    }

    /// Works until cancelled; what was begun is finished first. A piece that hangs holds up no other.
    pub async fn run(&self, cancel: CancellationToken) {
        let mut wakes = self.cx.store.wakes();
        let mut running = JoinSet::new();
        while !cancel.is_cancelled() {
            while running.try_join_next().is_some() {}
            let busy = u32::try_from(running.len()).unwrap_or(u32::MAX);
            let free = self.settings.at_once.saturating_sub(busy);
            let (claims, failed) = match self.claim(free).await {
                Ok(claims) => (claims, false),
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read; trying again");
                    (Vec::new(), true)
                }
            };
            if !claims.is_empty() {
                for claim in claims {
                    let worker = self.clone();
                    running.spawn(async move { worker.work(&claim).await });
                }
                continue;
            }
            let rest = if free == 0 || failed { self.settings.poll } else { self.rest().await };
            tokio::select! {
                // A piece ended: what it did may have left more.
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
        let claims = self.claim(self.settings.at_once).await?;
        let count = claims.len();
        let mut running: FuturesUnordered<_> =
            claims.iter().map(|claim| self.work(claim)).collect();
        while running.next().await.is_some() {}
        Ok(count)
    }

    /// Until the next piece is due, at most the poll.
    async fn rest(&self) -> Duration {
        let due = self.cx.store.outbox_next_due().await.ok().flatten();
        let until = due.map(|due| (due - self.cx.clock.now()).to_std().unwrap_or(Duration::ZERO));
        let floor = Duration::from_millis(5);
        until.map_or(self.settings.poll, |until| until.clamp(floor, self.settings.poll.max(floor)))
    }

    async fn claim(&self, limit: u32) -> Result<Vec<Claim>, CaseError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        // A look before the lock: an idle worker writes nothing.
        match self.cx.store.outbox_next_claim().await? {
            Some(due) if due <= self.cx.clock.now() => {}
            _ => return Ok(Vec::new()),
        }
        let mut tx = self.cx.begin().await?;
        let claims = tx.claim(&self.settings.name, limit, self.settings.lease).await?;
        tx.commit().await?;
        Ok(claims)
    }

    async fn work(&self, claim: &Claim) {
        let kind = claim.job.kind();
        let done = handle(&self.cx, &self.exchange, claim).await;
        let (outcome, ended) = match done {
            Done::Finished => ("finished", Ok(())),
            Done::NothingToDo(why) => {
                tracing::info!(job.id = %claim.id, kind, reason = why, "a job had nothing to do any more");
                ("nothing_to_do", self.end(claim).await)
            }
            Done::Wait(pause, why) => ("wait", self.wait(claim, pause, why).await),
            Done::Retry(why) if claim.attempts < MOST_ATTEMPTS => {
                let pause = back_off(&*self.cx.entropy, claim.attempts);
                tracing::warn!(job.id = %claim.id, kind, attempt = claim.attempts, reason = why, "a job failed; it is tried again");
                ("retry", self.later(claim, pause, &why).await)
            }
            Done::Retry(why) | Done::Never(why) => {
                tracing::error!(job.id = %claim.id, kind, reason = why, "a job was set aside");
                ("dead", self.set_aside(claim, &why).await)
            }
        };
        metrics::counter!("outbox_done_total", "kind" => kind, "outcome" => outcome).increment(1);
        if let Err(error) = ended {
            // The lease ends by itself, and the next worker takes it over.
            tracing::warn!(job.id = %claim.id, %error, "a job's end was not written");
        }
    }

    async fn end(&self, claim: &Claim) -> Result<(), CaseError> {
        let mut tx = self.cx.begin().await?;
        tx.finish(claim).await?;
        Ok(tx.commit().await?)
    }

    async fn wait(&self, claim: &Claim, pause: Span, why: &str) -> Result<(), CaseError> {
        let mut tx = self.cx.begin().await?;
        let due_at = tx.now() + pause;
        tx.wait(claim, due_at, why).await?;
        Ok(tx.commit().await?)
    }

    async fn later(&self, claim: &Claim, pause: Span, why: &str) -> Result<(), CaseError> {
        let mut tx = self.cx.begin().await?;
        let due_at = tx.now() + pause;
        tx.later(claim, due_at, why).await?;
        Ok(tx.commit().await?)
    }

    async fn set_aside(&self, claim: &Claim, why: &str) -> Result<(), CaseError> {
        let mut tx = self.cx.begin().await?;
        tx.give_up(claim, why).await?;
        Ok(tx.commit().await?)
    }
}

/// Exponential, from half a second to an hour; half of it at random, so that what failed together is
/// not tried again together.
fn back_off(entropy: &dyn Entropy, attempts: u32) -> Span {
    let ceiling = 500_i64.saturating_mul(1 << attempts.min(13)).min(3_600_000);
    let random = u64::from_be_bytes(entropy::bytes(entropy));
    let jitter = i64::try_from(random % 1_000_000).unwrap_or(0);
    Span::milliseconds((ceiling / 2).saturating_add(ceiling / 2 * jitter / 1_000_000))
}

/// Waits for a wake-up of the outbox.
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
