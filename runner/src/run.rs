//! The loop: claims what is due, hands it out, and goes to sleep until woken, due, or time to look.

use crate::count::counted;
use crate::handler::{Handler, JobOutcome, Prepared};
use crate::slots::Slots;
use domain::entropy::{self, Entropy};
use domain::id::JobId;
use domain::time::{Clock, Moment};
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use store::{Claim, Ended, LaneLook, Store, StoreError, Tx, Wake};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How a runner works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its name in leases: unique among those that run at once.
    pub owner: String,
    /// How often it looks for itself, whatever wake-ups say.
    pub poll: Duration,
    /// How long a claim is its own. Nine tenths of it are the time limit of a job.
    pub lease: Duration,
}

/// A runner of one handler's jobs. Clones share their places.
#[derive(Debug)]
pub struct Runner<H> {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    handler: Arc<H>,
    pub(crate) settings: Settings,
    slots: Slots,
}

impl<H> Clone for Runner<H> {
    fn clone(&self) -> Self {
        Self {
            store: self.store.clone(),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            handler: Arc::clone(&self.handler),
            settings: self.settings.clone(),
            slots: self.slots.clone(),
        }
    }
}

/// Why nothing was taken, and the job that was being prepared when it failed.
pub(crate) struct Untaken {
    pub(crate) job: Option<JobId>,
    pub(crate) error: StoreError,
}

impl From<StoreError> for Untaken {
    fn from(error: StoreError) -> Self {
        Self { job: None, error }
    }
}

/// A job in hand, with what was prepared for it.
pub(crate) type InHand<W> = (Claim, W);

/// What was taken of the queue.
pub(crate) struct Taken<W> {
    /// To be done.
    pub(crate) jobs: Vec<InHand<W>>,
    /// How many rows: the jobs, and what was set aside, ended or left to others.
    pub(crate) rows: usize,
    /// Whether more may be ready in a lane than was taken.
    pub(crate) more: bool,
}

/// What came of a look at the queue.
enum Look<W> {
    /// Rows were taken, so many: these jobs, and what was set aside, ended or left to others. And for how long nothing
    /// else is ready that this look saw; absent if more may be.
    Taken(Vec<InHand<W>>, usize, Option<Duration>),
    /// There is nothing to take for so long, at most the poll; and whether something is ready that waits for a place.
    Rest(Duration, bool),
}

impl<H: Handler> Runner<H> {
    /// A runner of these parts.
    #[must_use]
    pub fn new(
        handler: H,
        store: Store,
        (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>),
        settings: Settings,
    ) -> Self {
        let (handler, slots) = (Arc::new(handler), Slots::default());
        Self { store, clock, entropy, handler, settings, slots }
    }

    /// What does the jobs.
    #[must_use]
    pub fn handler(&self) -> &H {
        &self.handler
    }

    /// Works until cancelled; what was begun is ended first. A job that hangs holds up its own lane only.
    pub async fn run(&self, cancel: CancellationToken) {
        let mut wakes = self.store.wakes();
        let mut running = JoinSet::new();
        while !cancel.is_cancelled() {
            while let Some(ended) = running.try_join_next() {
                note(ended);
            }
            // What was told so far, one look sees.
            while !matches!(wakes.try_recv(), Err(TryRecvError::Empty | TryRecvError::Closed)) {}
            let (rest, full) = match self.claim().await {
                Ok(Look::Taken(jobs, _rows, rest)) => {
                    self.spawn(&mut running, jobs);
                    match rest {
                        // When the first of them ends, it looks: what waits behind it in its lane was not seen.
                        Some(rest) => (rest, true),
                        None => continue,
                    }
                }
                Ok(Look::Rest(rest, full)) => (rest, full),
                Err(error) => {
                    tracing::warn!(%error, "the queue cannot be read; trying again");
                    (self.poll(), true)
                }
            };
            let rested = sleep(rest);
            tokio::pin!(rested);
            loop {
                tokio::select! {
                    // A job ended: if it left something, or its place was waited for, it looks at once.
                    Some(ended) = running.join_next() => {
                        if note(ended) || full {
                            break;
                        }
                    }
                    () = woken(&mut wakes) => break,
                    () = &mut rested => break,
                    () = cancel.cancelled() => break,
                }
            }
        }
        while let Some(ended) = running.join_next().await {
            note(ended);
        }
    }

