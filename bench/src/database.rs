//! A database of this machine that is filled by the benchmark itself.

use anyhow::{Context, ensure};
use std::net::IpAddr;
use store::{KeyRing, MasterKey, Settings, Store};
use url::Url;

/// Opens it as the platform does, with its tables.
pub(crate) async fn open(database: &str) -> anyhow::Result<Store> {
    of_this_machine(database)?;
    // Nothing in it is anybody's, so its key is no secret.
    let keys = KeyRing::only(MasterKey::new([7; 32]));
    let store = Store::open(&Settings::new(database.to_owned(), keys)).await?;
    store.migrate().await?;
    Ok(store)
}

fn of_this_machine(database: &str) -> anyhow::Result<()> {
    if database.starts_with("sqlite:") {
        return Ok(());
    }
    let url: Url = database.parse().context("--database")?;
    // `is_loopback` of the configuration knows addresses of the web: in this scheme a number is a name like any other.
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    ensure!(
        host == "localhost" || address.is_ok_and(|address| address.is_loopback()),
        "--database: {host} is not an address of this machine; bench fills nothing else"
    );
    Ok(())
}
