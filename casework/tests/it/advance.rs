//! Moves: made by the one whose turn it is, on the case as they saw it; refused without a trace.

use crate::world::{World, id_of};
use casework::CaseError;
use casework::advance::{RequestedMove, advance};
use domain::access::{Actor, Person};
use domain::application::{Application, BadMove};
use domain::codes::ReasonCode;
use domain::duty::{Duty, DutyRole};
use domain::journal::FactBody;
use domain::process::{Outcome, Role};

fn asked(made: &str, reason: Option<&str>, version: i64) -> RequestedMove {
    let reason = reason.map(|code| code.parse().unwrap());
    RequestedMove { reason, ..RequestedMove::of(made.parse().unwrap(), version) }
}

/// An application that lies with the department.
async fn received(world: &World) -> Application {
    let filed = world.files(&world.anna, None).await.unwrap();
    let claim = world.claim("exchange.send").await;
    world.received(&claim, filed.id).await;
    world.application(filed.id).await
}

/// Tries a move that must be refused, and looks that nothing changed.
async fn refused(world: &World, actor: &Actor, on: &Application, try_: RequestedMove) -> CaseError {
    let before = (world.journal(&world.anna).await, world.waiting().await);
    let error = advance(&world.cx, actor, on.id, try_).await.expect_err("it was made");
    assert_eq!(world.application(on.id).await, *on, "{error}");
    assert_eq!((world.journal(&world.anna).await, world.waiting().await), before, "{error}");
    error
}

#[tokio::test]
async fn whose_business_it_is_not_learns_nothing_of_a_case() {
    let world = World::new().await;
    let case = received(&world).await;
    let elsewhere = Actor::Person(Person {
        duties: vec![
            Duty::of_post(DutyRole::DepartmentOfficer, "other".parse().unwrap()),
            Duty::of_post(DutyRole::OfficeOperator, "minsocrazvitiya".parse().unwrap()),
        ],
        ..world.boris.person().unwrap().clone()
    });
    for actor in [&world.boris, &elsewhere, &Actor::Anonymous, &Actor::Bot] {
        let error = refused(&world, actor, &case, asked("withdraw", None, case.version)).await;
        assert!(matches!(error, CaseError::NotFound("application")), "{error:?}");
        // Not even whether the version was right.
        let error = refused(&world, actor, &case, asked("withdraw", None, 1)).await;
        assert!(matches!(error, CaseError::NotFound("application")), "{error:?}");
    }
}

/// Proves DM-08, DM-09, RO-03
#[tokio::test]
async fn a_move_that_may_not_be_made_changes_nothing() {
    let world = World::new().await;
    let case = received(&world).await;
    let (anna, officer, version) = (&world.anna, &world.officer, case.version);
    let try_ = async |actor, made: &str, reason, version| {
        refused(&world, actor, &case, asked(made, reason, version)).await
    };
    let error = try_(officer, "grant", None, version - 1).await;
    assert!(matches!(error, CaseError::Stale { current } if current == version), "{error:?}");
    let error = try_(anna, "grant", None, version).await;
    assert!(matches!(error, CaseError::Move(BadMove::NotYours(_))), "{error:?}");
    let error = try_(officer, "withdraw", None, version).await;
    assert!(matches!(error, CaseError::Move(BadMove::NotYours(_))), "{error:?}");
    let error = try_(officer, "issue", None, version).await;
    assert!(matches!(error, CaseError::Move(BadMove::NotYours(_))), "{error:?}");
    let error = try_(officer, "burn", None, version).await;
    assert!(matches!(error, CaseError::Move(BadMove::Unknown(_))), "{error:?}");
    let error = try_(officer, "refuse", None, version).await;
    assert!(matches!(error, CaseError::Move(BadMove::ReasonNeeded(_))), "{error:?}");
    let error = try_(officer, "refuse", Some("because"), version).await;
    assert!(matches!(error, CaseError::Move(BadMove::ReasonUnknown(_))), "{error:?}");
    let error = try_(officer, "refuse-intake", Some("not_in_register"), version).await;
    assert!(matches!(error, CaseError::Move(BadMove::ReasonClosed { .. })), "{error:?}");
}

#[tokio::test]
async fn a_refusal_ends_the_case_with_its_reason_and_tells_the_applicant() {
    let world = World::new().await;
    let case = received(&world).await;
    for claim in world.claims().await {
        let mut tx = world.cx.begin().await.unwrap();
        tx.finish(&claim).await.unwrap();
        tx.commit().await.unwrap();
    }
    let try_ = asked("refuse", Some("data_mismatch"), case.version);
    let ended = advance(&world.cx, &world.officer, case.id, try_).await.unwrap();
    assert_eq!(ended.outcome, Some(Outcome::Refused));
    assert_eq!(ended.refusal.as_ref().map(ReasonCode::as_str), Some("data_mismatch"));
    assert_eq!(world.notices(case.id).await, ["application-registered", "refused"]);
    let facts = world.journal(&world.anna).await;
    let last = facts.last().unwrap();
    assert_eq!(last.actor.role, Some(Role::DepartmentOfficer));
    assert_eq!(last.actor.person, Some(id_of(&world.officer)), "who did it is told");
    assert!(matches!(last.body, FactBody::Application(_)));

    for (actor, made) in [(&world.anna, "withdraw"), (&world.officer, "grant")] {
        let error = refused(&world, actor, &ended, asked(made, None, ended.version)).await;
        assert!(matches!(error, CaseError::Move(BadMove::NotOpen { .. })), "{error:?}");
    }
}

/// Of two who saw the same case, one is told to look again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_moves_at_once_one_is_made() {
    let world = World::new().await;
    let case = received(&world).await;
    let grant = advance(&world.cx, &world.officer, case.id, asked("grant", None, case.version));
    let back = advance(&world.cx, &world.anna, case.id, asked("withdraw", None, case.version));
    let (grant, back) = tokio::join!(grant, back);
    assert!(grant.is_ok() != back.is_ok(), "{grant:?} {back:?}");
    let lost = grant.err().or(back.err());
    assert!(matches!(lost, Some(CaseError::Stale { .. })), "{lost:?}");
    assert_eq!(world.application(case.id).await.version, case.version + 1);
}

/// An officer who applies for themself is an applicant, and decides nothing in their own case.
#[tokio::test]
async fn an_officer_does_not_decide_their_own_case() {
    let world = World::new().await;
    world.told(&world.officer, &crate::world::register("unemployed")).await;
    let filed = world.files(&world.officer, None).await.unwrap();
    let claim = world.claim("exchange.send").await;
    world.received(&claim, filed.id).await;
    let version = world.application(filed.id).await.version;
    let own = advance(&world.cx, &world.officer, filed.id, asked("grant", None, version)).await;
    assert!(matches!(own, Err(CaseError::Move(BadMove::NotYours(_)))), "{own:?}");
}