    /// Does what is due now, once; how many rows were taken, those included that were set aside or left.
    pub async fn run_once(&self) -> Result<usize, StoreError> {
        let Look::Taken(jobs, count, _rest) = self.claim().await? else { return Ok(0) };
        let mut running = JoinSet::new();
        self.spawn(&mut running, jobs);
        while let Some(ended) = running.join_next().await {
            note(ended);
        }
        Ok(count)
    }

    fn spawn(&self, running: &mut JoinSet<bool>, jobs: Vec<InHand<H::Work>>) {
        for (claim, work) in jobs {
            let (runner, place) = (self.clone(), self.slots.take(&claim));
            running.spawn(async move {
                let left = runner.work(&claim, work).await;
                drop(place);
                left
            });
        }
    }

    /// Claims what is due in lanes with free places.
    async fn claim(&self) -> Result<Look<H::Work>, StoreError> {
        if let Err(error) = self.handler.tend().await {
            tracing::warn!(%error, "work beside the queue failed; it is tried again with the next look");
        }
        // A look before the lock: an idle runner writes nothing.
        let lanes = self.store.queue_lanes().await?;
        let one_suspect = self.slots.holds_suspect();
        let now = self.clock.now();
        let ours = lanes.iter().filter(|lane| self.handler.capacity(&lane.name) > 0);
        let (open, full): (Vec<_>, Vec<_>) = ours.partition(|lane| self.free(&lane.name) > 0);
        let full = full.iter().any(|lane| lane.ready_at <= now);
        let ready_at = open
            .iter()
            .filter_map(|lane| if one_suspect { lane.fresh_at } else { Some(lane.ready_at) })
            .min();
        if ready_at.is_none_or(|at| at > now) {
            return Ok(Look::Rest(self.rest(ready_at, now), full));
        }
        let taken = match self.take(&lanes, |lane| self.free(lane)).await {
            Err(Untaken { error, .. }) if error.is_of_rows() => {
                tracing::warn!(%error, "the queue cannot be claimed as a whole: its lanes are claimed singly");
                self.take_singly(&lanes).await?
            }
            taken => taken.map_err(|untaken| untaken.error)?,
        };
        let Taken { jobs, rows, more } = taken;
        if rows == 0 {
            // What the look saw, others have taken, or this owner may not: asking at once again would be a spin.
            return Ok(Look::Rest(self.poll(), full));
        }
        if jobs.is_empty() || more {
            return Ok(Look::Taken(jobs, rows, None));
        }
        let later = open.iter().map(|lane| lane.ready_at).filter(|at| *at > now).min();
        Ok(Look::Taken(jobs, rows, Some(self.rest(later, now))))
    }

    /// Claims and prepares what is due in these lanes, in one transaction.
    pub(crate) async fn take(
        &self,
        lanes: &[LaneLook],
        room: impl Fn(&str) -> u32 + Send + Sync,
    ) -> Result<Taken<H::Work>, Untaken> {
        let mut tx = self.begin().await?;
        let (taken, ended, last) = match self.take_in(&mut tx, lanes, room).await {
            Ok(taken) => taken,
            Err(untaken) => {
                // What is claimed singly after this must not find its rows locked.
                tx.roll_back().await;
                return Err(untaken);
            }
        };
        tx.commit().await.map_err(|error| Untaken { job: last, error })?;
        ended.into_iter().for_each(counted);
        Ok(taken)
    }

    /// The same in a transaction that is open; what was ended, and the job prepared last.
    async fn take_in(
        &self,
        tx: &mut Tx,
        lanes: &[LaneLook],
        room: impl Fn(&str) -> u32 + Send + Sync,
    ) -> Result<(Taken<H::Work>, Vec<Ended>, Option<JobId>), Untaken> {
        let claimed = tx.claim(lanes, &self.settings.owner, room, self.settings.lease).await?;
        let (mut jobs, mut ended) = (Vec::with_capacity(claimed.claims.len()), claimed.ended);
        let mut last = None;
        for claim in claimed.claims {
            last = Some(claim.id);
            let of_it = |error| Untaken { job: last, error };
            match self.prepared(tx, &claim).await.map_err(of_it)? {
                Ok(work) => jobs.push((claim, work)),
                Err(outcome) => {
                    tx.probe_ended(&claim).await.map_err(of_it)?;
                    let kind = claim.job.kind().to_owned();
                    ended.push(Ended { lane: claim.lane, kind, outcome });
                }
            }
        }
        Ok((Taken { jobs, rows: claimed.rows, more: claimed.more }, ended, last))
    }

