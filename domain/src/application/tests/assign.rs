//! One of a workplace works on a case at a time.

use super::{at, filed, russia, service};
use crate::application::{
    Advance, Application, ApplicationFact, Assignment, BadAssignment, BadMove,
};
use crate::entropy::SeededEntropy;
use crate::id::CitizenId;
use crate::process::{Process, Role};
use crate::time::Moment;
use serde_json::json;

/// Two stages of a role's workplace, one of the applicant, and the end.
fn process(role: Role) -> Process {
    let stage = |code: &str, owner: Role| {
        json!({
            "code": code, "title": {"ru": code}, "hint": {"ru": code}, "epgu_status_id": 2, "owner": owner.name(),
            "queue": code, "term": {"amount": 1, "unit": "working_day"},
        })
    };
    let one = |code: &str, from: &str, to: &str| {
        let by = Role::ALL.map(Role::name);
        json!({"code": code, "title": {"ru": code}, "from": [from], "to": to, "by": by})
    };
    serde_json::from_value(json!({
        "code": "tested", "version": 1, "title": {"ru": "Проверка"}, "scenario": "electronic",
        "visits_required": 0, "initial": "work",
        "stages": [stage("work", role), stage("more", role), stage("asked", Role::Citizen)],
        "moves": [one("go-on", "work", "more"), one("ask", "more", "asked")],
    }))
    .unwrap()
}

fn waiting(role: Role) -> Application {
    filed(&process(role), &russia(), at("2026-03-02 10:00")).application
}

fn two() -> (CitizenId, CitizenId) {
    let entropy = SeededEntropy::new(11);
    let new = || CitizenId::new(Moment::UNIX_EPOCH, &entropy);
    (new(), new())
}

/// Proves RO-03: one works on a case at a time, and every way from hand to hand is one fact.
#[test]
fn a_case_is_taken_once_and_goes_from_hand_to_hand() {
    let (vera, oleg) = two();
    let now = at("2026-03-02 11:00");
    let free = waiting(Role::DepartmentOfficer);
    let (taken, fact) = free.clone().assign(Assignment::Take, vera, now).unwrap();
    assert_eq!(fact, Some(ApplicationFact::Assigned { to: Some(vera) }));
    assert_eq!((taken.assignee, taken.version), (Some(vera), free.version + 1));
    let again = taken.clone().assign(Assignment::Take, vera, now).unwrap();
    assert_eq!(again, (taken.clone(), None), "taken again by the same, nothing changes");
    let refused = |asked, by| taken.clone().assign(asked, by, now).unwrap_err();
    assert_eq!(refused(Assignment::Take, oleg), BadAssignment::Colleague);
    assert_eq!(refused(Assignment::PutBack, oleg), BadAssignment::NotYours);
    assert_eq!(refused(Assignment::HandOver(oleg), oleg), BadAssignment::NotYours);
    let to = |asked, by| taken.clone().assign(asked, by, now).unwrap().0.assignee;
    assert_eq!(to(Assignment::TakeOver, oleg), Some(oleg));
    assert_eq!(to(Assignment::HandOver(oleg), vera), Some(oleg));
    assert_eq!(to(Assignment::PutBack, vera), None);
    let nothing = free.clone().assign(Assignment::PutBack, vera, now).unwrap();
    assert_eq!(nothing, (free, None));
}

#[test]
fn only_what_waits_at_a_workplace_is_taken() {
    let (vera, _) = two();
    for role in [Role::Citizen, Role::DepartmentSystem, Role::Platform] {
        let taken = waiting(role).assign(Assignment::Take, vera, at("2026-03-02 11:00"));
        assert_eq!(taken.unwrap_err(), BadAssignment::NoWorkplace, "{role:?}");
    }
    let ended = Application { holder: None, ..waiting(Role::Courier) };
    let taken = ended.assign(Assignment::TakeOver, vera, at("2026-03-02 11:00"));
    assert_eq!(taken.unwrap_err(), BadAssignment::NoWorkplace);
}

#[test]
fn whoever_works_on_it_keeps_it_while_it_stays_at_their_workplace() {
    let (role, now) = (Role::DepartmentOfficer, at("2026-03-02 11:00"));
    let (vera, process) = (two().0, process(role));
    let taken = waiting(role).assign(Assignment::Take, vera, now).unwrap().0;
    let go = |one: Application, made: &str| {
        let asked = Advance::of(made.parse().unwrap(), role);
        one.advance(&asked, &service(), &process, &russia(), now).unwrap().application
    };
    let further = go(taken, "go-on");
    assert_eq!(further.assignee, Some(vera));
    assert_eq!(go(further, "ask").assignee, None, "the applicant's turn is nobody's work");
    // Where the applicant comes, it is whoever's is at the window then: said by a fact of its own.
    let (role, at_office) = (Role::OfficeOperator, self::process(Role::OfficeOperator));
    let taken = waiting(role).assign(Assignment::Take, vera, now).unwrap().0;
    let asked = Advance::of("go-on".parse().unwrap(), role);
    let moved = taken.advance(&asked, &service(), &at_office, &russia(), now).unwrap();
    assert_eq!(moved.facts.last(), Some(&ApplicationFact::Assigned { to: None }));
    assert_eq!(moved.application.assignee, None);
}

#[test]
fn a_colleague_makes_no_move_and_others_do() {
    let (vera, oleg) = two();
    let now = at("2026-03-02 11:00");
    let free = waiting(Role::OfficeOperator);
    assert_eq!(free.check_assignee(Role::OfficeOperator, Some(oleg)), Ok(()));
    let taken = free.assign(Assignment::Take, vera, now).unwrap().0;
    assert_eq!(taken.check_assignee(Role::OfficeOperator, Some(vera)), Ok(()));
    assert_eq!(taken.check_assignee(Role::OfficeOperator, Some(oleg)), Err(BadMove::Colleague));
    for (role, by) in [(Role::Citizen, Some(oleg)), (Role::Platform, None)] {
        assert_eq!(taken.check_assignee(role, by), Ok(()), "{role:?}");
    }
}
