//! Writing down who works on a case.

use super::duties::duties_of;
use super::note::{facts_of, note};
use crate::cx::Cx;
use crate::error::CaseError;
use domain::application::{Application, Assignment};
use domain::assurance::Assurance;
use domain::citizen::Citizen;
use domain::id::CitizenId;
use domain::journal::ActorRef;
use store::Tx;

/// Says who works on an application that the transaction holds, for one who works where it waits.
pub(crate) async fn assign_in(
    tx: &mut Tx,
    application: Application,
    asked: Assignment,
    by: CitizenId,
) -> Result<Application, CaseError> {
    let before = application.version;
    let (application, fact) = application.assign(asked, by, tx.now())?;
    let Some(holder) = application.holder.clone().filter(|_| fact.is_some()) else {
        return Ok(application);
    };
    let actor = ActorRef { role: holder.role, person: Some(by) };
    let facts = facts_of(&application, actor, fact.into_iter().collect());
    note(tx, &application, before, facts).await?;
    if let Some(organisation) = &holder.organisation {
        tx.remember_colleague((holder.role, organisation), by).await?;
    }
    Ok(application)
}

/// Whether somebody else works where an application waits, by the duties that count for them now.
pub(crate) async fn works_at(
    cx: &Cx,
    record: &Citizen,
    of: &Application,
) -> Result<bool, CaseError> {
    if record.assurance != Assurance::Confirmed {
        return Ok(false);
    }
    let duties = duties_of(cx, record).await?;
    Ok(of.holder.as_ref().is_some_and(|holder| duties.iter().any(|duty| duty.is_at(holder))))
}
