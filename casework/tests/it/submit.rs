//! Filing: all of it or nothing, once however often it is asked for.

use crate::world::{SERVICE, World, filing, form, id_of, key, register, simplified};
use casework::CaseError;
use casework::submit::{Filing, submit};
use domain::access::Actor;
use domain::application::{Application, ApplicationFact, BadSubmission, Channel};
use domain::journal::FactBody;
use domain::process::Role;
use serde_json::{Value, json};
use store::Draft;

async fn begun(world: &World, form: Value) -> Draft {
    let service = SERVICE.parse().unwrap();
    casework::draft::begin(&world.cx, &world.anna, &service, Some(form), None).await.unwrap()
}

async fn nothing_was_filed(world: &World, actor: &Actor) {
    let filed = world.cx.store.applications_of(id_of(actor), None, 10).await.unwrap();
    assert!(filed.items.is_empty() && world.journal(actor).await.is_empty());
    assert_eq!(world.waiting().await, 0);
}

/// Proves SC1.1, G4.4
#[tokio::test]
async fn filing_keeps_the_application_its_fact_its_form_and_its_work_together() {
    let world = World::new().await;
    let filed = world.files(&world.anna, None).await.unwrap();
    assert_eq!(world.application(filed.id).await, filed);
    assert_eq!(world.cx.store.filed_form(filed.id).await.unwrap().unwrap().0, form());
    let facts = world.journal(&world.anna).await;
    assert_eq!((facts.len(), facts[0].actor.role), (1, Some(Role::Citizen)));
    let FactBody::Application(fact) = &facts[0].body else { panic!("{:?}", facts[0]) };
    let folded = Application::fold(filed.id, filed.citizen, [(Some(fact), facts[0].at)]);
    assert_eq!(folded, Ok(filed.clone()));
    let claims = world.claims().await;
    let kinds: Vec<_> = claims.iter().map(|claim| claim.job.kind()).collect();
    assert_eq!(kinds, ["exchange.send"], "nobody can be told by mail or chat");
    assert_eq!(world.notices(filed.id).await, ["application-registered"]);
    assert_eq!(filed.due_at.to_rfc3339(), "2026-11-23T20:59:59.999999+00:00", "one working day");
}

/// The journal tells that a form was filed, and which; never what is in it.
#[tokio::test]
async fn the_journal_holds_the_hash_of_the_form_and_not_a_word_of_it() {
    let world = World::new().await;
    let form = json!({ "certificate_kind": "unemployed_status", "purpose": "заветное-слово" });
    submit(&world.cx, &world.anna, &filing(form), Channel::Api, None).await.unwrap();
    let facts = world.journal(&world.anna).await;
    let FactBody::Application(ApplicationFact::Submitted { form_sha256, .. }) = &facts[0].body
    else {
        panic!("{:?}", facts[0])
    };
    assert!(form_sha256.len() == 64 && form_sha256.bytes().all(|b| b.is_ascii_hexdigit()));
    let told = format!("{facts:?}");
    assert!(told.contains(form_sha256), "what is looked at is all of it");
    assert!(!told.contains("заветное") && !told.contains("Рябинина"), "{told}");
}

/// Proves SH-08
#[tokio::test]
async fn the_same_key_gives_the_same_answer_even_when_the_case_has_moved_on() {
    let world = World::new().await;
    let key = key("k-1", "body");
    let filed = world.files(&world.anna, Some(&key)).await.unwrap();
    let claim = world.claim("exchange.send").await;
    world.received(&claim, filed.id).await;
    let again = world.files(&world.anna, Some(&key)).await.unwrap();
    assert_eq!(again, filed, "as it was filed");
    assert!(world.application(filed.id).await.version > filed.version);
    let other = crate::world::key("k-1", "other body");
    let refused = world.files(&world.anna, Some(&other)).await;
    assert!(matches!(refused, Err(CaseError::KeyReused)), "{refused:?}");
}

