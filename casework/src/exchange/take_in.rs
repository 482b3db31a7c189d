//! What a department's system tells by itself: that it has a message, and what it decided. Each event has one effect, however often it
//! comes.

use super::decide::decide_in;
use super::{Awaited, Decided, newest_message};
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::moves::{advance_in, unattended};
use crate::steps::once::{Once, once};
use domain::codes::DepartmentCode;
use domain::connection::MessageKind;
use domain::process::{Effect, Role};
use domain::time::Moment;
use serde::{Deserialize, Serialize};
use store::{Key, PlacedMessage, Receipt, StoreError};

/// Something that a department's system tells.
#[derive(Debug, Clone)]
pub struct Telling {
    /// Whose system.
    pub department: DepartmentCode,
    /// About which message.
    pub message: String,
    /// What it tells.
    pub told: Told,
    /// By what a repeat is known.
    pub key: Key,
}

/// What can be told about a message.
#[derive(Debug, Clone)]
pub enum Told {
    /// It has the message.
    Received {
        /// Under this number of its own.
        department_number: String,
        /// Since when; where it does not say, since we were told.
        at: Option<Moment>,
    },
    /// It decided on the application of the message.
    Decided(Decided),
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakenIn {
    /// The case has moved.
    Made,
    /// It is known, and the case had gone on before: nothing has moved.
    TooLate,
}

/// Takes in what a department's system tells.
pub async fn take_in(cx: &Cx, telling: &Telling) -> Result<TakenIn, CaseError> {
    let done = once(cx, Some(&telling.key), async || match &telling.told {
        Told::Received { department_number, at } => {
            received(cx, telling, (department_number, *at)).await
        }
        Told::Decided(decision) => decided(cx, telling, decision).await,
    });
    Ok(match done.await? {
        Once::Made(taken_in) | Once::Before(taken_in) => taken_in,
    })
}

/// The message that a telling is about, if it was placed for its department.
async fn placed(cx: &Cx, telling: &Telling) -> Result<PlacedMessage, CaseError> {
    let placed = cx.store.placed_message(&telling.department, &telling.message).await?;
    let sent = placed.filter(|placed| placed.kind == MessageKind::Sent);
    sent.ok_or(CaseError::NotFound("message"))
}

async fn received(
    cx: &Cx,
    telling: &Telling,
    (department_number, at): (&str, Option<Moment>),
) -> Result<TakenIn, CaseError> {
    let placed = placed(cx, telling).await?;
    let missing = || CaseError::NotFound("message");
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(placed.application).await?.ok_or_else(missing)?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    let own = &passport.service.department;
    let sending = process
        .on_its_way(&application.stage, (&placed.receiver, own))
        .filter(|_| placed.awaited.0 == application.stage_entry);
    let received_at = at.unwrap_or_else(|| tx.now());
    tx.keep_receipt(&Receipt {
        id: placed.id,
        application: placed.application,
        receiver: placed.receiver,
        entry: placed.entry.0,
        revision: placed.revision,
        department_number: department_number.to_owned(),
        received_at,
    })
    .await?;
    // What takes a message back is placed when it is taken back, whether or not its receipt was told.
    let taken_in = match sending {
        Some(sending) => {
            let received = unattended(&sending.received, Role::DepartmentSystem);
            advance_in(cx, &mut tx, application, &[received]).await?;
            TakenIn::Made
        }
        None => TakenIn::TooLate,
    };
    tx.keep_answer(&telling.key, &taken_in).await?;
    tx.commit().await?;
    Ok(taken_in)
}

async fn decided(cx: &Cx, telling: &Telling, decision: &Decided) -> Result<TakenIn, CaseError> {
    let Telling { department, message, key, told: _ } = telling;
    let Some((id, revision)) = cx.store.received_message(department, message).await? else {
        placed(cx, telling).await?;
        return Err(CaseError::MessageNotReceived);
    };
    let missing = || CaseError::NotFound("message");
    let seen = cx.store.application(id).await?.ok_or_else(missing)?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &seen)?;
    let own = &passport.service.department;
    let newest = newest_message(cx, id, department, own).await?;
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or_else(missing)?;
    if application.stage_entry != seen.stage_entry {
        // It moved on between the two looks: what was the last message may not be it any more.
        return Err(CaseError::Store(StoreError::Conflict));
    }
    let awaiting = process
        .effect(&application.stage, Effect::awaiting)
        .filter(|awaiting| awaiting.from.as_ref().unwrap_or(own) == department);
    // On what was filed since, it has not decided.
    let newest = newest.as_ref() == Some(message) && revision == application.revision;
    let taken_in = match awaiting.filter(|_| newest) {
        Some(awaiting) => {
            let (receiver, message_id) = (department.clone(), message.clone());
            let awaited = Awaited { receiver, message_id };
            decide_in(cx, &mut tx, application, awaiting, (&awaited, decision)).await?;
            TakenIn::Made
        }
        None if newest && process.awaits_from(&application.stage, (department, own)) => {
            return Err(CaseError::NotAwaited);
        }
        None => TakenIn::TooLate,
    };
    tx.keep_answer(key, &taken_in).await?;
    tx.commit().await?;
    Ok(taken_in)
}
