//! Moving an application on: the move of a person, of the department's system, or of the platform.

use crate::cx::{Cx, may_read, passport, person};
use crate::error::CaseError;
use crate::precheck;
use domain::access::Actor;
use domain::application::{Advance, Application, ApplicationFact, Correction};
use domain::codes::{DepartmentCode, MoveCode, ReasonCode};
use domain::id::ApplicationId;
use domain::job::{Entry, Job};
use domain::journal::{ActorRef, FactBody, NewFact};
use domain::precheck::Sufficiency;
use domain::process::{Effect, Role};
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::{FiledForm, Tx};

/// What is asked of an application.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The move.
    pub made: MoveCode,
    /// The coded reason, where the move takes one.
    pub reason: Option<ReasonCode>,
    /// The corrected form, where the move carries one.
    pub form: Option<Value>,
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
    // Checked before the transaction: it looks into the store too. The version says that nothing came between.
    let correction = match &asked.form {
        Some(form) => Some(corrected(cx, actor, id, asked.version, form).await?),
        None => None,
    };
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let (entry, process) = passport(&catalog, &application)?;
    let department = &entry.service.department;
    may_read(actor, &application, department)?;
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
    let advance =
        Advance { made: asked.made, role, reason: asked.reason, result: None, correction };
    let by = ActorRef { role, person: actor.person().map(|person| person.citizen) };
    let application = advance_in(cx, &mut tx, application, &advance, by).await?;
    if let Some(form) = asked.form {
        tx.keep_form(id, application.revision, &FiledForm(form)).await?;
    }
    tx.commit().await?;
    Ok(application)
}

/// Pre-check of a corrected form, by the passport the application goes by: as strict as at filing.
async fn corrected(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
    version: i64,
    form: &Value,
) -> Result<Correction, CaseError> {
    let application = cx.store.application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, &application)?;
    may_read(actor, &application, &entry.service.department)?;
    if application.version != version {
        return Err(CaseError::Stale { current: application.version });
    }
    let checked = precheck::check(cx, person(actor)?, entry, form).await?;
    if checked.verdict == Sufficiency::Insufficient {
        return Err(CaseError::Insufficient(Box::new(checked)));
    }
    Ok(Correction { form_sha256: sha256(form), cleared: checked.satisfied })
}

/// SHA-256 of a form, lower-case hex: what the journal holds of it.
pub(crate) fn sha256(form: &Value) -> String {
    hex::encode(Sha256::digest(form.to_string()))
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
    enqueue_effects(tx, &application, &entry.service.department, &decision.effects).await?;
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
