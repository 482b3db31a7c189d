//! The receipt of a message.

use super::{Outgoing, SEND};
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::effect::due;
use crate::steps::job_end::JobEnd;
use crate::steps::moves::{advance_in, unattended};
use domain::application::Application;
use domain::id::ApplicationId;
use domain::job::{Entry, Job};
use domain::process::{Effect, Role, Sending};
use domain::time::Moment;
use store::{Claim, Receipt, Tx};

/// The department's system took the message: the moves of the effect are made, unless the application has left the stage that
/// asked for it.
pub async fn acknowledged(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
    (sent, department_number, received_at): (&Outgoing, &str, Moment),
) -> Result<JobEnd, CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (_passport, process) = passport(&catalog, &application)?;
    let receipt = Receipt {
        id: sent.message_id.clone(),
        application: id,
        receiver: sent.receiver.clone(),
        entry: entry.0,
        revision: sent.revision,
        department_number: department_number.to_owned(),
        received_at,
    };
    let asked = due(process, &application, entry, SEND)?;
    let moves = asked.map(|Sending { sent, received, to: _ }| {
        let sent = sent.as_ref().map(|sent| unattended(sent, Role::Platform));
        let received = unattended(received, Role::DepartmentSystem);
        sent.into_iter().chain([received]).collect::<Vec<_>>()
    });
    keep(cx, &mut tx, application, &receipt, moves.as_deref()).await?;
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(if asked.is_some() { JobEnd::Done } else { JobEnd::Overtaken })
}

/// Keeps a receipt, and makes the moves that follow. Without any, the application was taken back while the message was on its way.
pub(super) async fn keep(
    cx: &Cx,
    tx: &mut Tx,
    application: Application,
    receipt: &Receipt,
    moves: Option<&[Made]>,
) -> Result<(), CaseError> {
    // The receiver has the message whatever became of the application meanwhile.
    tx.keep_receipt(receipt).await?;
    let Some(moves) = moves else { return take_back(cx, tx, &application, receipt).await };
    advance_in(cx, tx, application, moves).await.map(drop)
}

/// A move, and who makes it.
pub(super) type Made = (domain::application::Advance, domain::journal::ActorRef);

/// Whoever looked for a message to take back found none: it is looked for once more.
async fn take_back(
    cx: &Cx,
    tx: &mut Tx,
    application: &Application,
    receipt: &Receipt,
) -> Result<(), CaseError> {
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, application)?;
    let own = &passport.service.department;
    let again = process.effect(&application.stage, Effect::cancelling);
    let told = again.map(|one| one.to.as_ref().unwrap_or(own));
    if let Some(receiver) = told.filter(|receiver| **receiver == receipt.receiver) {
        let (entry, receiver) = (Entry(application.stage_entry), receiver.clone());
        tx.enqueue(&Job::CancelOrder { application: application.id, entry, receiver }).await?;
    }
    Ok(())
}
