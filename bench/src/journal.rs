//! A long journal: written as the platform writes it, then verified from its beginning.

use crate::figures::cores;
use crate::{bar, database, invented};
use anyhow::{bail, ensure};
use domain::assurance::Assurance;
use domain::entropy::{Entropy, OsEntropy};
use domain::time::SystemClock;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Store, Verified};
use uslugi::say;

/// How many facts each citizen has.
const OF_ONE: u64 = 50;
/// How many citizens are written in one transaction.
const TOGETHER: u64 = 40;

/// What is written.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The database: a local file of SQLite, or PostgreSQL on a loopback address.
    pub(crate) database: String,
    /// How many facts, rounded up to whole transactions.
    pub(crate) facts: u64,
}

/// What was verified, and how long it took.
#[derive(Debug)]
pub(crate) struct Figures {
    verified: Verified,
    took: Duration,
}

/// Writes the journal if the database has none, and verifies it. One that was written before is verified again.
pub(crate) async fn measure(plan: &Plan) -> anyhow::Result<Figures> {
    let store = database::open(&plan.database).await?;
    if store.place_facts().await? == 0 {
        fill(&store, plan.facts).await?;
        // On PostgreSQL facts get their positions after their commit: not a part of what is measured.
        store.place_facts().await?;
    }
    let began = Instant::now();
    let verified = store
        .verify_all(&[], None, |position, last| {
            let of = |position| u64::try_from(position).unwrap_or_default();
            bar::show("verified", "facts", (of(position), of(last)), began);
        })
        .await?;
    let took = began.elapsed();
    store.close().await?;
    match verified.wrong {
        Some(wrong) => bail!("the journal that was written is not whole: {wrong}"),
        None => Ok(Figures { verified, took }),
    }
}

async fn fill(store: &Store, facts: u64) -> anyhow::Result<()> {
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let (began, mut citizens) = (Instant::now(), 0);
    let all = facts.div_ceil(OF_ONE).next_multiple_of(TOGETHER);
    while citizens < all {
        let mut tx = store.begin(&SystemClock, &entropy).await?;
        for number in citizens..citizens + TOGETHER {
            let (oid, profile) = (invented::FIRST + i64::try_from(number)?, invented::profile());
            let citizen = tx.remember_citizen(oid, Assurance::Confirmed, &profile).await?.id;
            let facts = (0..OF_ONE).map(|_| invented::fact()).collect();
            ensure!(!tx.append(citizen, facts).await?.is_empty(), "nothing was written");
        }
        tx.commit().await?;
        citizens += TOGETHER;
        bar::show("written", "facts", (citizens * OF_ONE, all * OF_ONE), began);
    }
    Ok(())
}

impl Figures {
    /// Says the row.
    pub(crate) fn say(&self, terms: &str) {
        let Verified { facts, citizens, .. } = self.verified;
        let seconds = self.took.as_secs_f64();
        let millis = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX).max(1);
        let rate = facts.saturating_mul(1_000) / millis;
        say::line(&format!(
            "| {facts} | {citizens} | {seconds:.1} | {rate} | {} cores, one process | {terms} |",
            cores(),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written is a journal as the platform knows it: a check of it finds every fact, and nothing wrong.
    #[tokio::test]
    async fn a_small_journal_is_written_and_verified() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("journal.sqlite");
        let database = format!("sqlite://{}?mode=rwc", file.display());
        let plan = Plan { database, facts: 2_100 };
        for _written_or_found in 0..2 {
            let Figures { verified, .. } = measure(&plan).await.unwrap();
            assert_eq!((verified.facts, verified.citizens), (4_000, 80));
        }
    }
}
