//! Who works on a case: taken once, put back, handed over; nobody else of the workplace moves it meanwhile.

use crate::world::{World, id_of};
use casework::advance::{RequestedMove, advance};
use casework::assignment::{assign, colleagues, take_next};
use casework::decision::{RequestedDecision, decide};
use casework::read::{Whose, Workplace, case, desk};
use casework::{CaseError, Cx, HeldDecision};
use chrono::TimeDelta;
use domain::access::{Actor, Person};
use domain::application::{Application, Assignment, BadAssignment, BadMove};
use domain::assurance::Assurance;
use domain::citizen::Profile;
use domain::duty::Duty;
use domain::entropy::SeededEntropy;
use domain::id::{CitizenId, DecisionId};
use domain::job::Entry;
use domain::process::Role;
use domain::time::Moment;
use std::collections::BTreeSet;

const DESK: &[Workplace] = &[Workplace::Department];

/// Applications of these people that wait for an officer, so many of each.
async fn waiting(world: &World, people: &[Actor], each: usize) -> Vec<Application> {
    let mut filed = Vec::new();
    for person in people {
        for _ in 0..each {
            filed.push(world.files(person, None).await.unwrap().id);
        }
    }
    for claim in world.claims().await {
        if claim.job.kind() == "exchange.send" {
            let id = claim.job.application().unwrap();
            world.received(&claim, id).await;
        }
    }
    let mut waiting = Vec::new();
    for id in filed {
        let one = world.application(id).await;
        assert_eq!(one.holder.as_ref().map(|one| one.role), Some(Role::DepartmentOfficer));
        waiting.push(one);
    }
    waiting
}

/// Somebody with the duties of another.
fn like(officer: &Actor, citizen: CitizenId) -> Actor {
    Actor::Person(Person { citizen, ..officer.person().unwrap().clone() })
}

fn somebody(n: u64) -> CitizenId {
    CitizenId::new(Moment::UNIX_EPOCH, &SeededEntropy::new(n))
}

async fn listed(cx: &Cx, actor: &Actor, whose: Whose) -> Vec<Application> {
    desk(cx, actor, (DESK, whose), (None, 100)).await.unwrap().items
}

/// The officer's department counts them among its own, whoever has the СНИЛС of the people here.
async fn employ(world: &World) {
    let duty: &Duty = &world.officer.person().unwrap().duties[0];
    let mut tx = world.cx.begin().await.unwrap();
    tx.grant_duty(&"112-233-445 95".parse().unwrap(), duty).await.unwrap();
    tx.commit().await.unwrap();
}

async fn end_duties(world: &World) {
    let person = "112-233-445 95".parse().unwrap();
    let granted = world.cx.store.duties_of(&person).await.unwrap();
    let mut tx = world.cx.begin().await.unwrap();
    for one in granted {
        tx.end_duty(one.id, "приказ 2").await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Proves RO-03: two hundred who ask at once at two nodes for the next case have fifty of them, each one once, and the rest are told that
/// none is left.
#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_officers_take_fifty_cases_each_once() {
    let world = World::new().await;
    let people = [world.anna.clone(), world.boris.clone()];
    world.told(&world.boris, &crate::world::register("unemployed")).await;
    let cases = waiting(&world, &people, 25).await;
    let nodes = [world.cx.clone(), world.beside().await];
    let tasks = (1..=200_u64).map(|n| {
        let cx = nodes[usize::from(n % 2 == 0)].clone();
        let officer = like(&world.officer, somebody(n));
        tokio::spawn(async move { (somebody(n), take_next(&cx, &officer, DESK).await.unwrap()) })
    });
    let mut taken = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        let (officer, case) = task.await.unwrap();
        taken.extend(case.map(|case| (officer, case)));
    }
    assert_eq!(taken.len(), 50);
    let ids: BTreeSet<_> = taken.iter().map(|(_, case)| case.id).collect();
    assert_eq!(ids, cases.iter().map(|one| one.id).collect());
    for (officer, case) in taken {
        let kept = world.application(case.id).await;
        assert_eq!((kept.assignee, kept.version), (Some(officer), cases[0].version + 1));
    }
    assert_eq!(listed(&world.cx, &world.officer, Whose::Nobodys).await, []);
    // The journals are whole: as many facts as versions, each chained to the one before.
    world.journal(&world.anna).await;
    world.journal(&world.boris).await;
}

