//! Planning a notice: what is said, through which channels; once per application, notice and version.

#[cfg(test)]
mod tests;

use crate::cx::{Cx, as_of, passport};
use crate::error::CaseError;
use crate::steps::words::words;
use domain::codes::NoticeCode;
use domain::id::ApplicationId;
use domain::job::Job;
use domain::notice::{Channel, Channels, LIFETIME};
use store::{Claim, FiledCase, NewNotice, StoreError};

/// Plans the notice a claimed job asks for, by mail and to the linked chat, and finishes the job, in one
/// transaction.
///
/// A person who can be reached nowhere is no error: the notice is kept and read in the cabinet. A
/// notice that was planned before is not planned again.
pub async fn plan_notice(cx: &Cx, claim: &Claim) -> Result<(), CaseError> {
    let Job::PlanNotice { application, notice, version } = &claim.job else {
        return Err(CaseError::NotFound("notice in this job"));
    };
    let missing = || CaseError::NotFound("application");
    let FiledCase { mut application, form, applicant: _ } =
        cx.store.filed_case(*application).await?.ok_or_else(missing)?;
    if application.version != *version {
        // It has moved on since. What is said is of the moment that called for it: the reason of a return, for
        // one, is gone once the form is corrected.
        application = as_of(cx, application.id, *version).await?;
    }
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, &application)?;
    let named = entry.named_email(&form.0);

    let mut tx = cx.begin().await?;
    // In the transaction that plans: a chat whose link has just ended is not written to.
    let (citizen, chat) = tx.citizen_with_chat(application.citizen).await?.ok_or_else(missing)?;
    let lang = citizen.lang.unwrap_or_default();
    let words = words(&catalog, &application, notice, &cx.public_url, lang)?;
    let telegram = chat.filter(|(name, _)| name == Channel::Telegram.name()).map(|(_, id)| id);
    let new = NewNotice {
        citizen: citizen.id,
        application: application.id,
        code: notice.clone(),
        version: *version,
        words,
        // The applicant may name an address for the notices in the form: it was asked for this purpose.
        targets: Channels::of(&citizen.profile, named, telegram).targets(),
        expires_at: tx.now() + LIFETIME,
    };
    tx.plan_notice(&new).await?;
    tx.finish(claim).await?;
    match tx.commit().await {
        Err(StoreError::Conflict) => before(cx, claim, &new).await,
        planned => {
            planned?;
            if new.targets.is_empty() {
                unreachable(application.id, notice);
            }
            Ok(())
        }
    }
}

/// Ends work whose notice was planned before. Any other conflict is none of that, and the work is tried again.
async fn before(cx: &Cx, claim: &Claim, new: &NewNotice) -> Result<(), CaseError> {
    cx.store.settled().await;
    if !cx.store.notice_is_planned(new.application, &new.code, new.version).await? {
        return Err(StoreError::Conflict.into());
    }
    let mut tx = cx.begin().await?;
    tx.finish(claim).await?;
    Ok(tx.commit().await?)
}

fn unreachable(application: ApplicationId, notice: &NoticeCode) {
    tracing::info!(%application, %notice, "notice.unreachable: it can be read in the cabinet only");
}
