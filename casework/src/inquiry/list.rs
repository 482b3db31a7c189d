//! What the asker's organisations have to answer.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::inquiry::answers_for;
use domain::access::Actor;
use domain::consultation::Inquiry;
use domain::id::InquiryId;
use domain::time::Moment;
use store::InquiryPage;

/// A page of the inquiries that wait for the answer of an organisation the asker works for, due first first, after a place in the list.
pub async fn list(
    cx: &Cx,
    actor: &Actor,
    after: Option<(Moment, InquiryId)>,
    limit: u64,
) -> Result<InquiryPage, CaseError> {
    let theirs = answers_for(actor)?;
    let mut pages = Vec::with_capacity(theirs.len());
    for organisation in theirs {
        pages.push(cx.store.inquiries_to(organisation, after, limit).await?);
    }
    let due = |one: &Inquiry| (one.answer_by, one.id);
    Ok(InquiryPage::together(pages, limit, due, |one| Some((one.answer_by, one.id))))
}
