//! Crashes and late workers: nothing is lost, a copy is known to be one, nobody writes over another.

use crate::mail_server::{self, Act};
use crate::world::World;
use domain::notice::{DeliveryState, Next, Outcome};
use mail_parser::MessageParser;
use std::time::Duration;
use store::{DeliveryClaim, StoreError};

const LEASE: Duration = Duration::from_mins(1);

/// What a sender does before it dies: it claims, and nothing after.
async fn claim_and_die(world: &World) -> DeliveryClaim {
    let lanes = world.store.queue_lanes().await.unwrap();
    let mut tx = world.store.begin(&world.clock, &world.entropy).await.unwrap();
    let jobs = tx.claim(&lanes, "dead", |_| 8, LEASE).await.unwrap().claims;
    assert_eq!(jobs.len(), 1);
    let begun = tx.begin_try(&jobs[0]).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    begun
}

fn pass_lease(world: &World) {
    world.clock.advance(chrono::TimeDelta::from_std(LEASE).unwrap());
}

/// Proves SH-07
#[tokio::test]
async fn a_delivery_of_a_dead_sender_is_sent_once_more_under_the_same_message_id() {
    let world = World::new().await;
    let (url, seen) = mail_server::start(&[Act::Accept]).await;
    world.plan_mail().await;
    let dead = claim_and_die(&world).await;

    world.send_mail(&url).await;
    assert_eq!(seen.mails().len(), 0, "while the lease lasts it is the dead one's");
    pass_lease(&world);
    let delivery = world.send_mail(&url).await;
    assert_eq!(delivery.state, DeliveryState::Accepted);
    assert_eq!((delivery.attempts, delivery.possible_duplicate), (2, true));
    assert_eq!(world.outcomes().await, ["lost", "sent"]);

    let mails = seen.mails();
    assert_eq!(mails.len(), 1);
    let mail = MessageParser::default().parse(&mails[0]).unwrap();
    assert_eq!(mail.message_id(), Some(format!("{}@uslugi.example", dead.id).as_str()));

    world.wait_out();
    world.send_mail(&url).await;
    assert_eq!(seen.mails().len(), 1, "and never again");
}

#[tokio::test]
async fn a_late_outcome_is_rejected_by_the_fence() {
    let world = World::new().await;
    let (url, _seen) = mail_server::start(&[Act::Accept]).await;
    world.plan_mail().await;
    let late = claim_and_die(&world).await;
    pass_lease(&world);
    world.send_mail(&url).await;

    let mut tx = world.store.begin(&world.clock, &world.entropy).await.unwrap();
    let outcome = Outcome::Never { reason: "late".into() };
    tx.conclude(&late, &outcome, Next::Ends(DeliveryState::Failed)).await.unwrap();
    let written = tx.commit().await;
    assert!(matches!(written, Err(StoreError::LeaseLost)), "{written:?}");
    assert_eq!(world.delivery().await.state, DeliveryState::Accepted);
    assert_eq!(world.outcomes().await, ["lost", "sent"]);
}

#[tokio::test]
async fn a_delivery_left_behind_expires_and_its_sender_finds_out() {
    let world = World::new().await;
    world.plan_mail().await;
    let late = claim_and_die(&world).await;
    world.clock.advance(domain::notice::LIFETIME);
    let (url, seen) = mail_server::start(&[Act::Accept]).await;
    let delivery = world.send_mail(&url).await;
    assert_eq!((delivery.state, seen.mails().len()), (DeliveryState::Dead, 0));

    let mut tx = world.store.begin(&world.clock, &world.entropy).await.unwrap();
    let outcome = Outcome::Sent { reference: None };
    tx.conclude(&late, &outcome, Next::Ends(DeliveryState::Accepted)).await.unwrap();
    let written = tx.commit().await;
    assert!(matches!(written, Err(StoreError::LeaseLost)), "{written:?}");
}
