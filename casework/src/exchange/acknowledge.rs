//! The receipt of a message.

use super::{Outgoing, SEND, until_received};
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::effect::due;
use crate::steps::job_end::JobEnd;
use crate::steps::moves::advance_in;
use domain::application::Application;
use domain::codes::DepartmentCode;
use domain::id::ApplicationId;
use domain::job::{Entry, Job};
use domain::process::{Effect, Process};
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
    let (passport, process) = passport(&catalog, &application)?;
    // The receiver has the message whatever became of the application meanwhile.
    tx.keep_receipt(&Receipt {
        id: sent.message_id.clone(),
        application: id,
        receiver: sent.receiver.clone(),
        entry: entry.0,
        revision: sent.revision,
        department_number: department_number.to_owned(),
        received_at,
    })
    .await?;
    let asked = due(process, &application, entry, SEND)?;
    if let Some(sending) = asked {
        advance_in(cx, &mut tx, application, &until_received(sending)).await?;
    } else {
        let to = (&sent.receiver, &passport.service.department);
        take_back(&mut tx, (&application, process), to).await?;
    }
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(if asked.is_some() { JobEnd::Done } else { JobEnd::Overtaken })
}

/// It was taken back while the message was on its way. Whoever looked for a message to take back found none: it is looked for once more.
async fn take_back(
    tx: &mut Tx,
    (application, process): (&Application, &Process),
    (receiver, own): (&DepartmentCode, &DepartmentCode),
) -> Result<(), CaseError> {
    let again = process.effect(&application.stage, Effect::cancelling);
    if again.is_some_and(|one| one.to.as_ref().unwrap_or(own) == receiver) {
        let (entry, receiver) = (Entry(application.stage_entry), receiver.clone());
        tx.enqueue(&Job::CancelOrder { application: application.id, entry, receiver }).await?;
    }
    Ok(())
}
