//! `uslugi doctor`: looks at configuration and world, and says what it finds.

use crate::config::{Config, set};
use crate::journal::{self, CheckpointFile};
use crate::keys::Keys;
use crate::{say, wiring};
use anyhow::bail;
use domain::entropy::OsEntropy;
use domain::time::{Clock, SystemClock, moscow_day};
use secrecy::ExposeSecret;
use std::io::ErrorKind;
use std::net::TcpListener;
use store::Store;

/// Facts that no checkpoint covers are counted up to so many.
const COUNTED: u64 = 100_000;

/// Looks at everything it can without changing anything but what a first start makes.
pub async fn doctor(config: Config) -> anyhow::Result<()> {
    let mut found = Findings::default();
    found.tell("public address", text(config.public_url().map(|url| url.to_string())));
    address(&mut found, &config.server.bind);
    match wiring::catalog(&config) {
        Ok(catalog) => {
            let catalog = catalog.current();
            found.tell("catalog", Ok(catalog::Report::of(&catalog).to_string()));
            calendar(&mut found, &catalog);
        }
        Err(error) => found.tell("catalog", Err(error.to_string())),
    }
    match Keys::open(&config, &OsEntropy) {
        Err(error) => found.tell("keys", Err(format!("{error:#}"))),
        Ok(keys) => {
            found.tell("keys", Ok(config.data.dir.join("keys").display().to_string()));
            match wiring::store(&config, &keys).await {
                Err(error) => found.tell("database", Err(format!("{error:#}"))),
                Ok(store) => {
                    database(&mut found, &store).await;
                    let file = wiring::checkpoints(&config, &keys);
                    found.tell("journal", text(covered(&store, &file).await));
                    store.close().await?;
                }
            }
        }
    }
    let redis = match set(config.redis.url.expose_secret()) {
        Some(_) => "configured: processes wake each other",
        None => "not configured: processes poll",
    };
    found.tell("redis", Ok(redis.to_owned()));
    let wrong = found.wrong;
    if wrong == 0 { Ok(()) } else { bail!("{wrong} things are wrong") }
}

/// Something to look after that is not wrong yet.
fn soon(what: &str, found: &str) {
    say::line(&format!("  SOON  {what}: {found}"));
}

/// What was found, said line by line.
#[derive(Debug, Default)]
struct Findings {
    wrong: usize,
}

impl Findings {
    fn tell(&mut self, what: &str, found: Result<String, String>) {
        match found {
            Ok(good) => say::line(&format!("  ok    {what}: {good}")),
            Err(bad) => {
                self.wrong += 1;
                say::line(&format!("  WRONG {what}: {bad}"));
            }
        }
    }
}

/// Whether the platform could listen where it is told to. A busy address is no fault by itself: it may be the platform's own.
fn address(found: &mut Findings, bind: &str) {
    match TcpListener::bind(bind) {
        Ok(_free) => found.tell("listens at", Ok(format!("{bind}, which is free"))),
        Err(error) if error.kind() == ErrorKind::AddrInUse => soon(
            "listens at",
            &format!("{bind} is in use: by a running platform, or set server.bind to another"),
        ),
        Err(error) => found.tell("listens at", Err(format!("{bind}: {error}. Set server.bind"))),
    }
}

/// How long the production calendar still has data.
fn calendar(found: &mut Findings, catalog: &catalog::Catalog) {
    match catalog.calendar().runs_out_in(moscow_day(SystemClock.now())) {
        None => found.tell("calendar", Ok("has data for the months to come".to_owned())),
        Some(days) => soon(
            "calendar",
            &format!(
                "has data for {days} more days: add the next year to catalog/calendars; terms beyond are provisional"
            ),
        ),
    }
}

/// What the database holds and how far work in it is.
async fn database(found: &mut Findings, store: &Store) {
    let engine = store.ping().await.map(|()| format!("{:?}", store.engine()));
    found.tell("database", text(engine));
    let depth = store.queue_depth().await;
    let depth = depth.map(|(waiting, aside)| format!("{waiting} waiting, {aside} set aside"));
    found.tell("queue", text(depth));
    let lag = store.projections(SystemClock.now()).await;
    found.tell("projections", text(lag.map(|all| behind(&all))));
}

/// How far the journal is covered by checkpoints. An error if one of them is not what was signed, or the journal ends
/// before what the last one covers.
async fn covered(store: &Store, file: &CheckpointFile) -> anyhow::Result<String> {
    let checkpoints = journal::checked(file)?;
    let Some(last) = checkpoints.last() else {
        return Ok(format!(
            "no checkpoint in {} yet: a worker writes the first when there are facts",
            file.path().display()
        ));
    };
    journal::reaches(store.last_position().await?, last.position, file)?;
    let after = store.facts_behind(last.position, COUNTED).await?;
    Ok(format!(
        "covered up to position {} by the checkpoint of {}; {} came since",
        last.position,
        last.at,
        say::counted(after, "fact")
    ))
}

/// How far each version of each projection is behind the journal.
fn behind(all: &[store::Lag]) -> String {
    let line = |one: &store::Lag| {
        let (name, version, seconds) = (&one.name, one.version, one.age.as_secs());
        let facts = say::counted(one.facts, "fact");
        format!("{name} v{version} {:?}, {facts} and {seconds} s behind", one.state)
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
