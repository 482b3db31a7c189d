//! What a person finds in their cabinet beside their applications.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use domain::access::Actor;
use domain::id::{NoticeId, ResultId};
use domain::time::Moment;
use store::{DraftSummary, IssuedDocument, NoticeView, Page};

/// The drafts of the person who asks, last changed first.
pub async fn drafts(cx: &Cx, actor: &Actor) -> Result<Vec<DraftSummary>, CaseError> {
    Ok(cx.store.drafts_of(person(actor)?.citizen).await?)
}

/// The notices to the person who asks, newest first, after a place in the list (the last one seen).
pub async fn notices(
    cx: &Cx,
    actor: &Actor,
    after: Option<(Moment, NoticeId)>,
    limit: u64,
) -> Result<Page<NoticeView, NoticeId>, CaseError> {
    Ok(cx.store.notices_of(person(actor)?.citizen, after, limit).await?)
}

/// The result documents of the person who asks, newest first, after a place in the list (the last one seen).
pub async fn results(
    cx: &Cx,
    actor: &Actor,
    after: Option<(Moment, ResultId)>,
    limit: u64,
) -> Result<Page<IssuedDocument, ResultId>, CaseError> {
    Ok(cx.store.results_of(person(actor)?.citizen, after, limit).await?)
}
