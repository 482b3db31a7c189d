//! Reading cases at the desk: what waits for an officer, and a case beside what registers tell.

use super::{Assignee, Case, Filed, case, filed, only};
use crate::cx::{Cx, passport, person};
use crate::error::CaseError;
use crate::steps::form::{Known, RuleLook};
use crate::steps::workplaces::{Workplace, desks_of};
use domain::access::Actor;
use domain::application::Application;
use domain::citizen::Profile;
use domain::codes::RegisterCode;
use domain::id::{ApplicationId, CitizenId};
use domain::number::ApplicationNumber;
use domain::process::Role;
use domain::time::Moment;
use serde_json::Value;
use store::{ApplicationPage, Hands, HeldDecision};

/// A case as an officer sees it.
#[derive(Debug, Clone)]
pub struct DeskCase {
    /// What everybody who may read it sees.
    pub case: Case,
    /// What was filed, and the applicant as they were then.
    pub filed: Filed,
    /// The applicant as ESIA told of them last.
    pub now: Profile,
    /// What the registers of the service tell of the applicant.
    pub told: Vec<Told>,
    /// The rules of the service as they stand for this application now, in the order of the passport. One that is asked
    /// after another is not among them where that one does not hold.
    pub rules: Vec<RuleLook>,
    /// The decision that is held on it.
    pub held: Option<HeldDecision>,
}

/// What a register of a service tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Which register.
    pub register: RegisterCode,
    /// Its answer and when it was asked; nothing, while it has not answered.
    pub answer: Option<(Value, Moment)>,
}

/// A case of the asker's department.
pub async fn desk_case(cx: &Cx, actor: &Actor, id: ApplicationId) -> Result<DeskCase, CaseError> {
    let missing = || CaseError::NotFound("application");
    let case = case(cx, actor, id).await?;
    if !case.roles.contains(&Role::DepartmentOfficer) {
        return Err(missing());
    }
    let (entry, _process) = passport(&case.catalog, &case.application)?;
    let filed = filed(cx, entry, id).await?.ok_or_else(missing)?;
    let held = cx.store.held_decision(id).await?;
    let held = held.filter(|held| held.stands(&case.application));
    let (known, registers) = Known::about(cx, case.application.citizen).await?;
    let told = entry.service.registers.iter().map(|code| {
        let answer = registers.iter().find(|one| one.register == *code);
        let answer = answer.map(|one| (one.data.clone(), one.fetched_at));
        Told { register: code.clone(), answer }
    });
    let told = told.collect();
    let rules = known.rules(entry, &filed.form, &case.application.cleared);
    Ok(DeskCase { now: known.profile().clone(), case, filed, told, rules, held })
}

/// The application of a number, whether it waits or not, if somebody asks who works at one of these places and has to do with
/// it: a page of one, or of none if it is others' or nobody's.
pub async fn desk_numbered(
    cx: &Cx,
    actor: &Actor,
    places: &[Workplace],
    number: ApplicationNumber,
) -> Result<ApplicationPage, CaseError> {
    desks_of(actor, places)?;
    let Some(found) = cx.store.application_numbered(number).await? else { return Ok(only(None)) };
    let catalog = cx.catalog();
    let (entry, _) = passport(&catalog, &found)?;
    let roles = actor.roles_on(&found, &entry.service.department);
    let is_theirs = places.iter().any(|place| roles.contains(&place.role()));
    Ok(only(is_theirs.then_some(found)))
}

/// Which of the cases that wait somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Whose {
    /// All of them.
    #[default]
    Everybodys,
    /// Those that nobody works on.
    Nobodys,
    /// Those the asker works on.
    Mine,
}

/// A page of the cases that wait for the asker at these places, the one that is due first first, after a place in the list.
pub async fn desk(
    cx: &Cx,
    actor: &Actor,
    (places, whose): (&[Workplace], Whose),
    (after, limit): (Option<(Moment, ApplicationId)>, u64),
) -> Result<ApplicationPage, CaseError> {
    // Nobody decides on, or hands over, what is their own.
    let own = person(actor)?.citizen;
    let hands = match whose {
        Whose::Everybodys => Hands::Any,
        Whose::Nobodys => Hands::Free,
        Whose::Mine => Hands::Of(own),
    };
    let mut pages = Vec::new();
    for desk in desks_of(actor, places)? {
        pages.push(cx.store.applications_held(desk, hands, own, after, limit).await?);
    }
    let due = |one: &Application| (one.stage_due_at, one.id);
    let place = |one: &Application| Some((one.stage_due_at?, one.id));
    Ok(ApplicationPage::together(pages, limit, due, place))
}

/// The decisions held on these applications of a desk: what is on its way already.
pub async fn held_on(
    cx: &Cx,
    applications: &[Application],
) -> Result<Vec<HeldDecision>, CaseError> {
    let ids: Vec<ApplicationId> = applications.iter().map(|one| one.id).collect();
    let mut held = cx.store.held_decisions(&ids).await?;
    held.retain(|held| {
        applications.iter().any(|one| one.id == held.application && held.stands(one))
    });
    Ok(held)
}

/// Who works on these applications of a desk, by name: of each that is in somebody's hands and waits where the asker works.
pub async fn assignees(
    cx: &Cx,
    actor: &Actor,
    of: &[Application],
) -> Result<Vec<(ApplicationId, Assignee)>, CaseError> {
    let own = person(actor)?.citizen;
    // A department finds its cases by number while they wait at an office: who works on them there is not for it.
    let here = of.iter().filter(|one| actor.duty_at(one).is_some());
    let mut ids: Vec<CitizenId> = here.clone().filter_map(|one| one.assignee).collect();
    ids.sort_unstable();
    ids.dedup();
    let people = cx.store.citizens(&ids).await?;
    let assignee = |one: &Application| {
        let person = people.iter().find(|person| Some(person.id) == one.assignee)?;
        Some((one.id, Assignee { own: person.id == own, name: person.profile.full_name() }))
    };
    Ok(here.filter_map(assignee).collect())
}
