//! Making a move in a transaction that holds the application, and the work it leaves behind.

use super::note::note;
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use domain::application::{Advance, Application};
use domain::codes::{DepartmentCode, MoveCode};
use domain::job::{Entry, Job};
use domain::journal::ActorRef;
use domain::process::{Effect, Role};
use store::Tx;

/// Makes a move inside a transaction that holds the application: new state, facts, and the work the
/// entered stage starts.
pub(crate) async fn advance_in(
    cx: &Cx,
    tx: &mut Tx,
    application: Application,
    asked: &Advance,
    by: ActorRef,
) -> Result<Application, CaseError> {
    let catalog = cx.catalog();
    let (entry, process) = passport(&catalog, &application)?;
    let before = application.version;
    let decision =
        application.advance(asked, &entry.service, process, catalog.calendar(), tx.now())?;
    let application = decision.application;
    note(tx, &application, before, by, decision.facts).await?;
    enqueue_effects(tx, &application, &entry.service.department, &decision.effects).await?;
    Ok(application)
}

/// Leaves the work of a stage in the queue. What no receiver is named for goes to the service's own department.
pub(crate) async fn enqueue_effects(
    tx: &mut Tx,
    application: &Application,
    own: &DepartmentCode,
    effects: &[Effect],
) -> Result<(), CaseError> {
    let (id, entry) = (application.id, Entry(application.stage_entry));
    let receiver = |named: &Option<DepartmentCode>| Some(named.as_ref().unwrap_or(own).clone());
    for effect in effects {
        let job = match effect {
            Effect::Send(sending) => {
                Job::SendToDepartment { application: id, entry, receiver: receiver(&sending.to) }
            }
            Effect::Await(awaiting) => {
                Job::AwaitDecision { application: id, entry, receiver: receiver(&awaiting.from) }
            }
            Effect::Generate(_) => Job::GenerateResult { application: id, entry },
            Effect::Notify(notice) => Job::PlanNotice {
                application: id,
                notice: notice.clone(),
                version: application.version,
            },
        };
        tx.enqueue(&job).await?;
    }
    Ok(())
}

/// A move of the platform or of a department's system.
pub(crate) fn unattended(made: &MoveCode, role: Role) -> (Advance, ActorRef) {
    let asked = Advance { made: made.clone(), role, reason: None, result: None, correction: None };
    (asked, ActorRef { role, person: None })
}