    /// Prepares a job just claimed; or the name of what became of it, if it was ended, set aside or left to others.
    async fn prepared(
        &self,
        tx: &mut Tx,
        claim: &Claim,
    ) -> Result<Result<H::Work, &'static str>, StoreError> {
        let reason = if self.slots.holds(claim.id) {
            // Its lease lapsed in our own hands: it never lets go of its thread, and would take another.
            "it goes on beyond its time limit and cannot be stopped".to_owned()
        } else {
            match self.handler.prepare(tx, claim).await {
                Ok(Prepared::Work(work)) => return Ok(Ok(work)),
                Ok(Prepared::Ended(outcome, why)) => {
                    let kind = claim.job.kind();
                    tracing::info!(job.id = %claim.id, kind, outcome, reason = why, "a job was ended as it was claimed");
                    return Ok(Err(outcome));
                }
                Ok(Prepared::Never(why)) => why,
                Err(StoreError::Corrupt(corrupt)) => corrupt.to_string(),
                Err(error @ StoreError::UnknownKey { .. }) => {
                    // Nothing is wrong with the job: a node with the newer ring of keys can do it.
                    tracing::warn!(job.id = %claim.id, %error, "a job is left to nodes that have its key");
                    tx.leave(claim).await?;
                    return Ok(Err("left"));
                }
                Err(error) => return Err(error),
            }
        };
        tracing::error!(job.id = %claim.id, reason, "a job was set aside");
        tx.give_up(claim, &reason).await?;
        Ok(Err("set_aside"))
    }

    /// Begins a writing transaction.
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        self.store.begin(&*self.clock, &self.entropy).await
    }

    pub(crate) fn free(&self, lane: &str) -> u32 {
        self.handler.capacity(lane).saturating_sub(self.slots.used(lane))
    }

    /// How long to rest: until something is ready, if that is known, and never longer than until the next look.
    fn rest(&self, ready_at: Option<Moment>, now: Moment) -> Duration {
        let poll = self.poll();
        let until = ready_at.map(|at| (at - now).to_std().unwrap_or(Duration::ZERO));
        until.map_or(poll, |until| until.clamp(FLOOR, poll.max(FLOOR)))
    }

    /// The time until the next look, spread so that several runners do not ask together.
    fn poll(&self) -> Duration {
        let [spread] = entropy::bytes::<1>(&*self.entropy);
        self.settings.poll.mul_f32(0.75 + f32::from(spread) / 512.0)
    }

    /// Does a job and ends it; whether it may have left something that nobody is woken for.
    async fn work(&self, claim: &Claim, work: H::Work) -> bool {
        // Within the lease, so that the end is still ours to write.
        let limit = self.settings.lease.mul_f32(0.9);
        let handled = AssertUnwindSafe(self.handler.handle(claim, work)).catch_unwind();
        let done = match timeout(limit, handled).await {
            Ok(Ok(done)) => done,
            Ok(Err(_panic)) => JobOutcome::Retry("its handler panicked".to_owned()),
            Err(_elapsed) => JobOutcome::Hung(format!("it took longer than {} s", limit.as_secs())),
        };
        self.end(claim, done).await
    }
}

/// The shortest rest: another node may take what is ready, and is not raced.
const FLOOR: Duration = Duration::from_millis(5);

/// Whether an ended job may have left something to claim.
fn note(ended: Result<bool, JoinError>) -> bool {
    ended.unwrap_or_else(|error| {
        tracing::error!(%error, "a job broke off; when its lease ends it is claimed again");
        true
    })
}

/// Waits for a wake-up of the queue.
async fn woken(wakes: &mut Receiver<Wake>) {
    loop {
        match wakes.recv().await {
            Ok(Wake::Queue) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests;
