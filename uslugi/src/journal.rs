//! Checkpoints of the journal: signed, in a file outside the database, written now and then by every worker.

mod file;
mod key;

pub(crate) use file::CheckpointFile;
pub(crate) use key::SigningKey;

use anyhow::{Context, bail};
use domain::journal::{Checkpoint, CheckpointKind, Root, Signed};
use domain::time::{Clock, Moment};
use std::time::Duration;
use store::Store;
use tokio_util::sync::CancellationToken;

/// Writes a checkpoint at once and then so often, until cancelled.
pub(crate) async fn run(
    (store, clock): (Store, std::sync::Arc<dyn Clock>),
    file: CheckpointFile,
    every: Duration,
    cancel: CancellationToken,
) {
    loop {
        match write(&store, &file, clock.now()).await {
            Ok(Some(Signed { checkpoint, signature })) => tracing::info!(
                position = checkpoint.position,
                root = checkpoint.root.hex(),
                signature = hex::encode(signature),
                "a checkpoint of the journal was written"
            ),
            Ok(None) => {}
            Err(error) => {
                let error = format!("{error:#}");
                tracing::error!(%error, "no checkpoint of the journal was written");
            }
        }
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(every) => {}
        }
    }
}

/// Writes a checkpoint of all facts, and before the first the hand-over; `None` if the last one covers all facts, or
/// another process is writing one.
pub(crate) async fn write(
    store: &Store,
    file: &CheckpointFile,
    now: Moment,
) -> anyhow::Result<Option<Signed>> {
    let over =
        store.hand_over().await?.context("the record of the journal's hand-over is missing")?;
    // One process of this folder at a time, so each goes on from the line before it.
    let Some(mut open) = file.lock()? else { return Ok(None) };
    match open.first() {
        None => {
            let kind = CheckpointKind::HandOver;
            open.append(kind, (over.position, over.root), now)?;
        }
        Some(first) if (first.position, first.root) != (over.position, over.root) => bail!(
            "the record of the hand-over is another than the checkpoints of {} began with: \
             run `uslugi journal verify`",
            file.path().display()
        ),
        Some(_) => {}
    }
    let covered = open.last().map_or((0, Root::EMPTY), |last| (last.position, last.root));
    let (position, root) = store.root_after(covered.0, covered.1).await?;
    reaches(position, covered.0, file)?;
    if position == covered.0 {
        return Ok(None);
    }
    open.append(CheckpointKind::Checkpoint, (position, root), now).map(Some)
}

/// An error if the journal ends before what a checkpoint covers.
pub(crate) fn reaches(ends: i64, covered: i64, file: &CheckpointFile) -> anyhow::Result<()> {
    if ends < covered {
        bail!(
            "the journal ends at position {ends}, and a checkpoint covers {covered}: facts are missing, or an older \
             state was restored. If it was, put {} aside and a new one begins",
            file.path().display()
        );
    }
    Ok(())
}

/// The checkpoints of a file whose signatures and order were checked.
pub(crate) fn checked(file: &CheckpointFile) -> anyhow::Result<Vec<Checkpoint>> {
    Ok(file.read()?.into_iter().map(|signed| signed.checkpoint).collect())
}

#[cfg(test)]
mod tests;
