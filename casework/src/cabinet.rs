//! What a person finds in their cabinet beside their applications.

use crate::cx::{Cx, applicant, person};
use crate::error::CaseError;
use crate::steps::reception::shows_draft;
use domain::access::Actor;
use domain::application::Application;
use domain::id::{ApplicationId, NoticeId, ResultId};
use domain::time::Moment;
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use store::{DraftSummary, FiledForm, IssuedDocument, NoticeView, Page};

/// The drafts of the person who asks, last changed first.
pub async fn drafts(cx: &Cx, actor: &Actor) -> Result<Vec<DraftSummary>, CaseError> {
    let owner = applicant(actor)?;
    let mut drafts = cx.store.drafts_of(owner.citizen).await?;
    let catalog = cx.catalog();
    drafts.retain(|draft| shows_draft(&catalog, owner, (&draft.service, draft.created_at)));
    Ok(drafts)
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

/// The forms of one's own applications, as they stand: what tells two of the same service apart.
pub async fn forms(
    cx: &Cx,
    actor: &Actor,
    of: &[Application],
) -> Result<BTreeMap<ApplicationId, Value>, CaseError> {
    let citizen = person(actor)?.citizen;
    let own = of.iter().filter(|one| one.citizen == citizen).map(|one| (one.id, one.revision));
    let forms = cx.store.filed_forms(&own.collect::<Vec<_>>()).await?;
    Ok(forms.into_iter().map(|(id, FiledForm(form))| (id, form)).collect())
}

/// The result documents of the person who asks, of what they applied for with another too, newest first, after a place in the list (the last one seen).
pub async fn results(
    cx: &Cx,
    actor: &Actor,
    after: Option<(Moment, ResultId)>,
    limit: u64,
) -> Result<Page<IssuedDocument, ResultId>, CaseError> {
    let citizen = person(actor)?.citizen;
    let own = cx.store.results_of(citizen, after, limit).await?;
    let joint = cx.store.joint_results_of(citizen, after, limit).await?;
    let place = |one: &IssuedDocument| (one.record.issued_at, one.record.id);
    Ok(Page::together([own, joint], limit, |one| Reverse(place(one)), |one| Some(place(one))))
}
