//! What is stored: the database, its schema, the queue, projections, the journal.

use super::findings::Findings;
use crate::config::Config;
use crate::departments;
use crate::journal::{self, CheckpointFile};
use crate::keys::{self, Keys};
use crate::{say, wiring};
use domain::connection::Connection;
use domain::time::{Clock, SystemClock, in_moscow};
use std::sync::Arc;
use store::{DatabaseClock, OnTheirWay, SchemaLook, Store};

/// Facts that no checkpoint covers are counted up to so many.
const COUNTED: u64 = 100_000;
/// A machine whose clock is further from the database's than this many seconds misleads its logs and its sandbox.
const OFF: i64 = 5;
/// What to do about keys that are not the database's.
const PUT_BACK: &str = "Put back the keys it was written with: docs/operations.md, Keys";
/// What to do about a database that does not answer.
const START: &str = "Start it, or set database.url";

/// Whether a start was here before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Database {
    /// None is known of: there is no database, or it does not answer.
    New,
    /// It has tables, and what was sealed in them was sealed by keys.
    InUse,
}

/// Looks at the database, if there is one; into what it holds, if the keys are its own and not made for this look. What of it
/// is there: with keys of its own, if a start was here before.
pub(super) async fn look(
    found: &mut Findings,
    config: &Config,
    (keys, fit): (&Keys, bool),
) -> anyhow::Result<Database> {
    if let Some(sqlite) = wiring::sqlite_file(config).filter(|file| !file.exists()) {
        found.good("database", &format!("the first start makes {}", sqlite.display()));
        return Ok(Database::New);
    }
    let store = match wiring::open_store(config, keys).await {
        Ok(store) => store,
        Err(error) => {
            found.wrong("database", &format!("{error:#}. {START}"));
            return Ok(Database::New);
        }
    };
    let schema = schema(found, &store).await;
    if schema.is_some_and(|schema| schema.missing == 0) && fit {
        found.tell("keys of the database", keys::look(&store).await.map(|()| "fit"), PUT_BACK);
        inside(found, &store).await;
        mailboxes(found, &store, config).await;
        let file = wiring::checkpoints(config, keys);
        let next = "Say where it is in journal.checkpoints, and see docs/operations.md on a journal that was changed";
        found.tell("journal", covered(&store, &file).await, next);
    }
    store.close().await?;
    let in_use = schema.is_some_and(|schema| schema.taken > 0);
    Ok(if in_use { Database::InUse } else { Database::New })
}

/// How the schema stands, if the database answers.
async fn schema(found: &mut Findings, store: &Store) -> Option<SchemaLook> {
    let answer = store.ping().await;
    let (answers, engine) = (answer.is_ok(), format!("{:?}", store.engine()));
    found.tell("database", answer.map(|()| engine), START);
    if !answers {
        return None;
    }
    let look = store
        .schema()
        .await
        .map_err(|error| found.wrong("schema", &format!("{error}. {START}")))
        .ok()?;
    match look {
        SchemaLook { missing: 0, newer: 0, .. } => found.good("schema", "is this version's"),
        SchemaLook { missing: 0, newer, .. } => {
            let steps = say::counted(count(newer), "step");
            found.soon(
                "schema",
                &format!("{steps} ahead: a newer version was here. Update this one"),
            );
        }
        SchemaLook { missing, .. } => {
            let steps = say::counted(count(missing), "step");
            found.good(
                "schema",
                &format!("{steps} behind: the next start, or `uslugi migrate`, takes them"),
            );
        }
    }
    Some(look)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// How far work in it is, and by which time.
async fn inside(found: &mut Findings, store: &Store) {
    match store.queue_depth().await {
        Ok((waiting, 0)) => found.good("queue", &format!("{waiting} waiting, none set aside")),
        Ok((waiting, aside)) => found.soon(
            "queue",
            &format!("{waiting} waiting, {aside} set aside: `uslugi queue list` says why"),
        ),
        Err(error) => found.wrong("queue", &format!("{error}. {START}")),
    }
    let lag = store.projections(SystemClock.now()).await;
    found.tell("projections", lag.map(|all| behind(&all)), START);
    let clock = DatabaseClock::open(store, Arc::new(SystemClock)).await;
    let off = clock.map(|clock| (SystemClock.now() - clock.now()).num_seconds());
    found.tell("clock", off.map_err(|error| error.to_string()).and_then(agrees), "");
}

/// Whether what is on its way to departments is collected by somebody.
async fn mailboxes(found: &mut Findings, store: &Store, config: &Config) {
    // What is wrong with them is said where they are looked at.
    let Ok(connections) = departments::connections(config) else { return };
    let all = match store.on_their_way().await {
        Ok(all) => all,
        Err(error) => return found.wrong("mailboxes", &format!("{error}. {START}")),
    };
    for OnTheirWay { receiver, messages, since } in all {
        let what = format!("mailbox of {receiver}");
        let said = format!(
            "{} not received yet, the oldest since {}",
            say::counted(messages, "message"),
            in_moscow(since).format("%d.%m.%Y %H:%M")
        );
        // What is no code is nobody's mailbox.
        match receiver.parse().map(|department| connections.of(&department)) {
            Ok(Connection::Collects) => found.good(&what, &said),
            Ok(Connection::Called | Connection::NoSystem) | Err(_) => found.wrong(
                &what,
                &format!(
                    "{said}, and its system does not collect. Let it collect (departments, system = \"collects\") until it has them"
                ),
            ),
        }
    }
}

/// Whether this machine's clock, so many seconds before the database's, is near enough.
fn agrees(off: i64) -> Result<&'static str, String> {
    if off.abs() > OFF {
        return Err(format!(
            "this machine's is {off} s off the database's. Let both be set by NTP"
        ));
    }
    Ok("agrees with the database's")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_in_either_direction_is_wrong() {
        assert!(agrees(0).is_ok() && agrees(OFF).is_ok() && agrees(-OFF).is_ok());
        for off in [OFF + 1, -OFF - 1] {
            assert!(agrees(off).unwrap_err().contains("NTP"), "{off}");
        }
    }
}
