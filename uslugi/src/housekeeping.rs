//! What somebody has to do now and then, and only one node at a time: sweeping out what nobody can use
//! any more. The lease lies in the database.

use casework::{CaseError, Cx};
use chrono::Duration as Span;
use identity::Identity;
use std::time::Duration;
use store::StoreError;
use tokio_util::sync::CancellationToken;

const LEASE: &str = "housekeeping";
const HOLDING: &str = "holding";
const EVERY: Duration = Duration::from_mins(10);
/// How long an answer can be given again for the same idempotency key.
const KEYS_KEPT: i64 = 7;

/// Keeps house until cancelled.
pub(crate) async fn run(cx: Cx, identity: Identity, owner: String, cancel: CancellationToken) {
    if let Err(error) = hold_older(&cx, &owner).await {
        tracing::warn!(%error, "older applications were not given a holder; the next start tries again");
    }
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        match once(&cx, &identity, &owner).await {
            Ok(Some(keys)) => tracing::info!(idempotency.keys = keys, "the house was swept"),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the house was not swept; trying again later"),
        }
    }
}

/// Says who holds applications written before holders were, a batch at a time, if no other node does.
async fn hold_older(cx: &Cx, owner: &str) -> Result<(), CaseError> {
    let mut tx = cx.begin().await?;
    let ours = tx.take_lease(HOLDING, owner, EVERY).await?;
    tx.commit().await?;
    let (mut after, mut held) = (None, 0);
    while ours && let Some((last, count)) = casework::hold::hold_older(cx, after).await? {
        (after, held) = (Some(last), held + count);
        tracing::info!(held, "older applications are given a holder");
    }
    Ok(())
}

/// Sweeps once, if no other node does; how many idempotency keys went.
async fn once(cx: &Cx, identity: &Identity, owner: &str) -> Result<Option<u64>, StoreError> {
    let mut tx = cx.store.begin(&*cx.clock, &cx.entropy).await?;
    let ours = tx.take_lease(LEASE, owner, EVERY * 2).await?;
    let before = tx.now() - Span::days(KEYS_KEPT);
    let keys = if ours { tx.forget_answers(before).await? } else { 0 };
    tx.commit().await?;
    if !ours {
        return Ok(None);
    }
    identity.sweep().await?;
    Ok(Some(keys))
}
