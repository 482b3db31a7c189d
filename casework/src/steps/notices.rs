//! Planning the notices of an application: in the transaction that calls for them, or later, by a job of their own.

use super::co_applicant::told_too;
use super::words::words;
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use domain::application::Application;
use domain::codes::NoticeCode;
use domain::id::{ApplicationId, CitizenId};
use domain::job::Job;
use domain::notice::{Channel, Channels, LIFETIME};
use store::{Addressee, NewNotice, StoreError, Tx};

/// Plans the notices among work that is to be enqueued, and gives back what is left of it. `told` is who is told: see
/// [`addressee`].
///
/// A move does not fail because a notice about it cannot be written out: such a notice stays work, is tried again, and
/// the queue tells why.
pub(crate) async fn plan_at_once(
    cx: &Cx,
    tx: &mut Tx,
    application: &Application,
    jobs: Vec<Job>,
    told: Option<&Addressee>,
) -> Result<Vec<Job>, CaseError> {
    let (calls, mut left): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(is_call);
    let mut planned = Vec::new();
    for call in calls {
        let Job::PlanNotice { notice: code, .. } = &call else { continue };
        if planned.contains(code) {
            continue;
        }
        let written = told
            .and_then(|told| notice(cx, tx, application, code, (application.citizen, told)).ok());
        if let Some(new) = written {
            tx.plan_notice(&new).await?;
            planned.push(code.clone());
        } else {
            left.push(call);
        }
    }
    Ok(left)
}

/// Tells those who applied what happened just now: in the transaction that it happened in, so that it does not come after what follows.
pub(crate) async fn tell_at_once(
    cx: &Cx,
    tx: &mut Tx,
    of: &Application,
    notice: NoticeCode,
) -> Result<(), CaseError> {
    let mut calls =
        vec![Job::PlanNotice { application: of.id, notice, version: of.version, to: None }];
    calls.extend(told_too(of, &calls));
    let told = addressee(tx, of.citizen, (of.id, of.revision)).await?;
    let left = plan_at_once(cx, tx, of, calls, told.as_ref()).await?;
    tx.enqueue_all(&left).await?;
    Ok(())
}

/// The notice that there is no answer and its day has passed, where the passport has one.
pub(crate) fn when_overdue(cx: &Cx, of: &Application) -> Option<NoticeCode> {
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, of).ok()?;
    entry.service.notice_when_overdue.clone()
}

/// Whether a piece of work only calls for a notice to the applicant.
pub(crate) const fn is_call(job: &Job) -> bool {
    matches!(job, Job::PlanNotice { to: None, .. })
}

/// Who is told about an application; `None` if what is kept of them cannot be read.
pub(crate) async fn addressee(
    tx: &mut Tx,
    citizen: CitizenId,
    about: (ApplicationId, i64),
) -> Result<Option<Addressee>, CaseError> {
    match tx.addressee(citizen, about).await {
        Err(StoreError::Corrupt(_) | StoreError::UnknownKey { .. }) => Ok(None),
        found => Ok(found?),
    }
}

/// A notice about an application as it is, to be planned now.
pub(crate) fn notice(
    cx: &Cx,
    tx: &Tx,
    application: &Application,
    code: &NoticeCode,
    (to, told): (CitizenId, &Addressee),
) -> Result<NewNotice, CaseError> {
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, application)?;
    let lang = told.lang.unwrap_or_default();
    let words = words(&catalog, application, code, &cx.public_url, lang)?;
    // The applicant may name an address for the notices in the form: it was asked for this purpose, and is nobody else's.
    let form = told.form.as_ref().ok_or(CaseError::NotFound("form"))?;
    let named = entry.named_email(&form.0).filter(|_| to == application.citizen);
    let telegram = told.chat.as_ref().filter(|(name, _)| name == Channel::Telegram.name());
    let telegram = telegram.map(|(_, id)| id.clone());
    Ok(NewNotice {
        citizen: to,
        application: application.id,
        code: code.clone(),
        version: application.version,
        words,
        targets: Channels::of(&told.profile, named, telegram).targets(),
        expires_at: tx.now() + LIFETIME,
    })
}
