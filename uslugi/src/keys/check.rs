//! Whether the key ring opens the database: asked at the start of everything that opens the store.

use anyhow::{Context, bail};
use domain::time::Moment;
use store::{KeyError, Store, StoreError};

/// What to do, said after what is wrong.
const BRING: &str = "All processes of a platform share one key ring: copy it from the machine where `uslugi keys` was \
                     called last, or from the one that was first (`keys/master.key` in its data.dir)";

/// Checks the ring against the database: with another key nothing opens, and a worker would give up all it finds.
pub(crate) async fn check(store: &Store, now: Moment) -> anyhow::Result<()> {
    opens(store).await?;
    told(store.check_keys(now).await)
}

/// The same, without writing anything down.
pub(crate) async fn look(store: &Store) -> anyhow::Result<()> {
    opens(store).await?;
    told(store.look_at_keys().await.map(drop))
}

/// First by opening: a wrong key must not be written down among those the data needs, and what was sealed before they were
/// written down is found out in no other way.
async fn opens(store: &Store) -> anyhow::Result<()> {
    match store.signing_keys().await {
        Err(error @ (StoreError::Corrupt(_) | StoreError::UnknownKey { .. })) => {
            bail!(
                "secrets.master_key is not the one this database is sealed with ({error}). {BRING}"
            )
        }
        looked => looked.map(drop).context("the database cannot be read"),
    }
}

fn told(looked: Result<(), KeyError>) -> anyhow::Result<()> {
    match looked {
        Ok(()) => Ok(()),
        Err(KeyError::Store(error)) => Err(error).context("the database cannot be read"),
        Err(error) => bail!("secrets.master_key is not the one of this database: {error}. {BRING}"),
    }
}
