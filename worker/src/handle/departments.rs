//! Work for departments, by how each takes part in the exchange.

use super::{DECISION, Failed, MOVED_ON, alarm, ended};
use crate::exchange::{Exchange, Order, OrderOutcome, OrderState};
use casework::Cx;
use casework::exchange::Decided;
use chrono::Duration;
use domain::codes::DepartmentCode;
use domain::connection::Connection;
use domain::id::ApplicationId;
use domain::job::Entry;
use runner::JobOutcome;
use store::Claim;

/// How a department takes part; work of before departments were told apart is of those that are called.
fn connection(cx: &Cx, of: Option<&DepartmentCode>) -> Connection {
    of.map(|department| cx.connections.of(department)).unwrap_or_default()
}

/// Brings a message to a department: by a call, into its mailbox, or to its desk.
pub(super) async fn send(
    cx: &Cx,
    exchange: &Exchange,
    claim: &Claim,
    (application, entry): (ApplicationId, Entry),
    receiver: Option<&DepartmentCode>,
) -> Result<JobOutcome, Failed> {
    let end = match connection(cx, receiver) {
        Connection::Called => return call(cx, exchange, claim, (application, entry)).await,
        Connection::Collects => casework::exchange::place(cx, claim, application, entry).await?,
        Connection::NoSystem => casework::exchange::to_desk(cx, claim, application, entry).await?,
    };
    Ok(ended(claim, end, MOVED_ON))
}

/// Asks for a decision, of a department that is called. The others tell theirs, by their system or from their desk.
pub(super) async fn decide(
    cx: &Cx,
    exchange: &Exchange,
    claim: &Claim,
    about: (ApplicationId, Entry),
    receiver: Option<&DepartmentCode>,
) -> Result<JobOutcome, Failed> {
    let (Some(receiver), Connection::Collects | Connection::NoSystem) =
        (receiver, connection(cx, receiver))
    else {
        return ask(cx, exchange, claim, about).await;
    };
    if casework::exchange::was_called(cx, about, receiver).await? {
        // It takes part in another way than when it was sent this; it may be called again.
        return Ok(JobOutcome::Wait(ANOTHER_WAY, "the department is not called any more"));
    }
    Ok(JobOutcome::NothingToDo("the department tells its decision by itself"))
}

async fn call(
    cx: &Cx,
    exchange: &Exchange,
    claim: &Claim,
    (application, entry): (ApplicationId, Entry),
) -> Result<JobOutcome, Failed> {
    let Some(message) = casework::exchange::outgoing(cx, application, entry).await? else {
        return Ok(JobOutcome::NothingToDo(MOVED_ON));
    };
    for document in &message.documents {
        let bytes = casework::exchange::document(cx, document).await?;
        let known_by = (document.sha256.as_str(), document.media_type);
        exchange.document(&message.receiver, known_by, bytes).await?;
    }
    let receipt = exchange.send(&message.receiver, &message.body).await?;
    let received = (&message, receipt.department_number.as_str(), receipt.received_at);
    let end = casework::exchange::acknowledged(cx, claim, application, entry, received).await?;
    Ok(ended(claim, end, MOVED_ON))
}

async fn ask(
    cx: &Cx,
    exchange: &Exchange,
    claim: &Claim,
    (application, entry): (ApplicationId, Entry),
) -> Result<JobOutcome, Failed> {
    let Some(awaited) = casework::exchange::awaited(cx, application, entry).await? else {
        return Ok(JobOutcome::NothingToDo(MOVED_ON));
    };
    let order = exchange.order(&awaited.receiver, &awaited.message_id).await?;
    match order.state {
        // The applicant took it back while it was asked about: the next look finds nothing to ask.
        OrderState::Cancelled => Ok(JobOutcome::Wait(PATIENCE, "it was taken back")),
        waiting @ (OrderState::Processing | OrderState::NeedsOfficer) => {
            let waited = cx.clock.now() - claim.created_at;
            let why = if waiting == OrderState::Processing {
                "the department is at work"
            } else {
                "an officer of the department decides"
            };
            Ok(JobOutcome::Wait(pause(waited), why))
        }
        OrderState::Decided => match decision(order) {
            Some(decided) => {
                let answer = (&awaited, &decided);
                let end =
                    casework::exchange::decided(cx, claim, application, entry, answer).await?;
                Ok(ended(claim, end, MOVED_ON))
            }
            None => Ok(alarm(format!("{DECISION}: it cannot be read"))),
        },
    }
}

/// How often is looked whether a department is called again that was sent something by a call.
const ANOTHER_WAY: Duration = Duration::days(1);

/// The longest pause between two questions about a decision.
pub(super) const PATIENCE: Duration = Duration::seconds(30);

/// Quick at first, because most decisions take seconds, then patient.
pub(super) fn pause(waited: Duration) -> Duration {
    (waited / 2).clamp(Duration::milliseconds(500), PATIENCE)
}

pub(super) fn decision(order: Order) -> Option<Decided> {
    let decision = order.decision?;
    match decision.outcome {
        OrderOutcome::Granted => Some(Decided::Granted(decision.data)),
        OrderOutcome::Refused => Some(Decided::Refused(decision.reason_code?.parse().ok()?)),
        OrderOutcome::Returned => Some(Decided::Returned(decision.reason_code?.parse().ok()?)),
    }
}

pub(super) async fn cancel(
    cx: &Cx,
    exchange: &Exchange,
    claim: &Claim,
    (application, entry): (ApplicationId, Entry),
    receiver: &DepartmentCode,
) -> Result<JobOutcome, Failed> {
    const NONE: &str = "the department has no message to take back";
    match cx.connections.of(receiver) {
        Connection::Called => (),
        Connection::Collects => {
            let about = (application, entry);
            let end = casework::exchange::place_taken_back(cx, claim, about, receiver).await?;
            return Ok(ended(claim, end, NONE));
        }
        Connection::NoSystem => return Ok(JobOutcome::NothingToDo(NONE)),
    }
    let message = casework::exchange::taken_back(cx, application, entry, receiver).await?;
    let Some(message) = message else {
        return Ok(JobOutcome::NothingToDo(NONE));
    };
    exchange.cancel(receiver, &message).await?;
    Ok(JobOutcome::Done("finished"))
}

/// Tells a department's system that a message waits for it.
pub(super) async fn announce(
    cx: &Cx,
    exchange: &Exchange,
    receiver: &DepartmentCode,
    message: &str,
) -> Result<JobOutcome, Failed> {
    let Some(announced) = casework::exchange::announced(cx, receiver, message).await? else {
        return Ok(JobOutcome::NothingToDo(
            "the department is not told of messages, or has this one",
        ));
    };
    exchange.announce(&announced).await?;
    Ok(JobOutcome::Done("finished"))
}
