//! Looking behind a platform of processes: its store, opened beside it.

use crate::{Machines, Person, Place};
use anyhow::{Context, ensure};
use domain::journal::Fact;
use store::{KeyRing, Settings, Store};

impl Place {
    /// The store, opened beside the platform, with the keys it has made.
    pub async fn store(&self) -> anyhow::Result<Store> {
        let database_url = if self.database_url.is_empty() {
            format!("sqlite://{}", self.sqlite().display())
        } else {
            self.database_url.clone()
        };
        let settings = Settings::new(database_url, self.ring()?);
        Ok(Store::open(&settings).await?)
    }

    fn ring(&self) -> anyhow::Result<KeyRing> {
        let file = self.folder.path().join("keys/master.key");
        std::fs::read_to_string(file)?.parse().context("master.key is no key ring")
    }
}

impl Machines {
    /// The store, opened beside the platform.
    pub async fn store(&self) -> anyhow::Result<Store> {
        self.place.store().await
    }

    /// A person's journal, past the platform; an error if it does not hold together.
    pub async fn journal(&self, person: &Person) -> anyhow::Result<Vec<Fact>> {
        let store = self.store().await?;
        let citizen = person.client.me().await?.id.parse()?;
        let facts = store.facts_after(citizen, 0, 100_000).await?;
        let head = match store.verify_journal(citizen).await? {
            Ok(head) => head,
            Err(wrong) => anyhow::bail!("{wrong}"),
        };
        let read = facts.last().map_or(0, |last| last.sequence);
        ensure!(head.sequence >= read, "{} facts, and the head says {}", read, head.sequence);
        store.close().await?;
        Ok(facts)
    }
}
