//! `uslugi migrate`: brings the schema up to date and says so.

use crate::config::Config;
use crate::keys::Keys;
use crate::{say, wiring};
use domain::entropy::OsEntropy;

/// Brings the schema up to date.
pub async fn migrate(config: Config) -> anyhow::Result<()> {
    let keys = Keys::open(&config, &OsEntropy)?;
    let store = wiring::store(&config, &keys).await?;
    say::line(&format!("the schema is up to date ({:?})", store.engine()));
    Ok(store.close().await?)
}