#[tokio::test]
async fn the_case_due_first_is_the_next_one_and_a_decided_one_is_not() {
    let world = World::new().await;
    let first = waiting(&world, std::slice::from_ref(&world.anna), 1).await.remove(0);
    world.clock.advance(TimeDelta::days(3));
    let second = waiting(&world, std::slice::from_ref(&world.anna), 1).await.remove(0);
    assert!(first.stage_due_at < second.stage_due_at);
    let colleague = like(&world.officer, somebody(1));
    let asked =
        RequestedDecision { made: "grant".parse().unwrap(), reason: None, version: first.version };
    decide(&world.cx, &colleague, first.id, asked).await.unwrap();
    let next = take_next(&world.cx, &world.officer, DESK).await.unwrap().unwrap();
    assert_eq!(next.id, second.id, "on the first a decision is on its way");
    assert_eq!(take_next(&world.cx, &world.officer, DESK).await.unwrap(), None);
    let taken = assign(&world.cx, &world.officer, first.id, (Assignment::Take, first.version));
    assert!(matches!(taken.await, Err(CaseError::DecisionHeld)));
    let elsewhere = take_next(&world.cx, &world.officer, &[Workplace::Office]).await;
    assert!(matches!(elsewhere, Err(CaseError::Forbidden)), "{elsewhere:?}");
    let citizen = take_next(&world.cx, &world.anna, DESK).await;
    assert!(matches!(citizen, Err(CaseError::Forbidden)), "{citizen:?}");
}

/// A decision that is being held at this moment counts: who waited for the case does not get it.
#[tokio::test]
async fn a_case_that_is_decided_on_while_it_is_waited_for_is_not_given_out() {
    let world = World::new().await;
    let of = waiting(&world, std::slice::from_ref(&world.anna), 1).await.remove(0);
    let mut tx = world.cx.begin().await.unwrap();
    let locked = tx.lock_application(of.id).await.unwrap().unwrap();
    let (cx, officer) = (world.cx.clone(), world.officer.clone());
    let next = tokio::spawn(async move { take_next(&cx, &officer, DESK).await.unwrap() });
    // The other is at it, or will be: either way it comes after the decision.
    tokio::task::yield_now().await;
    let held = HeldDecision {
        id: DecisionId::new(tx.now(), &SeededEntropy::new(3)),
        application: locked.id,
        entry: Entry(locked.stage_entry),
        made: "grant".parse().unwrap(),
        reason: None,
        role: Role::DepartmentOfficer,
        officer: somebody(1),
        leaves_at: tx.now() + TimeDelta::minutes(1),
    };
    tx.hold_decision(&held).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(next.await.unwrap(), None);
    assert_eq!(world.application(of.id).await.assignee, None);
}

#[tokio::test]
async fn while_one_works_on_a_case_no_colleague_moves_it_and_its_applicant_may() {
    let world = World::new().await;
    let of = waiting(&world, std::slice::from_ref(&world.anna), 1).await.remove(0);
    let colleague = like(&world.officer, somebody(1));
    let taken = assign(&world.cx, &world.officer, of.id, (Assignment::Take, of.version)).await;
    let taken = taken.unwrap();
    let made = |made: &str| RequestedMove::of(made.parse().unwrap(), taken.version);
    let moved = advance(&world.cx, &colleague, of.id, made("grant")).await;
    assert!(matches!(moved, Err(CaseError::Move(BadMove::Colleague))), "{moved:?}");
    let (asked, reason) = ("grant".parse().unwrap(), None);
    let asked = RequestedDecision { made: asked, reason, version: taken.version };
    let decided = decide(&world.cx, &colleague, of.id, asked.clone()).await;
    assert!(matches!(decided, Err(CaseError::Move(BadMove::Colleague))), "{decided:?}");
    let again = assign(&world.cx, &colleague, of.id, (Assignment::Take, taken.version)).await;
    assert!(matches!(again, Err(CaseError::Assignment(BadAssignment::Colleague))), "{again:?}");
    // A colleague sees who works on it, and no move; who works on it has them all.
    let seen = case(&world.cx, &colleague, of.id).await.unwrap();
    assert_eq!(seen.moves, []);
    let assignee = seen.assignee.unwrap();
    assert_eq!((assignee.own, assignee.name.as_str()), (false, "Вязов Константин Олеговна"));
    let own = case(&world.cx, &world.officer, of.id).await.unwrap();
    assert!(own.assignee.unwrap().own && !own.moves.is_empty());
    let applicants = case(&world.cx, &world.anna, of.id).await.unwrap();
    assert!(applicants.assignee.is_none() && !applicants.moves.is_empty());
    // What nobody may see does not stop the applicant.
    let withdrawn = advance(&world.cx, &world.anna, of.id, made("withdraw")).await.unwrap();
    assert_eq!(withdrawn.assignee, None);
}

