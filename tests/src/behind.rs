//! Looking behind a platform of processes: its store, opened beside it.

use crate::{Engine, Machines, Person};
use anyhow::ensure;
use domain::journal::{self, Fact};
use secrecy::SecretString;
use store::{KeyRing, MasterKey, Settings, Store};

impl Machines {
    /// The store, opened beside the platform. Sealed values stay sealed; facts are not.
    pub async fn store(&self) -> anyhow::Result<Store> {
        let database_url = match self.engine {
            Engine::Sqlite => format!("sqlite://{}", self.place.sqlite().display()),
            Engine::Postgres => self.place.database_url.clone(),
        };
        let settings = Settings {
            database_url: SecretString::from(database_url),
            redis_url: None,
            keys: KeyRing::only(MasterKey::new([0; 32])),
            connections: 1,
        };
        Ok(Store::open(&settings).await?)
    }

    /// A person's journal, past the platform; an error if it does not hold together.
    pub async fn journal(&self, person: &Person) -> anyhow::Result<Vec<Fact>> {
        let store = self.store().await?;
        let citizen = person.client.me().await?.id.parse()?;
        let facts = store.facts_after(citizen, 0, 100_000).await?;
        let head = journal::verify(&facts)?;
        let kept = store.journal_sequence(citizen).await?;
        ensure!(head.sequence == kept, "{} facts, and the head says {kept}", head.sequence);
        store.close().await?;
        Ok(facts)
    }
}
