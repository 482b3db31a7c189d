//! Decisions: seen before they are made, held for a moment, taken back or overtaken. Issue 6, C19.

use crate::world::{World, id_of, register};
use casework::JobEnd;
use casework::advance::{RequestedMove, advance};
use casework::decision::{RequestedDecision, decide, draft, make, preview, take_back};
use casework::read::desk_case;
use casework::{CaseError, DraftForm, HeldDecision};
use chrono::TimeDelta;
use domain::access::{Actor, Person};
use domain::application::{Application, BadMove};
use domain::duty::{Duty, DutyRole};
use domain::journal::{ActorRef, FactBody, NewFact};
use domain::process::{Outcome, Role};
use domain::rule::Verdict;
use serde_json::json;
use store::{Claim, Job};

const HELD: TimeDelta = TimeDelta::seconds(60);

fn asked(made: &str, reason: Option<&str>, version: i64) -> RequestedDecision {
    let reason = reason.map(|code| code.parse().unwrap());
    RequestedDecision { made: made.parse().unwrap(), reason, version }
}

/// An application that waits for an officer, and nothing else is left to do.
async fn waiting(world: &World) -> Application {
    let filed = world.files(&world.anna, None).await.unwrap();
    let claim = world.claim("exchange.send").await;
    world.received(&claim, filed.id).await;
    let claims = world.claims().await;
    let mut tx = world.cx.begin().await.unwrap();
    for claim in claims {
        tx.finish(&claim).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(world.waiting().await, 0);
    world.application(filed.id).await
}

async fn decided(
    world: &World,
    on: &Application,
    made: &str,
    reason: Option<&str>,
) -> HeldDecision {
    decide(&world.cx, &world.officer, on.id, asked(made, reason, on.version)).await.unwrap()
}

/// The decisions whose moment has come by now.
async fn due(world: &World) -> Vec<Claim> {
    let mut claims = world.claims().await;
    // What was taken back is told to the department too.
    claims.retain(|claim| claim.job.kind() != "exchange.cancel");
    assert!(claims.iter().all(|claim| claim.job.kind() == "decision.make"), "{claims:?}");
    claims
}

async fn made(world: &World, claim: &Claim) -> JobEnd {
    let Job::MakeDecision { application, decision, entry: _ } = claim.job else {
        panic!("{claim:?}");
    };
    make(&world.cx, claim, application, decision).await.unwrap()
}

#[tokio::test]
async fn a_decision_is_held_for_a_moment_and_then_made() {
    let world = World::new().await;
    let case = waiting(&world).await;
    let before = world.journal(&world.anna).await;
    let held = decided(&world, &case, "refuse", Some("data_mismatch")).await;
    assert_eq!(held.leaves_at, case.stage_since + HELD);
    // Nothing of it is anywhere but on the desk.
    assert_eq!(world.application(case.id).await, case);
    assert_eq!(world.journal(&world.anna).await, before);
    let seen = desk_case(&world.cx, &world.officer, case.id).await.unwrap();
    assert_eq!(seen.held.as_ref(), Some(&held));
    world.clock.advance(HELD - TimeDelta::milliseconds(1));
    assert!(due(&world).await.is_empty(), "it is not its moment yet");

    world.clock.advance(TimeDelta::milliseconds(1));
    let claims = due(&world).await;
    assert_eq!(made(&world, &claims[0]).await, JobEnd::Done);
    let ended = world.application(case.id).await;
    assert_eq!(ended.outcome, Some(Outcome::Refused));
    let facts = world.journal(&world.anna).await;
    let last = facts.last().unwrap();
    assert_eq!(
        (last.actor.role, last.actor.person),
        (Some(Role::DepartmentOfficer), Some(held.officer))
    );
    assert_eq!(last.at, held.leaves_at, "the time of a decision is the time it is made");
    let seen = desk_case(&world.cx, &world.officer, case.id).await.unwrap();
    assert_eq!(seen.held, None);
    assert!(
        !take_back(&world.cx, &world.officer, case.id, Some(held.id)).await.unwrap(),
        "too late"
    );
    assert_eq!(world.application(case.id).await, ended);
}

#[tokio::test]
async fn a_decision_that_is_taken_back_is_not_made_and_another_may_be() {
    let world = World::new().await;
    let case = waiting(&world).await;
    let first = decided(&world, &case, "refuse", Some("data_mismatch")).await;
    let colleague = Actor::Person(Person {
        citizen: id_of(&world.boris),
        ..world.officer.person().unwrap().clone()
    });
    assert!(take_back(&world.cx, &colleague, case.id, Some(first.id)).await.unwrap());
    assert!(!take_back(&world.cx, &colleague, case.id, Some(first.id)).await.unwrap(), "once");
    world.clock.advance(TimeDelta::seconds(30));
    let second = decided(&world, &case, "grant", None).await;
    // The moment of the first comes while the second is held: it makes nothing of the other's.
    world.clock.advance(TimeDelta::seconds(31));
    let claims = due(&world).await;
    assert_eq!(claims.len(), 1);
    assert_eq!(made(&world, &claims[0]).await, JobEnd::NothingToDo);
    let mut tx = world.cx.begin().await.unwrap();
    tx.finish(&claims[0]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.application(case.id).await, case);

    world.clock.advance(TimeDelta::seconds(30));
    let claims = due(&world).await;
    assert_eq!(made(&world, &claims[0]).await, JobEnd::Done);
    let facts = world.journal(&world.anna).await;
    assert_eq!(facts.last().unwrap().actor.person, Some(second.officer));
    assert_eq!(world.application(case.id).await.stage.as_str(), "decided");
}

/// What the applicant does while it is held goes before it.
#[tokio::test]
async fn an_application_that_is_taken_back_meanwhile_is_not_decided() {
    let world = World::new().await;
    let case = waiting(&world).await;
    decided(&world, &case, "grant", None).await;
    let withdraw = RequestedMove::of("withdraw".parse().unwrap(), case.version);
    let ended = advance(&world.cx, &world.anna, case.id, withdraw).await.unwrap();
    world.clock.advance(HELD);
    let claims = due(&world).await;
    assert_eq!(made(&world, &claims[0]).await, JobEnd::Overtaken, "and nothing was made");
    assert_eq!(world.application(case.id).await, ended);
    assert_eq!(world.waiting().await, 1, "the department is to be told");
}

/// What is only noted on the case, and moves it nowhere, takes no decision away.
#[tokio::test]
async fn a_note_on_the_case_leaves_a_held_decision_standing() {
    let world = World::new().await;
    let case = waiting(&world).await;
    decided(&world, &case, "refuse", Some("data_mismatch")).await;
    let mut tx = world.cx.begin().await.unwrap();
    let held = tx.lock_application(case.id).await.unwrap().unwrap();
    let (noted, fact) = held.delay(tx.now()).expect("it is not delayed yet");
    let body = FactBody::Application(fact);
    tx.update_application(&noted, case.version).await.unwrap();
    let new = NewFact { application: Some(case.id), actor: ActorRef::PLATFORM, body };
    tx.append(case.citizen, vec![new]).await.unwrap();
    tx.commit().await.unwrap();
    assert_ne!(noted.version, case.version);
    world.clock.advance(HELD);
    let claims = due(&world).await;
    assert_eq!(made(&world, &claims[0]).await, JobEnd::Done);
    assert_eq!(world.application(case.id).await.outcome, Some(Outcome::Refused));
}

#[tokio::test]
async fn what_is_decided_is_not_decided_twice() {
    let world = World::new().await;
    let case = waiting(&world).await;
    decided(&world, &case, "grant", None).await;
    let again = asked("refuse", Some("data_mismatch"), case.version);
    let error = decide(&world.cx, &world.officer, case.id, again).await.unwrap_err();
    assert!(matches!(error, CaseError::DecisionHeld), "{error:?}");
    let by_api = RequestedMove::of("grant".parse().unwrap(), case.version);
    let error = advance(&world.cx, &world.officer, case.id, by_api).await.unwrap_err();
    assert!(matches!(error, CaseError::DecisionHeld), "{error:?}");
    assert_eq!(world.waiting().await, 1);
}

/// Proves DM-08, DM-09, RO-03
#[tokio::test]
async fn what_could_not_be_made_is_refused_at_once_and_seen_by_nobody_else() {
    let world = World::new().await;
    let case = waiting(&world).await;
    let version = case.version;
    let refused = async |actor: &Actor, asked: RequestedDecision| {
        let seen = preview(&world.cx, actor, case.id, asked.clone()).await.unwrap_err();
        let error = decide(&world.cx, actor, case.id, asked).await.unwrap_err();
        assert_eq!(seen.to_string(), error.to_string(), "a preview is refused as the decision is");
        assert_eq!(world.waiting().await, 0, "{error}");
        error
    };
    let officer = &world.officer;
    let error = refused(officer, asked("grant", None, version - 1)).await;
    assert!(matches!(error, CaseError::Stale { .. }), "{error:?}");
    let error = refused(officer, asked("refuse", None, version)).await;
    assert!(matches!(error, CaseError::Move(BadMove::ReasonNeeded(_))), "{error:?}");
    let error = refused(officer, asked("refuse-intake", Some("not_in_register"), version)).await;
    assert!(matches!(error, CaseError::Move(BadMove::ReasonClosed { .. })), "{error:?}");
    let error = refused(officer, asked("withdraw", None, version)).await;
    assert!(matches!(error, CaseError::Move(BadMove::NotYours(_))), "{error:?}");
    // Their own case, and they are told no more of it than everybody.
    let error = refused(&world.anna, asked("grant", None, version)).await;
    assert!(matches!(error, CaseError::Forbidden), "{error:?}");
    let elsewhere = Actor::Person(Person {
        duties: vec![Duty::of_post(DutyRole::DepartmentOfficer, "other".parse().unwrap())],
        ..world.boris.person().unwrap().clone()
    });
    let held = decided(&world, &case, "grant", None).await;
    for actor in [&world.boris, &elsewhere] {
        let asked = asked("grant", None, version);
        let errors = [
            decide(&world.cx, actor, case.id, asked.clone()).await.unwrap_err(),
            preview(&world.cx, actor, case.id, asked).await.unwrap_err(),
            draft(&world.cx, actor, case.id, DraftForm::Pdf).await.unwrap_err(),
            take_back(&world.cx, actor, case.id, Some(held.id)).await.unwrap_err(),
        ];
        let hidden = |error: &CaseError| matches!(error, CaseError::NotFound("application"));
        assert!(errors.iter().all(hidden), "{errors:?}");
    }
    for anna in [
        draft(&world.cx, &world.anna, case.id, DraftForm::Svg).await.unwrap_err(),
        take_back(&world.cx, &world.anna, case.id, Some(held.id)).await.unwrap_err(),
    ] {
        assert!(matches!(anna, CaseError::Forbidden), "{anna:?}");
    }
}

/// The letter that is sent is the letter that was seen.
#[tokio::test]
async fn the_letter_is_seen_before_it_is_sent() {
    let world = World::new().await;
    let case = waiting(&world).await;
    let refuse = asked("refuse", Some("data_mismatch"), case.version);
    let seen = preview(&world.cx, &world.officer, case.id, refuse.clone()).await.unwrap();
    assert!(!seen.document);
    decide(&world.cx, &world.officer, case.id, refuse).await.unwrap();
    world.clock.advance(HELD);
    let claims = due(&world).await;
    assert_eq!(made(&world, &claims[0]).await, JobEnd::Done);
    let mut told = world.cx.store.notices_about(case.id).await.unwrap();
    assert_eq!(told.remove(1).code.as_str(), "application-registered");
    let words: Vec<_> = told.into_iter().map(|one| one.words).collect();
    assert_eq!(words, seen.letters);
}

/// The document is seen before it is issued, and seeing it issues nothing.
#[tokio::test]
async fn the_document_is_seen_before_it_is_issued() {
    let world = World::new().await;
    let case = waiting(&world).await;
    let before = world.journal(&world.anna).await;
    let grant = asked("grant", None, case.version);
    let seen = preview(&world.cx, &world.officer, case.id, grant).await.unwrap();
    assert!(seen.document);
    let subjects: Vec<_> = seen.letters.iter().map(|one| one.subject.as_str()).collect();
    assert_eq!(subjects, ["Справка из центра занятости: готово"]);
    let pdf = draft(&world.cx, &world.officer, case.id, DraftForm::Pdf).await.unwrap();
    assert!(pdf.starts_with(b"%PDF"), "no PDF");
    let svg = draft(&world.cx, &world.officer, case.id, DraftForm::Svg).await.unwrap();
    assert!(svg.starts_with(b"<svg"), "no picture");
    assert_eq!((world.documents(), world.waiting().await), (0, 0));
    assert_eq!(world.journal(&world.anna).await, before);
}

#[tokio::test]
async fn what_registers_tell_now_is_judged_beside_the_form() {
    let world = World::new().await;
    let case = waiting(&world).await;
    let verdicts = async || {
        let seen = desk_case(&world.cx, &world.officer, case.id).await.unwrap();
        let of = |id: &str| {
            let look = seen.rules.iter().find(|one| one.rule == id);
            look.map(|one| (one.verdict == Verdict::Satisfied, one.held_at_filing))
        };
        (of("known-to-register"), of("registered-now"))
    };
    assert_eq!(verdicts().await, (Some((true, true)), Some((true, true))));
    world.told(&world.anna, &register("removed")).await;
    assert_eq!(verdicts().await, (Some((true, true)), Some((false, true))));
    // One that is asked after another says nothing where that one does not hold.
    world.told(&world.anna, &json!({"status": "none", "benefits": []})).await;
    assert_eq!(verdicts().await, (Some((false, true)), None));
    let facts = world.journal(&world.anna).await;
    assert!(facts.iter().all(|fact| matches!(fact.body, FactBody::Application(_))));
}