/// Proves SH-08
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_at_once_with_one_key_file_one_application() {
    let world = World::new().await;
    let key = key("k-1", "body");
    let all = (0..8).map(|_| {
        let (cx, anna, key) = (world.cx.clone(), world.anna.clone(), key.clone());
        tokio::spawn(async move {
            submit(&cx, &anna, &filing(form()), Channel::Api, Some(&key)).await.unwrap()
        })
    });
    let mut filed = Vec::new();
    for one in all.collect::<Vec<_>>() {
        filed.push(one.await.unwrap());
    }
    assert!(filed.iter().all(|one| *one == filed[0]), "{filed:?}");
    assert_eq!(world.journal(&world.anna).await.len(), 1);
    assert_eq!(world.waiting().await, 1);
    assert_eq!(world.notices(filed[0].id).await.len(), 1);
}

#[tokio::test]
async fn what_does_not_suffice_is_refused_and_leaves_nothing() {
    let world = World::new().await;
    world.told(&world.boris, &register("none")).await;
    let key = key("k-1", "body");
    let refused = world.files(&world.boris, Some(&key)).await;
    assert!(matches!(refused, Err(CaseError::Insufficient(_))), "{refused:?}");
    nothing_was_filed(&world, &world.boris).await;
    // The key is free: once the register knows better, the same request is filed.
    world.told(&world.boris, &register("unemployed")).await;
    world.files(&world.boris, Some(&key)).await.unwrap();
}

#[tokio::test]
async fn nobody_and_a_simplified_account_file_nothing() {
    let world = World::new().await;
    let refused = world.files(&Actor::Anonymous, None).await;
    assert!(matches!(refused, Err(CaseError::SignInFirst)), "{refused:?}");
    let refused = world.files(&simplified(&world.anna), None).await;
    let told = matches!(
        refused,
        Err(CaseError::Insufficient(_) | CaseError::Submission(BadSubmission::Assurance { .. }))
    );
    assert!(told, "{refused:?}");
    nothing_was_filed(&world, &world.anna).await;
}

#[tokio::test]
async fn a_draft_goes_when_it_is_filed_and_stays_when_it_is_not() {
    let world = World::new().await;
    let draft = begun(&world, json!({})).await;
    let of = |version| Filing::Draft { draft: draft.id, version, form: None };
    let empty = submit(&world.cx, &world.anna, &of(1), Channel::Bot, None).await;
    assert!(matches!(empty, Err(CaseError::Insufficient(_))), "{empty:?}");
    casework::draft::save(&world.cx, &world.anna, draft.id, form(), 1).await.unwrap();
    let stale = submit(&world.cx, &world.anna, &of(1), Channel::Bot, None).await;
    assert!(matches!(stale, Err(CaseError::Stale { current: 2 })), "{stale:?}");
    let foreign = submit(&world.cx, &world.boris, &of(2), Channel::Bot, None).await;
    assert!(matches!(foreign, Err(CaseError::NotFound("draft"))), "{foreign:?}");
    nothing_was_filed(&world, &world.anna).await;

    let filed = submit(&world.cx, &world.anna, &of(2), Channel::Bot, None).await.unwrap();
    assert_eq!(filed.channel, Channel::Bot);
    assert_eq!(world.cx.store.drafts_of(id_of(&world.anna)).await.unwrap(), []);
    let again = submit(&world.cx, &world.anna, &of(2), Channel::Bot, None).await;
    assert!(matches!(again, Err(CaseError::NotFound("draft"))), "{again:?}");
}

/// The same key begins one draft, also when both requests are under way at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_at_once_with_one_key_begin_one_draft() {
    let world = World::new().await;
    let all = (0..8).map(|_| {
        let (cx, anna) = (world.cx.clone(), world.anna.clone());
        tokio::spawn(async move {
            let (service, key) = (SERVICE.parse().unwrap(), key("k-1", "body"));
            casework::draft::begin(&cx, &anna, &service, Some(json!({})), Some(&key)).await
        })
    });
    let mut begun = Vec::new();
    for one in all.collect::<Vec<_>>() {
        begun.push(one.await.unwrap().unwrap());
    }
    assert!(begun.iter().all(|one| *one == begun[0]), "{begun:?}");
    assert_eq!(world.cx.store.drafts_of(id_of(&world.anna)).await.unwrap().len(), 1);
}
