//! `uslugi queue`: looks at the queue, gives set-aside work back, or drops it.

use crate::config::Config;
use crate::keys::Keys;
use crate::{say, wiring};
use anyhow::{Context, ensure};
use domain::entropy::{Entropy, OsEntropy};
use domain::id::JobId;
use domain::time::{Moment, SystemClock};
use std::sync::Arc;
use std::time::Duration;
use store::{QueueFilter, QueueRow, Store, StoreError, Tx};

/// How many rows are shown at most.
const SHOWN: u64 = 200;

/// How quickly rows are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Not at all: they are only counted.
    DryRun,
    /// So many a second.
    Rate(u32),
}

/// Shows rows of the queue.
pub async fn list(config: Config, filter: QueueFilter) -> anyhow::Result<()> {
    let store = open(&config).await?;
    let mut rows = store.queue_rows(&filter, None, SHOWN + 1).await?;
    let more = u64::try_from(rows.len())? > SHOWN;
    rows.truncate(usize::try_from(SHOWN)?);
    for row in &rows {
        let reason = row.reason.as_deref().unwrap_or("-");
        say::line(&format!(
            "{}  {}  {}  {}  tries {}  due {}  {reason}",
            row.id,
            row.state,
            row.lane,
            row.kind,
            row.attempts,
            shown(row.due_at)
        ));
    }
    let more = if more { ", and there are more: narrow the filter" } else { "" };
    say::line(&format!("{}{more}", say::counted(u64::try_from(rows.len())?, "row")));
    Ok(store.close().await?)
}

/// Shows everything about one row. What a job holds are identifiers and codes, no personal data.
pub async fn show(config: Config, id: JobId) -> anyhow::Result<()> {
    let store = open(&config).await?;
    let (row, payload) = store.queue_row(id).await?.with_context(|| {
        format!("{id} is not in the queue: it is done, was dropped, or never was")
    })?;
    for (name, value) in [
        ("job", row.id.to_string()),
        ("state", row.state),
        ("lane", row.lane),
        ("kind", row.kind),
        ("written", shown(row.created_at)),
        ("due", shown(row.due_at)),
        ("tries", row.attempts.to_string()),
        ("claims nobody ended", row.unended.to_string()),
        ("in the hands of", row.claimed_by.unwrap_or_else(|| "nobody".to_owned())),
        ("reason", row.reason.unwrap_or_else(|| "-".to_owned())),
        ("payload", payload),
    ] {
        say::line(&format!("{name:<20} {value}"));
    }
    Ok(store.close().await?)
}

/// A moment of a row, or that its cell says none.
fn shown(at: Option<Moment>) -> String {
    at.map_or_else(|| "(cannot be read)".to_owned(), |at| at.to_string())
}

/// Gives set-aside rows back, or only says how many there are.
pub async fn retry(config: Config, filter: QueueFilter, pace: Pace) -> anyhow::Result<()> {
    let store = open(&config).await?;
    let done = change(&store, &filter, pace, async |tx, ids| tx.queue_retry(ids).await).await?;
    say::line(&told("given back", pace, done));
    Ok(store.close().await?)
}

/// Removes set-aside rows for good, or only says how many there are. A case that waited for one stays where
/// it is.
pub async fn drop(config: Config, filter: QueueFilter, pace: Pace) -> anyhow::Result<()> {
    ensure!(
        filter.narrows(),
        "this would drop everything that was set aside; say which: --job, --lane, --kind, --application or \
         --older-than"
    );
    let store = open(&config).await?;
    let done = change(&store, &filter, pace, async |tx, ids| tx.queue_drop(ids).await).await?;
    say::line(&told("dropped", pace, done));
    Ok(store.close().await?)
}

fn told(what: &str, pace: Pace, count: u64) -> String {
    match pace {
        Pace::DryRun => format!("{} would be {what}", say::counted(count, "row")),
        Pace::Rate(_) => format!("{} {what}", say::counted(count, "row")),
    }
}

/// Goes through the set-aside rows a page at a time; each page is one transaction and takes its time.
async fn change(
    store: &Store,
    filter: &QueueFilter,
    pace: Pace,
    mut one: impl AsyncFnMut(&mut Tx, &[JobId]) -> Result<u64, StoreError>,
) -> anyhow::Result<u64> {
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let clock = store::DatabaseClock::open(store, Arc::new(SystemClock)).await?;
    let batch = if let Pace::Rate(rate) = pace { u64::from(rate.min(500)) } else { 500 };
    let (mut done, mut after) = (0_u64, None);
    loop {
        let rows = store.queue_rows(filter, after, batch).await?;
        let ids: Vec<JobId> = rows.iter().map(|row: &QueueRow| row.id).collect();
        let Some(last) = ids.last() else { return Ok(done) };
        after = Some(*last);
        match pace {
            Pace::DryRun => done += u64::try_from(ids.len())?,
            Pace::Rate(rate) => {
                let mut tx = store.begin(&clock, &entropy).await?;
                done += one(&mut tx, &ids).await?;
                tx.commit().await?;
                say::line(&format!("{done} so far"));
                let count = u32::try_from(ids.len())?;
                tokio::time::sleep(Duration::from_secs(1) * count / rate.max(1)).await;
            }
        }
    }
}

async fn open(config: &Config) -> anyhow::Result<Store> {
    let keys = Keys::open(config, &OsEntropy).context("the keys")?;
    wiring::store(config, &keys).await
}
