//! `uslugi journal`: verifies the journal, and writes checkpoints of it.

use crate::config::Config;
use crate::keys::Keys;
use crate::{journal, say, wiring};
use anyhow::{Context, bail};
use domain::entropy::OsEntropy;
use domain::journal::{Checkpoint, CheckpointKind};
use domain::time::{Clock, SystemClock};
use std::time::{Duration, Instant};

/// From which checkpoint on facts are verified; those up to it are taken for right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// From the beginning: everything.
    Beginning,
    /// From the last checkpoint.
    Last,
    /// From the checkpoint of this position.
    Position(i64),
}

impl std::str::FromStr for From {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "last" => Ok(Self::Last),
            number => number
                .parse()
                .map(Self::Position)
                .map_err(|_number| "give `last`, or the position of a checkpoint".to_owned()),
        }
    }
}

/// How often progress is said.
const SAID_EVERY: Duration = Duration::from_secs(2);

/// Verifies every fact, every checkpoint and the end of every journal; an error names the first that is wrong.
pub async fn verify(config: Config, from: From) -> anyhow::Result<()> {
    let keys = Keys::open(&config, &OsEntropy).context("the keys")?;
    let file = wiring::checkpoints(&config, &keys);
    let checkpoints = journal::checked(&file).context("the checkpoints")?;
    let trusted = trusted(&checkpoints, from)?;
    if checkpoints.is_empty() {
        say::line(&format!(
            "no checkpoints in {}: what was removed at the end does not show",
            file.path().display()
        ));
    }
    let store = wiring::store(&config, &keys).await?;
    let (began, mut said) = (Instant::now(), Instant::now());
    let found = store
        .verify_all(&checkpoints, trusted, |position, last| {
            if said.elapsed() >= SAID_EVERY {
                said = Instant::now();
                say::line(&format!("  position {position} of {last}"));
            }
        })
        .await?;
    store.close().await?;
    let seconds = began.elapsed().as_secs_f64();
    say::line(&format!(
        "{} up to position {}, {}, journals of {}, in {seconds:.1} s",
        say::counted(found.facts, "fact"),
        found.position,
        say::counted(found.checkpoints, "checkpoint"),
        say::counted(found.citizens, "citizen"),
    ));
    match found.wrong {
        None => say::line("the journal is whole"),
        Some(wrong) => bail!("the journal is not whole: {wrong}"),
    }
    Ok(())
}

fn trusted(checkpoints: &[Checkpoint], from: From) -> anyhow::Result<Option<&Checkpoint>> {
    let wanted = |one: &&Checkpoint| match from {
        From::Beginning => false,
        From::Last => true,
        From::Position(position) => one.position == position,
    };
    // What is of the old scheme is right by the hand-over alone, so that is not where one goes on from.
    let all = checkpoints.iter().filter(|one| one.kind == CheckpointKind::Checkpoint);
    let found = all.rev().find(wanted);
    match (from, found) {
        (From::Beginning, _) | (_, Some(_)) => Ok(found),
        (From::Last, None) => bail!("there is no checkpoint yet"),
        (From::Position(position), None) => bail!("there is no checkpoint at position {position}"),
    }
}

/// Writes a checkpoint now.
pub async fn checkpoint(config: Config) -> anyhow::Result<()> {
    let keys = Keys::open(&config, &OsEntropy).context("the keys")?;
    let file = wiring::checkpoints(&config, &keys);
    let store = wiring::store(&config, &keys).await?;
    let written = journal::write(&store, &file, SystemClock.now()).await?;
    store.close().await?;
    let path = file.path().display();
    match written {
        Some(signed) => say::line(&format!("{}\nwritten to {path}", signed.line())),
        None => say::line(&format!(
            "nothing to write: the last checkpoint in {path} covers all facts, or a worker is writing one now"
        )),
    }
    Ok(())
}
