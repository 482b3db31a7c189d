//! Answering an inquiry.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::inquiry::answers_for;
use crate::steps::note::{facts_of, note};
use crate::steps::notices::tell_at_once;
use domain::access::Actor;
use domain::consultation::{AnswerText, Inquiry};
use domain::duty::DutyRole;
use domain::id::InquiryId;
use domain::journal::ActorRef;
use domain::process::Role;

/// Answers an inquiry for the organisation that was asked, and tells those who applied. The same answer again changes nothing.
pub async fn answer(
    cx: &Cx,
    actor: &Actor,
    id: InquiryId,
    text: &AnswerText,
) -> Result<Inquiry, CaseError> {
    let missing = || CaseError::NotFound("inquiry");
    let theirs = answers_for(actor)?;
    let known = cx.store.inquiry(id).await?.filter(|one| theirs.contains(&one.to));
    let known = known.ok_or_else(missing)?;
    let by = person(actor)?;
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(known.application).await?.ok_or_else(missing)?;
    if application.is_of(by.citizen) {
        tx.roll_back().await;
        return Err(CaseError::Forbidden);
    }
    let before = tx.hold_inquiry(id).await?.ok_or_else(missing)?;
    let answered = before.answered(text, tx.now())?;
    if answered == before {
        tx.roll_back().await;
        return Ok(answered);
    }
    let (after, fact) = application
        .inquiry_answered(&answered, tx.now())
        .ok_or_else(|| CaseError::NotFound("application"))?;
    let is_office = by.organisations_as(DutyRole::OfficeOperator).contains(&answered.to);
    let role = if is_office { Role::OfficeOperator } else { Role::DepartmentOfficer };
    let facts = facts_of(&after, ActorRef { role, person: Some(by.citizen) }, vec![fact]);
    note(&mut tx, &after, application.version, facts).await?;
    tx.keep_answered(&answered).await?;
    let notice = cx.catalog().consultations().notice_when_answered.clone();
    tell_at_once(cx, &mut tx, &after, notice).await?;
    tx.commit().await?;
    Ok(answered)
}
