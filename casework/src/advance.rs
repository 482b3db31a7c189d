//! Moving an application on: the move of a person, of the department's system, or of the platform.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use domain::access::{self, Access, Actor};
use domain::application::{Advance, Application, ApplicationFact};
use domain::codes::{MoveCode, ReasonCode};
use domain::id::ApplicationId;
use domain::job::Job;
use domain::journal::{ActorRef, FactBody, NewFact};
use domain::process::{Effect, Role};
use store::Tx;

/// What is asked of an application.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The move.
    pub made: MoveCode,
    /// The coded reason, where the move takes one.
    pub reason: Option<ReasonCode>,
    /// The version the asker saw.
    pub version: i64,
}

/// Makes a move for the one who asks, if the application is still as they saw it.
pub async fn advance(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
    asked: Asked,
) -> Result<Application, CaseError> {
    let catalog = cx.catalog();
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let (entry, process) = passport(&catalog, &application)?;
    let department = &entry.service.department;
    match access::read_application(actor, &application, department) {
        Access::Allow => {}
        Access::Deny => return Err(CaseError::Forbidden),
        Access::Hide => return Err(CaseError::NotFound("application")),
    }
    if application.version != asked.version {
        return Err(CaseError::Stale { current: application.version });
    }
    let roles = actor.roles_on(&application, department);
    let role = process
        .find_move(&asked.made)
        .and_then(|one| roles.iter().find(|role| one.by.contains(role)))
        .or(roles.first())
        .copied()
        .ok_or(CaseError::Forbidden)?;
    let advance = Advance { made: asked.made, role, reason: asked.reason, result: None };
    let by = ActorRef { role, person: actor.person().map(|person| person.citizen) };
    let application = advance_in(cx, &mut tx, application, &advance, by).await?;
    tx.commit().await?;
    Ok(application)
}

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
    tx.update_application(&application, before).await?;
    tx.append(application.citizen, facts_of(&application, by, decision.facts)).await?;
    enqueue_effects(tx, &application, &decision.effects).await?;
    Ok(application)
}

/// Facts of an application on their way into its citizen's journal.
pub(crate) fn facts_of(
    application: &Application,
    actor: ActorRef,
    facts: Vec<ApplicationFact>,
) -> Vec<NewFact> {
    let new = |body| NewFact {
        application: Some(application.id),
        actor,
        body: FactBody::Application(body),
    };
    facts.into_iter().map(new).collect()
}

/// Leaves the work of a stage in the queue.
pub(crate) async fn enqueue_effects(
    tx: &mut Tx,
    application: &Application,
    effects: &[Effect],
) -> Result<(), CaseError> {
    let id = application.id;
    for effect in effects {
        let job = match effect {
            Effect::SendToDepartment => Job::SendToDepartment { application: id },
            Effect::AwaitDecision => Job::AwaitDecision { application: id },
            Effect::GenerateResult => Job::GenerateResult { application: id },
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

/// A move of the platform or of the department's system, by its code.
pub(crate) fn unattended(made: &str, role: Role) -> Result<(Advance, ActorRef), CaseError> {
    let made = made.parse().map_err(|error| CaseError::Catalog(format!("{error}")))?;
    let advance = Advance { made, role, reason: None, result: None };
    Ok((advance, ActorRef { role, person: None }))
}
