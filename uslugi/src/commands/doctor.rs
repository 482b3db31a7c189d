//! `uslugi doctor`: looks at configuration and world, and says what it finds.

use crate::config::{Config, set};
use crate::keys::Keys;
use crate::{say, wiring};
use anyhow::bail;
use domain::entropy::OsEntropy;
use domain::time::{Clock, SystemClock};
use secrecy::ExposeSecret;

/// Looks at everything it can without changing anything but what a first start makes.
pub async fn doctor(config: Config) -> anyhow::Result<()> {
    let mut ill = 0;
    let mut tell = |what: &str, found: Result<String, String>| match found {
        Ok(good) => say::line(&format!("  ok    {what}: {good}")),
        Err(bad) => {
            ill += 1;
            say::line(&format!("  WRONG {what}: {bad}"));
        }
    };
    tell("public address", text(config.public_url().map(|url| url.to_string())));
    tell(
        "catalog",
        wiring::catalog(&config)
            .map(|catalog| catalog::Report::of(&catalog.current()).to_string())
            .map_err(|error| error.to_string()),
    );
    match Keys::open(&config, &OsEntropy) {
        Err(error) => tell("keys", Err(format!("{error:#}"))),
        Ok(keys) => {
            tell("keys", Ok(config.data.dir.join("keys").display().to_string()));
            match wiring::store(&config, &keys).await {
                Err(error) => tell("database", Err(format!("{error:#}"))),
                Ok(store) => {
                    tell(
                        "database",
                        text(store.ping().await.map(|()| format!("{:?}", store.engine()))),
                    );
                    let depth = store.queue_depth().await;
                    tell(
                        "queue",
                        text(
                            depth.map(|(waiting, dead)| {
                                format!("{waiting} waiting, {dead} set aside")
                            }),
                        ),
                    );
                    let lag = store.projections(SystemClock.now()).await;
                    tell("projections", text(lag.map(|all| behind(&all))));
                    store.close().await?;
                }
            }
        }
    }
    let redis = match set(config.redis.url.expose_secret()) {
        Some(_) => "configured: processes wake each other",
        None => "not configured: processes poll",
    };
    tell("redis", Ok(redis.to_owned()));
    if ill == 0 { Ok(()) } else { bail!("{ill} things are wrong") }
}

/// How far each version of each projection is behind the journal.
fn behind(all: &[store::Lag]) -> String {
    let line = |one: &store::Lag| {
        let (name, version, seconds) = (&one.name, one.version, one.age.as_secs());
        format!("{name} v{version} {:?}, {} facts and {seconds} s behind", one.state, one.facts)
    };
    match all {
        [] => "none has read yet: a worker begins".to_owned(),
        all => all.iter().map(line).collect::<Vec<_>>().join("; "),
    }
}

fn text<T, E: std::fmt::Display>(found: Result<T, E>) -> Result<String, String>
where
    T: ToString,
{
    found.map(|good| good.to_string()).map_err(|error| format!("{error:#}"))
}
