//! Messages of departments that are not called: placed for those whose system collects them, and put on the desk of those that have none.

use super::{CANCEL, SEND, identity, newest_message, until_received};
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::effect::due;
use crate::steps::job_end::JobEnd;
use crate::steps::moves::{advance_in, unattended};
use domain::codes::DepartmentCode;
use domain::connection::MessageKind;
use domain::id::ApplicationId;
use domain::job::{Entry, Job};
use domain::process::Role;
use store::{Claim, PlacedMessage, Tx};

/// Places the message that the stage an application entered sends: from here on it is on its way, until its receipt is told.
pub async fn place(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
) -> Result<JobEnd, CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    let Some(sending) = due(process, &application, entry, SEND)? else {
        tx.roll_back().await;
        return Ok(JobEnd::NothingToDo);
    };
    let receiver = sending.to.as_ref().unwrap_or(&passport.service.department).clone();
    let (message, revision) = (identity(&application, entry), application.revision);
    let mut on_its_way = application;
    if let Some(sent) = &sending.sent {
        let sent = unattended(sent, Role::Platform);
        on_its_way = advance_in(cx, &mut tx, on_its_way, &[sent]).await?;
    }
    let awaited = Entry(on_its_way.stage_entry);
    let placed = PlacedMessage {
        receiver,
        position: 0,
        id: message,
        kind: MessageKind::Sent,
        application: id,
        entry,
        revision,
        awaited,
        placed_at: tx.now(),
    };
    put(cx, &mut tx, &placed).await?;
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(JobEnd::Done)
}

/// Places the news that the last message of a department is taken back.
pub async fn place_taken_back(
    cx: &Cx,
    claim: &Claim,
    (id, entry): (ApplicationId, Entry),
    receiver: &DepartmentCode,
) -> Result<JobEnd, CaseError> {
    let application = cx.store.application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    if due(process, &application, entry, CANCEL)?.is_none() {
        return Ok(JobEnd::NothingToDo);
    }
    // What was placed may have been collected, whether or not its receipt was told.
    let newest = newest_message(cx, id, receiver, &passport.service.department).await?;
    let Some(message) = newest else { return Ok(JobEnd::NothingToDo) };
    let news = format!("{message}{TAKEN_BACK}");
    if cx.store.placed_message(receiver, &news).await?.is_some() {
        return Ok(JobEnd::NothingToDo);
    }
    let mut tx = cx.begin().await?;
    let placed = PlacedMessage {
        receiver: receiver.clone(),
        position: 0,
        id: news,
        kind: MessageKind::TakenBack,
        application: id,
        entry,
        revision: application.revision,
        awaited: Entry::default(),
        placed_at: tx.now(),
    };
    put(cx, &mut tx, &placed).await?;
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(JobEnd::Done)
}

/// What the identity of a message ends with that takes another back; before it stands the identity of that one.
const TAKEN_BACK: &str = "-taken-back";

async fn put(cx: &Cx, tx: &mut Tx, message: &PlacedMessage) -> Result<(), CaseError> {
    tx.place_message(message).await?;
    if cx.connections.webhook(&message.receiver).is_some() {
        let (receiver, application) = (message.receiver.clone(), message.application);
        let message = message.id.clone();
        tx.enqueue(&Job::AnnounceMessage { receiver, message, application }).await?;
    }
    Ok(())
}

/// Hands an application over to a department that has no system: its officers find it on their desk.
pub async fn to_desk(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
) -> Result<JobEnd, CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (_passport, process) = passport(&catalog, &application)?;
    let Some(sending) = due(process, &application, entry, SEND)? else {
        tx.roll_back().await;
        return Ok(JobEnd::NothingToDo);
    };
    advance_in(cx, &mut tx, application, &until_received(sending)).await?;
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(JobEnd::Done)
}
