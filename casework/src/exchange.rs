//! The exchange with departments' systems: the message that carries an application, its receipt, and the
//! decision. A department never gets the applicant's contacts (G4.1).
//!
//! Which moves follow is said by the effect of the process that caused the work, never here. How a message reaches a department is said
//! by its [`Connection`](domain::connection::Connection).

mod acknowledge;
mod announce;
mod carried;
mod collect;
mod decide;
mod place;
mod take_back;
mod take_in;

pub use acknowledge::acknowledged;
pub use announce::{Announced, announced, sequence};
pub use carried::{document, outgoing};
pub use collect::{Collected, collect, collect_document, collect_one};
pub use decide::{awaited, decided, was_called};
pub use place::{place, place_taken_back, to_desk};
pub use take_back::taken_back;
pub use take_in::{TakenIn, Telling, Told, take_in};

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::moves::unattended;
use domain::application::{Advance, Application};
use domain::codes::{DepartmentCode, ReasonCode};
use domain::id::ApplicationId;
use domain::job::Entry;
use domain::journal::ActorRef;
use domain::process::{Awaiting, Cancelling, Effect, Role, Sending};
use serde_json::Value;
use store::{Message, Upload};

/// A message to a department's system.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Who gets it.
    pub receiver: DepartmentCode,
    /// What the receiver tells repeats by.
    pub message_id: String,
    /// The revision of the form it carries.
    pub revision: i64,
    /// The message.
    pub body: Value,
    /// The files it names, which the receiver has to have before it.
    pub documents: Vec<OutgoingDocument>,
}

/// A file that a message names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingDocument {
    /// SHA-256 of its bytes, lower-case hex: the receiver tells repeats by it.
    pub sha256: String,
    /// What the receiver is told that it is.
    pub media_type: &'static str,
    upload: Upload,
}

/// A message whose answer is awaited.
#[derive(Debug, Clone)]
pub struct Awaited {
    /// Who is asked.
    pub receiver: DepartmentCode,
    /// The message asked about.
    pub message_id: String,
}

/// What a department decided.
#[derive(Debug, Clone)]
pub enum Decided {
    /// It grants the service; the facts go into the result document.
    Granted(Value),
    /// It refuses, by a coded reason of the service.
    Refused(ReasonCode),
    /// It returns the application to be corrected, by a coded reason of the service.
    Returned(ReasonCode),
}

/// What the receiver tells repeats by: the application, the stage entry that sends it, and the revision of its
/// form. A corrected application is another message; the same one sent again is the same.
fn identity(application: &Application, entry: Entry) -> String {
    if entry.is_unrecorded() {
        // Work left by a version that knew one message an application.
        application.id.to_string()
    } else {
        format!("{}-{}-{}", application.id, entry.0, application.revision)
    }
}

/// The moves by which a message is on its way, and received.
fn until_received(sending: &Sending) -> Vec<(Advance, ActorRef)> {
    let sent = sending.sent.as_ref().map(|sent| unattended(sent, Role::Platform));
    sent.into_iter().chain([unattended(&sending.received, Role::DepartmentSystem)]).collect()
}

/// The message that a receiver has received last. One that names none went to `own`, the service's department.
async fn last_message(
    cx: &Cx,
    id: ApplicationId,
    receiver: &DepartmentCode,
    own: &DepartmentCode,
) -> Result<Option<Message>, CaseError> {
    let messages = cx.store.messages_of(id).await?;
    Ok(messages.into_iter().rfind(|one| one.receiver.as_ref().unwrap_or(own) == receiver))
}

/// The identity of the message that a receiver was sent last, whether or not it has said that it has it: by a call, or into its mailbox.
async fn newest_message(
    cx: &Cx,
    id: ApplicationId,
    receiver: &DepartmentCode,
    own: &DepartmentCode,
) -> Result<Option<String>, CaseError> {
    let last = last_message(cx, id, receiver, own).await?;
    let placed = cx.store.last_placed(receiver, id).await?;
    Ok(match (last, placed) {
        (Some(last), Some(placed)) if last.entry > placed.entry.0 => Some(last.id),
        (_, Some(placed)) => Some(placed.id),
        (last, None) => last.map(|last| last.id),
    })
}

/// The effect of a job that sends.
const SEND: (&str, fn(&Effect) -> Option<&Sending>) = ("send", Effect::sending);
/// The effect of a job that awaits.
const AWAIT: (&str, fn(&Effect) -> Option<&Awaiting>) = ("await", Effect::awaiting);

/// The effect of a job that takes a message back.
const CANCEL: (&str, fn(&Effect) -> Option<&Cancelling>) = ("cancel", Effect::cancelling);
