//! Issuing: one document for one case, whoever crashes, comes late or tries again.

use crate::world::{World, entry_of};
use casework::CaseError;
use casework::JobEnd;
use casework::advance::{RequestedMove, advance};
use casework::issue_result::issue_result;
use chrono::TimeDelta;
use domain::application::ApplicationFact;
use domain::journal::FactBody;
use domain::process::{Outcome, Role};
use sha2::{Digest, Sha256};
use store::StoreError;

/// Documents the journal tells of.
async fn told(world: &World) -> Vec<String> {
    let facts = world.journal(&world.anna).await;
    let issued = facts.into_iter().filter_map(|fact| match fact.body {
        FactBody::Application(ApplicationFact::ResultIssued { sha256, .. }) => Some(sha256),
        _ => None,
    });
    issued.collect()
}

/// Proves DM-10, DM-11, SC1.3
#[tokio::test]
async fn a_granted_case_ends_with_a_document_nobody_had_to_draw() {
    let world = World::new().await;
    let (case, claim) = world.granted().await;
    issue_result(&world.cx, &claim, case.id, entry_of(&claim.job)).await.unwrap();
    let ended = world.application(case.id).await;
    assert_eq!((ended.stage.as_str(), ended.outcome), ("executed", Some(Outcome::Granted)));
    let id = ended.result.unwrap();
    let record = casework::read::result(&world.cx, &world.anna, id).await.unwrap();
    let pdf = casework::read::file(&world.cx, &record).await.unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(record.sha256, hex::encode(Sha256::digest(&pdf)));
    assert_eq!(usize::try_from(record.size), Ok(pdf.len()));
    assert_eq!(record.number, ended.number.to_string());
    assert_eq!(told(&world).await, [record.sha256]);
    let facts = world.journal(&world.anna).await;
    assert_eq!(facts.last().unwrap().actor.role, Some(Role::Platform));
    let hidden = casework::read::result(&world.cx, &world.officer, id).await;
    assert!(matches!(hidden, Err(CaseError::NotFound("result"))), "{hidden:?}");
    assert_eq!(world.notices(case.id).await, ["application-registered", "result-ready"]);
}

/// A worker that comes back to finished work finds it finished.
#[tokio::test]
async fn the_same_work_tried_again_issues_nothing_more() {
    let world = World::new().await;
    let (case, claim) = world.granted().await;
    issue_result(&world.cx, &claim, case.id, entry_of(&claim.job)).await.unwrap();
    let first = world.application(case.id).await;
    let again = issue_result(&world.cx, &claim, case.id, entry_of(&claim.job)).await;
    assert!(matches!(again, Ok(JobEnd::NothingToDo)), "nothing to do any more: {again:?}");
    assert_eq!(world.application(case.id).await, first);
    assert_eq!(told(&world).await.len(), 1);
}

/// The worker fell asleep while it drew; another took over and finished. What the first drew counts
/// for nothing.
#[tokio::test]
async fn a_late_worker_issues_nothing() {
    let world = World::new().await;
    let (case, late) = world.granted().await;
    world.clock.advance(TimeDelta::seconds(31));
    let second = world.claim("result.generate").await;
    assert_eq!((second.id, second.attempts), (late.id, 2));
    let refused = issue_result(&world.cx, &late, case.id, entry_of(&late.job)).await;
    assert!(matches!(refused, Err(CaseError::Store(StoreError::LeaseLost))), "{refused:?}");
    let untouched = world.application(case.id).await;
    assert_eq!((untouched.result, untouched.version), (None, case.version));
    assert_eq!(told(&world).await.len(), 0);

    issue_result(&world.cx, &second, case.id, entry_of(&second.job)).await.unwrap();
    let ended = world.application(case.id).await;
    assert_eq!(told(&world).await.len(), 1);
    let record = world.cx.store.result(ended.result.unwrap()).await.unwrap().unwrap();
    assert_eq!(told(&world).await, [record.sha256]);
    assert_eq!(world.documents(), 2, "the first one's file is named by nobody");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_workers_at_once_issue_one_document() {
    let world = World::new().await;
    let (case, late) = world.granted().await;
    world.clock.advance(TimeDelta::seconds(31));
    let second = world.claim("result.generate").await;
    let (one, two) = tokio::join!(
        issue_result(&world.cx, &late, case.id, entry_of(&late.job)),
        issue_result(&world.cx, &second, case.id, entry_of(&second.job)),
    );
    assert!(one.is_err(), "the late one finished");
    // The second may have met the lock of the first; then it tries again, as the worker does.
    if two.is_err() {
        issue_result(&world.cx, &second, case.id, entry_of(&second.job)).await.unwrap();
    }
    assert_eq!(told(&world).await.len(), 1);
    assert_eq!(world.application(case.id).await.outcome, Some(Outcome::Granted));
}

/// A template that fails leaves the case as it is, to be tried again.
#[tokio::test]
async fn a_document_that_cannot_be_drawn_leaves_no_trace() {
    let world = World::new().await;
    let (filed, claim) = world.awaited().await;
    // A decision without the facts the document prints is none.
    let bare = serde_json::json!({ "status": "none" });
    let decided = casework::exchange::Decided::Granted(bare.clone());
    let refused = world.decided(&claim, filed.id, decided).await;
    let at = |error: &CaseError| matches!(error, CaseError::UnfitFacts { pointer, .. } if pointer == "/center");
    assert!(refused.as_ref().is_err_and(at), "{refused:?}");
    // And where an officer decides, the register may say too little.
    world.told(&world.anna, &bare).await;
    let version = world.application(filed.id).await.version;
    let grant = RequestedMove::of("grant".parse().unwrap(), version);
    advance(&world.cx, &world.officer, filed.id, grant).await.unwrap();
    let claim = world.claim("result.generate").await;
    let case = world.application(filed.id).await;
    let drawn = issue_result(&world.cx, &claim, filed.id, entry_of(&claim.job)).await;
    assert!(matches!(drawn, Err(CaseError::Document(_))), "{drawn:?}");
    assert_eq!(world.application(filed.id).await, case);
    assert_eq!((told(&world).await.len(), world.documents()), (0, 0));
    // With the question to the department, which nobody has ended.
    assert_eq!(world.waiting().await, 2, "the work is still there");
}

/// A job of the entry the case is at, whose stage draws nothing: the catalog was changed under a running case. That is
/// said with its place; it is not taken for work that was overtaken.
#[tokio::test]
async fn work_the_stage_does_not_start_is_an_error_with_its_place() {
    let world = World::new().await;
    let filed = world.files(&world.anna, None).await.unwrap();
    let claim = world.claim("exchange.send").await;
    let drawn = issue_result(&world.cx, &claim, filed.id, entry_of(&claim.job)).await;
    let Err(CaseError::Catalog(told)) = drawn else { panic!("{drawn:?}") };
    let version = filed.process_version;
    assert_eq!(told, format!("stage `registered` of electronic v{version} has no `generate`"));
}