#[tokio::test]
async fn a_case_is_put_back_taken_over_and_handed_over() {
    let world = World::new().await;
    employ(&world).await;
    let of = waiting(&world, std::slice::from_ref(&world.anna), 1).await.remove(0);
    let boris = like(&world.officer, id_of(&world.boris));
    let go = async |actor: &Actor, asked| {
        let version = world.application(of.id).await.version;
        assign(&world.cx, actor, of.id, (asked, version)).await
    };
    assert_eq!(listed(&world.cx, &boris, Whose::Mine).await, []);
    go(&boris, Assignment::Take).await.unwrap();
    assert_eq!(listed(&world.cx, &boris, Whose::Mine).await.len(), 1);
    assert_eq!(listed(&world.cx, &world.officer, Whose::Nobodys).await, []);
    assert_eq!(listed(&world.cx, &world.officer, Whose::Everybodys).await.len(), 1);
    let over = go(&world.officer, Assignment::TakeOver).await.unwrap();
    assert_eq!(over.assignee, Some(id_of(&world.officer)));
    // Who took a case there is a colleague; the applicant, who has the duty too, is none.
    let offered = colleagues(&world.cx, &world.officer, of.id).await.unwrap();
    let offered: Vec<_> = offered.iter().map(|one| one.id).collect();
    assert_eq!(offered, [id_of(&world.boris)]);
    let to = |person: &Actor| Assignment::HandOver(id_of(person));
    let stranger = Assignment::HandOver(stranger(&world).await);
    for wrong in [to(&world.anna), stranger, Assignment::HandOver(somebody(9))] {
        let handed = go(&world.officer, wrong).await;
        assert!(
            matches!(handed, Err(CaseError::Assignment(BadAssignment::NotAColleague))),
            "{wrong:?}: {handed:?}"
        );
    }
    // Whose duty has ended is a colleague no more, however lately they took a case.
    end_duties(&world).await;
    let ended = go(&world.officer, to(&world.boris)).await;
    assert!(matches!(ended, Err(CaseError::Assignment(BadAssignment::NotAColleague))), "{ended:?}");
    assert_eq!(colleagues(&world.cx, &world.officer, of.id).await.unwrap(), []);
    employ(&world).await;
    let handed = go(&world.officer, to(&world.boris)).await.unwrap();
    assert_eq!(handed.assignee, Some(id_of(&world.boris)));
    let back = go(&world.officer, Assignment::PutBack).await;
    assert!(matches!(back, Err(CaseError::Assignment(BadAssignment::NotYours))), "{back:?}");
    let back = go(&boris, Assignment::PutBack).await.unwrap();
    assert_eq!(back.assignee, None);
    let stale = assign(&world.cx, &boris, of.id, (Assignment::Take, of.version)).await;
    assert!(matches!(stale, Err(CaseError::Stale { .. })), "{stale:?}");
    let twice = go(&boris, Assignment::PutBack).await.unwrap();
    assert_eq!(twice.version, back.version, "what is so already changes nothing");
    // Others learn nothing of it.
    for other in [&world.anna, &world.boris] {
        let tried = go(other, Assignment::Take).await;
        assert!(matches!(tried, Err(CaseError::NotFound(_) | CaseError::Forbidden)), "{tried:?}");
        assert!(colleagues(&world.cx, other, of.id).await.is_err());
    }
}

/// Somebody who is known and works elsewhere.
async fn stranger(world: &World) -> CitizenId {
    let mut tx = world.cx.begin().await.unwrap();
    let profile = Profile::named("Клёнова", "Вера");
    let known = tx.remember_citizen(77, Assurance::Confirmed, &profile).await.unwrap();
    tx.commit().await.unwrap();
    known.id
}
