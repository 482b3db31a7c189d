//! Concurrent clients that ask again as soon as they are answered, until the time or the count is out.

use crate::caller::{self, Caller};
use crate::figures::Tally;
use domain::entropy::{self, OsEntropy};
use openapi::client::ClientError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// What is done over and over.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Files an application, under a key of this run.
    Submit { run: String },
    /// Searches the catalog.
    Search,
    /// Reads the caller's application.
    Read,
}

/// How much is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) clients: u32,
    pub(crate) lasting: Duration,
    pub(crate) most: u64,
}

/// A pause after a failed request, so that a platform that is away is not hammered.
const AFTER_FAILURE: Duration = Duration::from_millis(20);

impl Act {
    /// Filing, under keys no earlier run has used.
    pub(crate) fn submit() -> Self {
        Self::Submit { run: hex::encode(entropy::bytes::<8>(&OsEntropy)) }
    }

    async fn once(&self, caller: &Caller, number: u64) -> Result<(), ClientError> {
        let client = &caller.client;
        match self {
            Self::Submit { run } => {
                let key = format!("bench-{run}-{number}");
                client.submit(&caller::request(), &key).await.map(drop)
            }
            Self::Search => client.search("справка безработного").await.map(drop),
            Self::Read => {
                let id = caller.application.as_deref().unwrap_or_default();
                client.application(id).await.map(drop)
            }
        }
    }
}

/// Does it, and counts.
pub(crate) async fn drive(act: &Act, callers: &[Caller], bounds: Bounds) -> anyhow::Result<Tally> {
    let taken = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    let until = began + bounds.lasting;
    let mut clients = JoinSet::new();
    for (caller, _) in callers.iter().cycle().zip(0..bounds.clients) {
        let (act, caller, taken) = (act.clone(), caller.clone(), Arc::clone(&taken));
        clients.spawn(async move {
            let mut tally = Tally::default();
            while Instant::now() < until {
                let number = taken.fetch_add(1, Ordering::Relaxed);
                if number >= bounds.most {
                    break;
                }
                let asked = Instant::now();
                match act.once(&caller, number).await {
                    Ok(()) => tally.answered(asked.elapsed()),
                    Err(error) => {
                        tally.failed(&error);
                        tokio::time::sleep(AFTER_FAILURE).await;
                    }
                }
            }
            tally
        });
    }
    let mut all = Tally::default();
    while let Some(one) = clients.join_next().await {
        all.merge(one?);
    }
    all.took = began.elapsed();
    Ok(all)
}
