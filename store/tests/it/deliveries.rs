//! Deliveries whose time ran out while many workers look at them.

use crate::world::{Kind, World};
use chrono::TimeDelta;
use domain::application::Application;
use domain::notice::{Channel, DeliveryState, Target, Words};
use domain::text::Lang;
use domain::time::Clock;
use std::time::Duration;
use store::{NewNotice, Store};
use tokio::time::timeout;

const LEASE: Duration = Duration::from_secs(30);
const NOTICES: i64 = 100;

fn notice(world: &World, about: &Application, n: i64) -> NewNotice {
    let text = |text: &str| text.to_owned();
    NewNotice {
        citizen: about.citizen,
        application: about.id,
        code: "result-ready".parse().unwrap(),
        version: n,
        words: Words {
            subject: text("Готово"),
            body: text("Текст"),
            short: text("Кратко"),
            lang: Lang::Ru,
        },
        targets: vec![Target { channel: Channel::Email, address: "anna@example.ru".into() }],
        expires_at: world.clock.now() + TimeDelta::hours(1),
    }
}

/// Claims what waits, as a notifier does, and finds that its time ran out; whether there was anything.
async fn claims(world: &World, store: &Store) -> bool {
    let lanes = store.queue_lanes().await.unwrap();
    let mut tx = world.begin_in(store).await;
    let claimed = tx.claim(&lanes, "claims", |_| 16, LEASE).await.unwrap().claims;
    for job in &claimed {
        assert!(tx.begin_try(job).await.unwrap().is_none(), "its time ran out");
    }
    tx.commit().await.unwrap();
    !claimed.is_empty()
}

/// Gives up a batch, as housekeeping does.
async fn expires(world: &World, store: &Store) -> bool {
    let mut tx = world.begin_in(store).await;
    tx.expire_deliveries().await.unwrap();
    let now = tx.now();
    tx.commit().await.unwrap();
    store.has_expired_deliveries(now).await.unwrap()
}

/// An application with notices that wait though their time ran out.
async fn late(world: &World) -> Application {
    let citizen = world.citizen(1).await;
    let application = world.filed(citizen, 1).await;
    let mut tx = world.begin().await;
    for n in 0..NOTICES {
        tx.plan_notice(&notice(world, &application, n)).await.unwrap();
    }
    tx.commit().await.unwrap();
    world.clock.advance(TimeDelta::hours(1));
    application
}

/// Whoever claims takes a job and then its delivery; so does whoever gives up, and passes over what another has in hand. In
/// another order each would wait for the other, and PostgreSQL would end one of them with an error.
#[tokio::test]
async fn who_claims_and_who_gives_up_never_wait_for_each_other() {
    let world = World::new(Kind::Postgres).await;
    late(&world).await;
    let lanes = world.store.queue_lanes().await.unwrap();
    let (mut claiming, mut giving_up) = (world.begin().await, world.begin().await);
    let claimed = claiming.claim(&lanes, "claims", |_| 16, LEASE).await.unwrap().claims;
    assert_eq!(claimed.len(), 16);
    let given_up = timeout(LEASE, giving_up.expire_deliveries()).await;
    assert_eq!(given_up.expect("it waits for whoever claims").unwrap(), 84);
    for job in &claimed {
        let tried = timeout(LEASE, claiming.begin_try(job)).await;
        assert!(tried.expect("it waits for whoever gives up").unwrap().is_none());
    }
    claiming.commit().await.unwrap();
    giving_up.commit().await.unwrap();
    assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0));
}

on_both! {
    /// Many who claim and many who give up: each delivery ends once, and no job is left.
    async fn whoever_comes_first_each_late_delivery_ends_once(world) {
        let application = late(world).await;
        let mut all = Vec::new();
        for number in 0..8 {
            let store = world.another().await;
            all.push(async move {
                let mut goes_on = true;
                while goes_on {
                    goes_on = if number % 2 == 0 {
                        claims(world, &store).await
                    } else {
                        expires(world, &store).await
                    };
                }
                store.close().await.unwrap();
            });
        }
        futures::future::join_all(all).await;
        assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0));
        let ended = world.store.notices_about(application.id).await.unwrap();
        assert_eq!(ended.len(), 100);
        let dead = |one: &store::NoticeView| {
            one.deliveries.iter().all(|one| one.state == DeliveryState::Dead && one.attempts == 0)
        };
        assert!(ended.iter().all(dead), "{ended:?}");
    }
}
