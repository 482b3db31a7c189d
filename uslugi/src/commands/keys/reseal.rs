//! `uslugi keys reseal`: seals by the current key what another sealed, beside the running platform.

use super::Open;
use super::left::{Left, PAGE};
use crate::config::Config;
use crate::say;
use anyhow::bail;
use domain::entropy::OsEntropy;
use domain::time::{Clock, SystemClock};
use std::time::{Duration, Instant};
use store::{FileError, Files, ResealPass, ResealStep, Store, StoreError};

/// Values that others write meanwhile by an old key are for the next walk; after so many walks somebody still runs with
/// an old ring.
const WALKS: u32 = 5;
/// How often it says how far it is.
const SAY_EVERY: Duration = Duration::from_secs(5);
/// How often a step is made again that the database refused for a moment.
const TRIES: u32 = 10;

/// Seals everything anew that is not sealed by the current key, `rate` values a second at most. An error if something
/// is left in the end.
pub async fn reseal(config: Config, rate: u32) -> anyhow::Result<()> {
    let open = Open::new(&config).await?;
    let mut pace = Pace::new(rate);
    for _ in 0..WALKS {
        let (cells, unopened) = cells(&open.store, &mut pace).await?;
        let documents = documents(&open.files, &mut pace).await?;
        say::line(&format!(
            "sealed anew: {} and {}",
            say::counted(cells, "value"),
            say::counted(documents, "document")
        ));
        for corrupt in &unopened {
            say::line(&format!("  not opened, and left as it is: {corrupt}"));
        }
        if cells + documents == 0 {
            break;
        }
    }
    let left = Left::count(&open.store, &open.files).await?;
    left.say();
    for key in open.keys.ring.kept() {
        say::line(&left.of_kept(key.id()));
    }
    open.store.close().await?;
    match left.stale() {
        0 => Ok(()),
        stale => bail!(
            "values left that the current key did not seal: {stale}. Either a process still runs with an old ring \
             (start it again with the new one), or they do not open (named above); then call this command again"
        ),
    }
}

/// One walk over all cells: how many were sealed anew, or were another's in between; and what does not open.
async fn cells(store: &Store, pace: &mut Pace) -> anyhow::Result<(u64, Vec<store::Corrupt>)> {
    let mut pass = ResealPass::default();
    let mut failed = 0;
    while !pass.ended() {
        let before = pass.resealed;
        match store.reseal(&mut pass, ResealStep::Reseal, pace.page(), &OsEntropy).await {
            Ok(()) => failed = 0,
            // The database is busy or away for a moment: nothing is lost by waiting.
            Err(StoreError::Conflict | StoreError::Away(_)) if failed < TRIES => {
                failed += 1;
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            Err(error) => return Err(error.into()),
        }
        pace.after(pass.resealed - before, pass.column().as_deref()).await;
    }
    Ok((pass.resealed + pass.outrun, pass.unopened))
}

/// One walk over all documents: how many were sealed anew.
async fn documents(files: &Files, pace: &mut Pace) -> anyhow::Result<u64> {
    let mut resealed = 0;
    for byte in 0..=u8::MAX {
        for kept in files.kept(byte, SystemClock.now()).await? {
            match files.reseal(&kept, &OsEntropy).await {
                Ok(anew) => {
                    let anew = u64::from(anew);
                    resealed += anew;
                    pace.after(anew, Some("documents")).await;
                }
                // It went before its turn came.
                Err(FileError::Missing) => {}
                Err(error) => {
                    say::line(&format!("  {kept} was left as it is: {error}"));
                }
            }
        }
    }
    Ok(resealed)
}

/// Keeps to a rate, and says from time to time how far it is.
struct Pace {
    rate: u32,
    done: u64,
    said: Instant,
}

impl Pace {
    fn new(rate: u32) -> Self {
        Self { rate: rate.max(1), done: 0, said: Instant::now() }
    }

    /// How many cells a step looks at: no more than a second's worth.
    fn page(&self) -> u32 {
        self.rate.min(PAGE)
    }

    /// Waits as long as so many values take at the rate.
    async fn after(&mut self, values: u64, column: Option<&str>) {
        self.done += values;
        if self.said.elapsed() >= SAY_EVERY {
            self.said = Instant::now();
            say::line(&format!("  {} so far, at {}", self.done, column.unwrap_or("the end")));
        }
        let values = u32::try_from(values).unwrap_or(u32::MAX);
        tokio::time::sleep(Duration::from_secs(1) / self.rate * values).await;
    }
}
