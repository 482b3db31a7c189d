//! `uslugi queue`: looks at the queue and gives set-aside work back.

use crate::config::Config;
use crate::keys::Keys;
use crate::{say, wiring};
use anyhow::Context;
use domain::entropy::{Entropy, OsEntropy};
use domain::time::SystemClock;
use std::sync::Arc;
use std::time::Duration;
use store::{QueueFilter, Store};

/// How many rows are shown at most.
const SHOWN: u64 = 200;

/// Shows rows of the queue.
pub async fn list(config: Config, filter: QueueFilter) -> anyhow::Result<()> {
    let store = open(&config).await?;
    let rows = store.queue_rows(&filter, SHOWN).await?;
    for row in &rows {
        let reason = row.reason.as_deref().unwrap_or("-");
        say::line(&format!(
            "{}  {}  {}  {}  tries {}  due {}  {reason}",
            row.id, row.state, row.lane, row.kind, row.attempts, row.due_at
        ));
    }
    say::line(&format!("{} rows shown (at most {SHOWN})", rows.len()));
    Ok(store.close().await?)
}

/// Gives set-aside rows back, `rate` a second, or only says which.
pub async fn retry(
    config: Config,
    filter: QueueFilter,
    rate: u32,
    dry_run: DryRun,
) -> anyhow::Result<()> {
    let store = open(&config).await?;
    let filter = QueueFilter { set_aside: Some(true), ..filter };
    let rows = store.queue_rows(&filter, u64::from(u32::MAX)).await?;
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let clock = store::DatabaseClock::open(&store, Arc::new(SystemClock)).await?;
    let mut given_back = 0_u64;
    for row in rows.iter().filter(|_row| dry_run == DryRun::No) {
        let mut tx = store.begin(&clock, &entropy).await?;
        given_back += u64::from(tx.queue_retry(row.id).await?);
        tx.commit().await?;
        tokio::time::sleep(Duration::from_secs(1) / rate.max(1)).await;
    }
    say::line(&format!("{} rows found, {given_back} given back", rows.len()));
    Ok(store.close().await?)
}

/// Whether something is only looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DryRun {
    /// Nothing is changed.
    Yes,
    /// It is done.
    No,
}

async fn open(config: &Config) -> anyhow::Result<Store> {
    let keys = Keys::open(config, &OsEntropy).context("the keys")?;
    wiring::store(config, &keys).await
}
