//! What live feeds read. Who may listen is settled when a feed is opened and asked again while it is open
//! (`identity`); a feed is of one person's own journal, so these take a citizen and no actor.

use crate::cx::Cx;
use crate::error::CaseError;
use domain::id::CitizenId;
use store::Told;

/// The number of the last fact of a citizen's journal: where a feed of only new facts begins.
pub async fn head(cx: &Cx, citizen: CitizenId) -> Result<i64, CaseError> {
    Ok(cx.store.journal_sequence(citizen).await?)
}

/// The same of many citizens at once; one that is not there is left out.
pub async fn heads(cx: &Cx, citizens: &[CitizenId]) -> Result<Vec<(CitizenId, i64)>, CaseError> {
    Ok(cx.store.journal_heads(citizens).await?)
}

/// The facts of a citizen after a number, oldest first, at most `limit`, ready to be rendered.
pub async fn after(
    cx: &Cx,
    citizen: CitizenId,
    sequence: i64,
    limit: u64,
) -> Result<Vec<Told>, CaseError> {
    Ok(cx.store.told_after(citizen, sequence, limit).await?)
}
