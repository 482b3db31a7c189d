//! Making moves in a transaction that holds the application, and the work they leave behind.

use super::note::{facts_of, note};
use super::notices::{addressee, is_call, plan_at_once};
use crate::cx::{Cx, may_read, passport};
use crate::error::CaseError;
use crate::steps::{co_applicant, papers, waiting_list};
use domain::access::Actor;
use domain::application::{Advance, Application};
use domain::codes::{DepartmentCode, MoveCode, ReasonCode};
use domain::job::{Entry, Job};
use domain::journal::ActorRef;
use domain::process::{Effect, Process, Role};
use store::Tx;

/// Makes moves one after the other inside a transaction that holds the application: new state, facts, notices, and the
/// work the entered stages start. What came of all of them is written once.
pub(crate) async fn advance_in(
    cx: &Cx,
    tx: &mut Tx,
    mut application: Application,
    moves: &[(Advance, ActorRef)],
) -> Result<Application, CaseError> {
    let catalog = cx.catalog();
    let (entry, process) = passport(&catalog, &application)?;
    let (before, left) = (application.version, application.stage.clone());
    let (mut facts, mut jobs) = (Vec::new(), Vec::new());
    for (asked, by) in moves {
        let from = process.stage(&application.stage);
        let asked = waiting_list::in_turn(tx, &application, (process, asked)).await?;
        let decision =
            application.advance(&asked, &entry.service, process, catalog.calendar(), tx.now())?;
        application = decision.application;
        facts.extend(facts_of(&application, *by, decision.facts));
        let stages = (from, process.stage(&application.stage));
        let placed = waiting_list::follow(cx, tx, (application, entry), stages).await?;
        application = placed.application;
        facts.extend(placed.facts);
        jobs.extend(placed.work);
        if let Some(from) = from {
            papers::keep_here(tx, application.id, from).await?;
        }
        papers::carry(&catalog, tx, (&application, &entry.service), &decision.effects).await?;
        let work = jobs_of(&application, &entry.service.department, &decision.effects);
        jobs.extend(co_applicant::told_too(&application, &work));
        jobs.extend(co_applicant::invited(tx, &application, entry).await?);
        let told = if work.iter().any(is_call) {
            let about = (application.id, application.revision);
            addressee(tx, application.citizen, about).await?
        } else {
            None
        };
        jobs.extend(plan_at_once(cx, tx, &application, work, told.as_ref()).await?);
    }
    note(tx, &application, before, facts).await?;
    if process.effect(&left, Effect::lapsing).is_some() {
        // It was left in its term.
        tx.forget_lapse(application.id).await?;
    }
    leave(tx, &application, jobs).await?;
    Ok(application)
}

/// Leaves work behind: due now, or when the stage has run out of its term.
pub(crate) async fn leave(
    tx: &mut Tx,
    application: &Application,
    jobs: Vec<Job>,
) -> Result<(), CaseError> {
    let lapses = |job: &Job| matches!(job, Job::LapseStage { .. });
    let (lapses, now): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(lapses);
    tx.enqueue_all(&now).await?;
    // Of stages that were only passed through, none is waited for.
    for lapse in lapses
        .iter()
        .filter(|job| job.entry().is_some_and(|entry| entry.is(application.stage_entry)))
    {
        if let Some(due_at) = application.stage_due_at {
            tx.enqueue_at(lapse, due_at).await?;
        }
    }
    Ok(())
}

/// The work of the stage an application is at. What no receiver is named for goes to the service's own department.
pub(crate) fn jobs_of(
    application: &Application,
    own: &DepartmentCode,
    effects: &[Effect],
) -> Vec<Job> {
    let (id, entry) = (application.id, Entry(application.stage_entry));
    let receiver = |named: &Option<DepartmentCode>| Some(named.as_ref().unwrap_or(own).clone());
    let job = |effect: &Effect| {
        Some(match effect {
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
                to: None,
            },
            Effect::Cancel(cancelling) => Job::CancelOrder {
                application: id,
                entry,
                receiver: cancelling.to.as_ref().unwrap_or(own).clone(),
            },
            Effect::Lapse(_) => Job::LapseStage { application: id, entry },
            Effect::Route(_) => Job::RouteCase { application: id, entry },
            // Papers are gathered in the transaction of the move; people do the rest.
            Effect::Carry(_) => return None,
        })
    };
    effects.iter().filter_map(job).collect()
}

/// A move of a person, in the role it belongs to, if they have it on the case, and no colleague works on it.
pub(crate) fn as_person(
    actor: &Actor,
    (application, process): (&Application, &Process),
    roles: &[Role],
    (made, reason): (MoveCode, Option<ReasonCode>),
) -> Result<(Advance, ActorRef), CaseError> {
    let role = process
        .find_move(&made)
        .and_then(|one| roles.iter().find(|role| one.by.contains(role)))
        .or(roles.first())
        .copied()
        .ok_or(CaseError::Forbidden)?;
    let advance = Advance { reason, ..Advance::of(made, role) };
    let person = actor.person().map(|person| person.citizen);
    application.check_assignee(role, person)?;
    Ok((advance, ActorRef { role, person }))
}

/// The roles of one who decides on a case. Others are refused, as far as they may know that it exists.
pub(crate) fn officer(
    actor: &Actor,
    application: &Application,
    department: &DepartmentCode,
) -> Result<Vec<Role>, CaseError> {
    may_read(actor, application, department)?;
    let roles = actor.roles_on(application, department);
    if roles.contains(&Role::DepartmentOfficer) { Ok(roles) } else { Err(CaseError::Forbidden) }
}

/// Whether an officer has decided on an application that the transaction holds, and the decision is on its way.
pub(crate) async fn is_decided(tx: &mut Tx, application: &Application) -> Result<bool, CaseError> {
    let held = tx.held_decision(application.id).await?;
    Ok(held.is_some_and(|held| held.stands(application)))
}

/// A move of the platform or of a department's system.
pub(crate) fn unattended(made: &MoveCode, role: Role) -> (Advance, ActorRef) {
    (Advance::of(made.clone(), role), ActorRef { role, person: None })
}
