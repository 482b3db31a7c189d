//! The worker: the handler of every lane but those of the channels.

use crate::exchange::Exchange;
use crate::handle::handle;
use crate::inspect::Inspector;
use casework::{CaseError, Cx};
use domain::notice::Channel;
use runner::{Handler, JobOutcome, Prepared, Runner};
use std::sync::Arc;
use std::time::Duration;
use store::{Claim, StoreError, Tx};
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

/// The capacity of each lane in this process.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// Of a lane whose receiver is outside (`exchange…`, `register:…`, `announce:…`): calls at once.
    pub outside: u32,
    /// Of `result`: documents drawn at once. They cost processor time, so no more than there are cores.
    pub result: u32,
    /// Of `upload`: files looked at once. Each is a process that may take much memory.
    pub upload: u32,
    /// Of every other lane of this worker.
    pub other: u32,
}

impl Default for Capacity {
    fn default() -> Self {
        Self { outside: 16, result: 4, upload: 2, other: 8 }
    }
}

/// A worker. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Worker(Runner<Jobs>);

/// The jobs of a worker.
#[derive(Debug)]
struct Jobs {
    cx: Cx,
    exchange: Exchange,
    inspector: Inspector,
    capacity: Capacity,
}

impl Worker {
    /// A worker of these parts.
    #[must_use]
    pub fn new(cx: Cx, (exchange, inspector): (Exchange, Inspector), settings: Settings) -> Self {
        let Settings { name: owner, poll, capacity, lease } = settings;
        let sources = (Arc::clone(&cx.clock), Arc::clone(&cx.entropy));
        let store = cx.store.clone();
        let jobs = Jobs { cx, exchange, inspector, capacity };
        Self(Runner::new(jobs, store, sources, runner::Settings { owner, poll, lease }))
    }

    /// Works until cancelled; what was begun is ended first. A job that hangs holds up its own lane only.
    pub async fn run(&self, cancel: CancellationToken) {
        self.0.run(cancel).await;
    }

    /// Does what is due now, once; how many jobs were claimed.
    pub async fn run_once(&self) -> Result<usize, CaseError> {
        Ok(self.0.run_once().await?)
    }
}

impl Handler for Jobs {
    type Work = ();

    fn capacity(&self, lane: &str) -> u32 {
        match lane.split(':').next() {
            Some("exchange" | "register" | "announce") => self.capacity.outside,
            Some("result") => self.capacity.result,
            Some("upload") => self.capacity.upload,
            _ if Channel::ALL.iter().any(|channel| channel.name() == lane) => 0,
            _ => self.capacity.other,
        }
    }

    async fn prepare(&self, _tx: &mut Tx, _claim: &Claim) -> Result<Prepared<()>, StoreError> {
        Ok(Prepared::Work(()))
    }

    async fn handle(&self, claim: &Claim, (): ()) -> JobOutcome {
        handle(&self.cx, (&self.exchange, &self.inspector), claim).await
    }
}

#[cfg(test)]
mod tests;
