//! Planning a notice: what is said, through which channels; once per application, notice, version and person.

#[cfg(test)]
mod tests;

use crate::cx::{Cx, as_of};
use crate::error::CaseError;
use crate::steps::notices::{notice, when_overdue};
use domain::application::Application;
use domain::codes::NoticeCode;
use domain::job::Job;
use store::{Claim, NewNotice, StoreError};

/// Plans the notice a claimed job asks for, by mail and to the linked chat, and finishes the job, in one
/// transaction. Such jobs are left by moves whose notice could not be
/// written out at once, and for who is told beside the applicant.
///
/// A person who can be reached nowhere is no error: the notice is kept and read in the cabinet. A
/// notice that was planned before is not planned again.
pub async fn plan_notice(cx: &Cx, claim: &Claim) -> Result<(), CaseError> {
    let Job::PlanNotice { application, notice: code, version, to } = &claim.job else {
        return Err(CaseError::NotFound("notice in this job"));
    };
    let missing = || CaseError::NotFound("application");
    let mut application = cx.store.application(*application).await?.ok_or_else(missing)?;
    // An address that was corrected meanwhile is the better one.
    let about = (application.id, application.revision);
    if answered(cx, &application, code) {
        let mut tx = cx.begin().await?;
        tx.finish(claim).await?;
        return Ok(tx.commit().await?);
    }
    if application.version != *version {
        // It has moved on since. What is said is of the moment that called for it: the reason of a return, for
        // one, is gone once the form is corrected.
        application = as_of(cx, application.id, *version).await?;
    }
    let mut tx = cx.begin().await?;
    // In the transaction that plans. Whether the chat is linked still, the notifier asks before it sends.
    let to = to.unwrap_or(application.citizen);
    let told = tx.addressee(to, about).await?.ok_or_else(missing)?;
    let new = notice(cx, &tx, &application, code, (to, &told))?;
    tx.plan_notice(&new).await?;
    tx.finish(claim).await?;
    match tx.commit().await {
        Err(StoreError::Conflict) => before(cx, claim, &new).await,
        planned => Ok(planned?),
    }
}

/// Whether a notice would say that there is no answer, and there is one.
fn answered(cx: &Cx, of: &Application, code: &NoticeCode) -> bool {
    of.outcome.is_some() && when_overdue(cx, of).as_ref() == Some(code)
}

/// Ends work whose notice was planned before. Any other conflict is none of that, and the work is tried again.
async fn before(cx: &Cx, claim: &Claim, new: &NewNotice) -> Result<(), CaseError> {
    cx.store.settled().await;
    if !cx.store.notice_is_planned(new.citizen, new.application, (&new.code, new.version)).await? {
        return Err(StoreError::Conflict.into());
    }
    let mut tx = cx.begin().await?;
    tx.finish(claim).await?;
    Ok(tx.commit().await?)
}
