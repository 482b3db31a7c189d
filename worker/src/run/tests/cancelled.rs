//! An application that was taken back: the department whose system has the message is told, whoever is quicker.

use super::world::{World, away, order, receipt};
use crate::script::Reply;
use casework::advance::{RequestedMove, advance};
use catalog::Catalog;
use domain::access::{Actor, Person};
use domain::assurance::Assurance;
use domain::id::ApplicationId;
use domain::process::Outcome;
use tests::Engine;

const TOLD: &str = "/cancellation HTTP/1.1";

async fn withdraws(world: &World, id: ApplicationId) {
    let citizen = Person::new(world.citizen, Assurance::Confirmed);
    let version = world.application(id).await.version;
    let asked = RequestedMove::of("withdraw".parse().unwrap(), version);
    advance(&world.cx, &Actor::Person(citizen), id, asked).await.unwrap();
}

fn ok() -> Reply {
    Reply::Answer(200, r#"{"cancelled":true}"#.to_owned())
}

fn never_sent() -> Reply {
    Reply::Answer(404, r#"{"code":"unknown_message"}"#.to_owned())
}

/// How often the department was told that it is taken back.
fn told(world: &World) -> usize {
    world.script.asked().iter().filter(|call| call.contains(TOLD)).count()
}

async fn what_is_taken_back_is_told_to_who_has_it(engine: Engine) {
    let world = World::on(engine, Catalog::embedded().unwrap(), Some("11223344595")).await;
    // It lies with the department, which does not answer at once: it is told all the same.
    world.script.then([receipt(), order("processing")]);
    let id = world.files().await;
    world.settles().await;
    withdraws(&world, id).await;
    world.script.then([away(), ok()]);
    while world.depth().await.0 > 0 {
        world.next().await;
    }
    assert_eq!(told(&world), 2, "one try more");
    let call = world.script.asked().into_iter().find(|call| call.contains(TOLD)).unwrap();
    let place = format!("POST /departments/minsocrazvitiya/orders/{id}-1-1/cancellation HTTP/1.1");
    assert!(call.starts_with(&place), "{call}");
    let ended = world.application(id).await;
    assert_eq!((ended.outcome, ended.delayed_since), (Some(Outcome::Withdrawn), None));

    // It was never sent: there is nothing to take back, and nobody is called.
    let id = world.files().await;
    withdraws(&world, id).await;
    world.settles().await;
    assert_eq!(told(&world), 2);
    assert_eq!(world.application(id).await.outcome, Some(Outcome::Withdrawn));

    // The department says that it never had it: as good as taken back.
    world.script.then([receipt(), order("processing")]);
    let id = world.files().await;
    world.settles().await;
    withdraws(&world, id).await;
    world.script.then([never_sent()]);
    world.settles().await;
    assert_eq!(
        (told(&world), world.depth().await),
        (3, (1, 0)),
        "the question about its decision is left"
    );
    world.next().await;
    assert_eq!(world.depth().await, (0, 0));
}

/// The receipt comes after the applicant has taken it back, and after that was to be told: it is told again.
async fn a_message_on_its_way_is_taken_back_too(engine: Engine) {
    let world = World::on(engine, Catalog::embedded().unwrap(), Some("11223344595")).await;
    let id = world.files().await;
    let lanes = world.cx.store.queue_lanes().await.unwrap();
    let mut tx = world.cx.begin().await.unwrap();
    let lease = std::time::Duration::from_mins(1);
    let claim = tx.claim(&lanes, "slow", |_lane| 1, lease).await.unwrap().claims.remove(0);
    tx.commit().await.unwrap();
    let domain::job::Job::SendToDepartment { entry, .. } = claim.job else { panic!("{claim:?}") };
    let message = casework::exchange::outgoing(&world.cx, id, entry).await.unwrap().unwrap();
    withdraws(&world, id).await;
    world.settles().await;
    assert_eq!(told(&world), 0, "no department has it yet");
    let now = world.cx.clock.now();
    let received = (&message, "D-17", now);
    casework::exchange::acknowledged(&world.cx, &claim, id, entry, received).await.unwrap();
    world.script.then([ok()]);
    world.settles().await;
    assert_eq!((told(&world), world.depth().await), (1, (0, 0)));
}

#[tokio::test]
async fn what_is_taken_back_is_told_to_who_has_it_on_sqlite() {
    what_is_taken_back_is_told_to_who_has_it(Engine::Sqlite).await;
    a_message_on_its_way_is_taken_back_too(Engine::Sqlite).await;
}

#[tokio::test]
async fn what_is_taken_back_is_told_to_who_has_it_on_postgres() {
    what_is_taken_back_is_told_to_who_has_it(Engine::Postgres).await;
    a_message_on_its_way_is_taken_back_too(Engine::Postgres).await;
}
