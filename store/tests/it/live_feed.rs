//! What live feeds read: many heads at once, facts with their processes, and wake-ups heard once.

use crate::world::{World, settings};
use domain::application::ApplicationFact;
use domain::id::{ApplicationId, CitizenId};
use domain::journal::{ActorRef, CitizenFact, FactBody, NewFact};
use secrecy::SecretString;
use std::collections::BTreeSet;
use std::time::Duration;
use store::{Settings, Store, StoreError, Wake};
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;

fn fact(application: Option<ApplicationId>) -> NewFact {
    let body = match application {
        Some(_) => FactBody::Application(ApplicationFact::Corrected {
            revision: 2,
            cleared: vec![],
            form_sha256: "0".repeat(64),
            office: None,
        }),
        None => FactBody::Citizen(CitizenFact::ChatLinked { channel: "telegram".to_owned() }),
    };
    NewFact { application, actor: ActorRef::PLATFORM, body }
}

async fn append(world: &World, store: &Store, citizen: CitizenId, facts: Vec<NewFact>) {
    let mut tx = world.begin_in(store).await;
    tx.append(citizen, facts).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    /// Whoever keeps the position misses nobody and hears of nobody twice.
    async fn whose_journals_have_news_is_read_page_by_page(world) {
        let (anna, boris) = (world.citizen(1).await, world.citizen(2).await);
        let began = world.store.place_facts().await.unwrap();
        assert_eq!(world.store.told_since(began, 10).await.unwrap(), (BTreeSet::new(), began));
        append(world, &world.store, anna, vec![fact(None), fact(None)]).await;
        world.clock.advance(chrono::TimeDelta::seconds(1));
        append(world, &world.store, boris, vec![fact(None)]).await;
        let (first, upto) = world.store.told_since(began, 2).await.unwrap();
        assert_eq!(first, BTreeSet::from([anna]));
        let (second, last) = world.store.told_since(upto, 2).await.unwrap();
        assert_eq!((second, last), (BTreeSet::from([boris]), began + 3));
        assert_eq!(world.store.told_since(last, 2).await.unwrap(), (BTreeSet::new(), last));
    }

    async fn facts_come_with_what_their_application_goes_by(world) {
        let (anna, boris) = (world.citizen(1).await, world.citizen(2).await);
        let application = world.filed(anna, 1).await;
        let facts = vec![fact(None), fact(Some(application.id)), fact(None)];
        append(world, &world.store, anna, facts).await;
        append(world, &world.store, boris, vec![fact(None)]).await;
        let told = world.store.told_after(anna, 0, 10).await.unwrap();
        let facts = world.store.facts_after(anna, 0, 10).await.unwrap();
        assert_eq!(told.iter().map(|one| one.fact.clone()).collect::<Vec<_>>(), facts);
        for one in &told {
            let own = one.fact.application.map(|_| application.goes_by());
            assert_eq!(one.goes_by, own, "{}", one.fact.sequence);
        }
        let last = told.last().unwrap().fact.sequence;
        let later = world.store.told_after(anna, last - 2, 1).await.unwrap();
        assert_eq!(later, told[told.len() - 2..told.len() - 1]);
    }

    async fn a_bad_cell_of_the_application_is_named(world) {
        let anna = world.citizen(1).await;
        let application = world.filed(anna, 1).await;
        append(world, &world.store, anna, vec![fact(Some(application.id))]).await;
        world.behind("UPDATE application SET process_version = -1").await;
        let read = world.store.told_after(anna, 0, 10).await;
        let Err(StoreError::Corrupt(cell)) = read else { panic!("{read:?}") };
        assert_eq!((cell.table, cell.column), ("application", "process_version"));
    }
}

/// The next journal wake-ups about some citizens, until that of `last`.
async fn heard(wakes: &mut Receiver<Wake>, of: &[CitizenId], last: CitizenId) -> Vec<CitizenId> {
    let mut heard = Vec::new();
    while heard.last() != Some(&last) {
        let wake =
            timeout(Duration::from_secs(20), wakes.recv()).await.expect("no wake-up").unwrap();
        if let Wake::Journal(citizen) = wake
            && of.contains(&citizen)
        {
            heard.push(citizen);
        }
    }
    heard
}

/// Two nodes over Redis: each hears the other, and its own once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_hears_its_own_wake_ups_once() {
    let world = World::new(crate::world::Kind::Postgres).await;
    let redis_url = Some(SecretString::from(std::env::var("USLUGI_TEST_REDIS").unwrap()));
    let settings = Settings { redis_url, ..settings(world.url()) };
    let here = Store::open(&settings).await.unwrap();
    let there = Store::open(&settings).await.unwrap();
    let (mut here_heard, mut there_heard) = (here.wakes(), there.wakes());
    let [hello, anna, boris] =
        [world.citizen(1).await, world.citizen(2).await, world.citizen(3).await];
    // Both listen when each has heard the other; until then what is said is lost.
    for (from, to) in [(&there, &mut here_heard), (&here, &mut there_heard)] {
        loop {
            append(&world, from, hello, vec![fact(None)]).await;
            let wait = Duration::from_millis(100);
            if timeout(wait, heard(to, &[hello], hello)).await.is_ok() {
                break;
            }
        }
    }
    append(&world, &here, anna, vec![fact(None)]).await;
    let own = [anna, boris];
    assert_eq!(heard(&mut there_heard, &own, anna).await, [anna]);
    // Redis keeps the order: an echo of the first would stand before this one.
    append(&world, &there, boris, vec![fact(None)]).await;
    assert_eq!(heard(&mut here_heard, &own, boris).await, [anna, boris]);
    assert_eq!(heard(&mut there_heard, &own, boris).await, [boris]);
}
