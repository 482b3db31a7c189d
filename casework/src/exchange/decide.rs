//! The decision of a department's system.

use super::{AWAIT, Awaited, Decided, last_message};
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::effect::due;
use crate::steps::job_end::JobEnd;
use crate::steps::moves::{advance_in, unattended};
use domain::application::{Application, BadMove};
use domain::codes::{DepartmentCode, MoveCode, ReasonCode};
use domain::id::ApplicationId;
use domain::job::Entry;
use domain::process::{Awaiting, Role};
use domain::service::{CodedReason, Service};
use store::{Claim, Tx};

/// The message whose decision a stage awaits; `None` if the application has left that stage.
pub async fn awaited(
    cx: &Cx,
    id: ApplicationId,
    entry: Entry,
) -> Result<Option<Awaited>, CaseError> {
    let application = cx.store.application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    let Some(awaiting) = due(process, &application, entry, AWAIT)? else { return Ok(None) };
    let own = &passport.service.department;
    let receiver = awaiting.from.as_ref().unwrap_or(own).clone();
    let last = last_message(cx, id, &receiver, own).await?;
    let last = last.ok_or_else(|| {
        CaseError::Catalog(format!("`{receiver}` was sent nothing that it could answer"))
    })?;
    Ok(Some(Awaited { receiver, message_id: last.id }))
}

/// Whether a decision is awaited on a message that was sent by a call: then it is asked for as soon as the department is called again.
pub async fn was_called(
    cx: &Cx,
    (id, entry): (ApplicationId, Entry),
    receiver: &DepartmentCode,
) -> Result<bool, CaseError> {
    let application = cx.store.application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    if due(process, &application, entry, AWAIT)?.is_none() {
        return Ok(false);
    }
    let last = last_message(cx, id, receiver, &passport.service.department).await?;
    let Some(last) = last else { return Ok(false) };
    Ok(cx.store.placed_message(receiver, &last.id).await?.is_none())
}

/// The department's system decided on a message: its move is made, unless the application has left the stage that awaited
/// it. An answer that does not fit the service is an error, and the case stays where it is: whoever answered can be asked
/// again when that is mended.
pub async fn decided(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
    answer: (&Awaited, &Decided),
) -> Result<JobEnd, CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (_passport, process) = passport(&catalog, &application)?;
    // An officer may have decided, or the applicant taken it back, while the system was thinking.
    let asked = due(process, &application, entry, AWAIT)?;
    if let Some(awaiting) = asked {
        decide_in(cx, &mut tx, application, awaiting, answer).await?;
    }
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(if asked.is_some() { JobEnd::Done } else { JobEnd::Overtaken })
}

/// Makes the move of a decision that is awaited, and keeps the facts it rests on.
pub(super) async fn decide_in(
    cx: &Cx,
    tx: &mut Tx,
    application: Application,
    awaiting: &Awaiting,
    (awaited, decision): (&Awaited, &Decided),
) -> Result<(), CaseError> {
    let catalog = cx.catalog();
    let (passport, _process) = passport(&catalog, &application)?;
    let (made, reason) = answer(awaiting, &passport.service, awaited, decision)?;
    if let Decided::Granted(data) = decision {
        if let Some(pointer) = passport.unfit_facts(&awaited.receiver, data) {
            return Err(CaseError::UnfitFacts { from: awaited.receiver.to_string(), pointer });
        }
        tx.keep_decision(application.id, &awaited.message_id, data).await?;
    }
    let (mut made, by) = unattended(made, Role::DepartmentSystem);
    made.reason = reason;
    match advance_in(cx, tx, application, &[(made, by)]).await {
        // What pre-check has cleared is no reason any more, a department's system's neither.
        Err(CaseError::Move(BadMove::ReasonClosed { reason, .. })) => Err(unfit(awaited, &reason)),
        made => made.map(drop),
    }
}

/// The error of a reason that is not taken.
fn unfit(awaited: &Awaited, reason: &str) -> CaseError {
    CaseError::UnfitAnswer { from: awaited.receiver.to_string(), reason: reason.to_owned() }
}

/// The move a decision leads to, and the reason it carries.
fn answer<'a>(
    awaiting: &'a Awaiting,
    service: &Service,
    awaited: &Awaited,
    decision: &Decided,
) -> Result<(&'a MoveCode, Option<ReasonCode>), CaseError> {
    let listed = |list: &[CodedReason], code: &ReasonCode| list.iter().any(|one| one.code == *code);
    let of_intake = |made: &'a Option<MoveCode>, reason: &ReasonCode| {
        let made = made.as_ref().filter(|_| listed(&service.refusals.intake, reason));
        made.ok_or_else(|| unfit(awaited, reason.as_str()))
    };
    match decision {
        Decided::Granted(_) => Ok((&awaiting.granted, None)),
        Decided::Returned(reason) => {
            Ok((of_intake(&awaiting.returned, reason)?, Some(reason.clone())))
        }
        Decided::Refused(reason) if listed(&service.refusals.provision, reason) => {
            Ok((&awaiting.refused, Some(reason.clone())))
        }
        Decided::Refused(reason) => {
            Ok((of_intake(&awaiting.intake_refused, reason)?, Some(reason.clone())))
        }
    }
}
