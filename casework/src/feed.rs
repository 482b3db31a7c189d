//! What live feeds read. Who may listen is settled when a feed is opened and asked again while it is open
//! (`identity`); a feed is of one person's own journal, so these take a citizen and no actor.

use crate::cx::Cx;
use crate::error::CaseError;
use domain::id::CitizenId;
use std::collections::BTreeSet;
use store::{FeedFact, Wake};
use tokio::sync::broadcast::Receiver;

/// Wake-ups of this node and, over Redis, of the others. They only make feeds quick: what one misses, looking finds.
#[must_use]
pub fn wakes(cx: &Cx) -> Receiver<Wake> {
    cx.store.wakes()
}

/// The number of the last fact of a citizen's journal: where a feed of only new facts begins.
pub async fn head(cx: &Cx, citizen: CitizenId) -> Result<i64, CaseError> {
    Ok(cx.store.journal_sequence(citizen).await?)
}

/// The position of the last fact of all: where looking for news begins.
pub async fn now(cx: &Cx) -> Result<i64, CaseError> {
    Ok(cx.store.place_facts().await?)
}

/// Whose journals have facts after a position, by at most `limit` facts, and the position of the last of these.
pub async fn news(
    cx: &Cx,
    position: i64,
    limit: u64,
) -> Result<(BTreeSet<CitizenId>, i64), CaseError> {
    Ok(cx.store.told_since(position, limit).await?)
}

/// The facts of a citizen after a number, oldest first, at most `limit`, ready to be rendered.
pub async fn after(
    cx: &Cx,
    citizen: CitizenId,
    sequence: i64,
    limit: u64,
) -> Result<Vec<FeedFact>, CaseError> {
    Ok(cx.store.told_after(citizen, sequence, limit).await?)
}
