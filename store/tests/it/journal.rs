//! The journal: gapless and chained whoever writes; damage shows.

use crate::world::World;
use chrono::TimeDelta;
use domain::id::CitizenId;
use domain::journal::{ActorRef, CitizenFact, Fact, FactBody, Fault, NewFact};
use domain::time::Clock;
use store::{Store, StoreError, Wake};
use tokio::sync::broadcast::error::TryRecvError;
use tokio::task::JoinSet;

fn linked(channel: &str) -> NewFact {
    let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: channel.to_owned() });
    NewFact { application: None, actor: ActorRef::PLATFORM, body }
}

async fn append(world: &World, citizen: CitizenId, channel: &str) {
    let mut tx = world.begin().await;
    tx.append(citizen, vec![linked(channel)]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn whole(store: &Store, citizen: CitizenId) -> Vec<Fact> {
    store.facts_after(citizen, 0, 1_000).await.unwrap()
}

/// How many facts verify, or what is wrong with which.
async fn verified(world: &World, citizen: CitizenId) -> Result<i64, (Option<i64>, Fault)> {
    let found = world.store.verify_journal(citizen).await.unwrap();
    found.map(|head| head.sequence).map_err(|wrong| (wrong.sequence, wrong.fault))
}

/// A citizen of five facts.
async fn five(world: &World) -> CitizenId {
    let citizen = world.citizen(1).await;
    for n in 1..=5 {
        append(world, citizen, &format!("channel-{n}")).await;
    }
    citizen
}

on_both! {
    /// Proves G4.4
    async fn eight_writers_at_once_leave_no_gap_and_a_whole_chain(world) {
        let citizen = world.citizen(1).await;
        let mut writers = JoinSet::new();
        for writer in 0..8 {
            let (clock, entropy) = (world.clock.clone(), world.entropy.clone());
            let store = world.store.clone();
            writers.spawn(async move {
                for turn in 0..5 {
                    let mut tx = store.begin(&clock, &entropy).await.unwrap();
                    let facts = vec![linked(&format!("w{writer}-{turn}a")), linked("b")];
                    let written = tx.append(citizen, facts).await.unwrap();
                    assert_eq!(written[1].sequence, written[0].sequence + 1);
                    tx.commit().await.unwrap();
                }
            });
        }
        while let Some(written) = writers.join_next().await {
            written.unwrap();
        }
        let facts = whole(&world.store, citizen).await;
        let numbers: Vec<i64> = facts.iter().map(|fact| fact.sequence).collect();
        assert_eq!(numbers, (1..=80).collect::<Vec<_>>());
        assert_eq!(verified(world, citizen).await, Ok(80));
        assert_eq!(world.store.journal_sequence(citizen).await.unwrap(), 80);
    }

    async fn what_is_not_committed_takes_no_number(world) {
        let citizen = world.citizen(1).await;
        append(world, citizen, "first").await;
        let mut tx = world.begin().await;
        let dropped = tx.append(citizen, vec![linked("dropped")]).await.unwrap();
        assert_eq!(dropped[0].sequence, 2);
        drop(tx);
        append(world, citizen, "second").await;
        let facts = whole(&world.store, citizen).await;
        assert_eq!(verified(world, citizen).await, Ok(2));
        assert_eq!(facts[1].body, linked("second").body);
        assert_eq!(world.store.fact(dropped[0].id).await.unwrap(), None);
    }

    async fn journals_of_two_citizens_do_not_mix(world) {
        let (anna, boris) = (world.citizen(1).await, world.citizen(2).await);
        for (citizen, channel) in [(anna, "a1"), (boris, "b1"), (anna, "a2")] {
            append(world, citizen, channel).await;
        }
        let facts = whole(&world.store, anna).await;
        assert_eq!(verified(world, anna).await, Ok(2));
        assert!(facts.iter().all(|fact| fact.citizen == anna));
        let later = world.store.facts_after(anna, 1, 10).await.unwrap();
        assert_eq!(later, facts[1..]);
    }

    async fn a_changed_fact_shows(world) {
        let citizen = five(world).await;
        let told = "UPDATE fact SET body = replace(body, 'channel-3', 'channel-9') WHERE sequence = 3";
        assert_eq!(world.behind(told).await, 1);
        assert_eq!(verified(world, citizen).await, Err((Some(3), Fault::Content)));
    }

    async fn a_fact_said_to_be_of_another_time_or_person_shows(world) {
        let citizen = five(world).await;
        world.behind("UPDATE fact SET at = at + 1 WHERE sequence = 2").await;
        assert_eq!(verified(world, citizen).await, Err((Some(2), Fault::Content)));
        world.behind("UPDATE fact SET at = at - 1 WHERE sequence = 2").await;
        assert_eq!(verified(world, citizen).await, Ok(5));
        let by = "UPDATE fact SET actor = '{\"role\":\"citizen\"}' WHERE sequence = 4";
        world.behind(by).await;
        assert_eq!(verified(world, citizen).await, Err((Some(4), Fault::Content)));
    }

    async fn a_lost_fact_shows_even_when_it_was_the_last(world) {
        let citizen = five(world).await;
        world.behind("DELETE FROM fact WHERE sequence = 5").await;
        assert_eq!(verified(world, citizen).await, Err((Some(4), Fault::Head)));
        assert_eq!(world.store.journal_sequence(citizen).await.unwrap(), 5, "the head remembers");
        world.behind("DELETE FROM fact WHERE sequence = 2").await;
        assert_eq!(verified(world, citizen).await, Err((Some(3), Fault::Gap)));
    }

    /// Proves G4.2
    async fn readers_are_woken_by_the_commit_and_by_nothing_before_it(world) {
        let citizen = world.citizen(1).await;
        let mut wakes = world.store.wakes();
        let mut dropped = world.begin().await;
        dropped.append(citizen, vec![linked("dropped")]).await.unwrap();
        drop(dropped);
        let mut tx = world.begin().await;
        tx.append(citizen, vec![linked("kept")]).await.unwrap();
        assert_eq!(wakes.try_recv(), Err(TryRecvError::Empty));
        tx.commit().await.unwrap();
        assert_eq!(wakes.try_recv(), Ok(Wake::Journal(citizen)));
        assert_eq!(wakes.try_recv(), Err(TryRecvError::Empty), "one commit, one wake-up");
    }

    async fn nothing_is_told_of_a_citizen_that_is_not_there(world) {
        let nobody = CitizenId::new(domain::time::Moment::UNIX_EPOCH, &*world.entropy);
        let mut tx = world.begin().await;
        let refused = tx.append(nobody, vec![linked("x")]).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    }

    /// Nothing to tell is nothing told: no row, no number.
    async fn no_facts_leave_the_journal_as_it_was(world) {
        let citizen = five(world).await;
        let mut tx = world.begin().await;
        assert_eq!(tx.append(citizen, vec![]).await.unwrap(), []);
        tx.commit().await.unwrap();
        assert_eq!(verified(world, citizen).await, Ok(5));
    }

    async fn a_clock_that_was_put_back_dates_no_fact_back(world) {
        let citizen = world.citizen(1).await;
        append(world, citizen, "first").await;
        let noon = world.clock.now();
        world.clock.advance(TimeDelta::hours(-3));
        append(world, citizen, "second").await;
        world.clock.advance(TimeDelta::hours(4));
        append(world, citizen, "third").await;
        let at: Vec<_> = whole(&world.store, citizen).await.iter().map(|fact| fact.at).collect();
        assert_eq!(at, [noon, noon, world.clock.now()]);
        assert_eq!(verified(world, citizen).await, Ok(3));
    }

    /// A newer node wrote it: it is kept, chained and read, and what follows it too.
    async fn a_fact_of_an_unknown_kind_is_carried(world) {
        let citizen = world.citizen(1).await;
        append(world, citizen, "first").await;
        let told = r#"{"kind":"citizen.moved_house","to":{"b":1,"a":[2]}}"#;
        let body = FactBody::parse(told).unwrap();
        let mut tx = world.begin().await;
        let new = NewFact { application: None, actor: ActorRef::PLATFORM, body };
        tx.append(citizen, vec![new]).await.unwrap();
        tx.commit().await.unwrap();
        append(world, citizen, "third").await;
        let facts = whole(&world.store, citizen).await;
        assert_eq!(facts[1].body.kind(), "citizen.moved_house");
        assert_eq!(serde_json::to_string(&facts[1].body).unwrap(), told);
        assert_eq!(verified(world, citizen).await, Ok(3));
    }

    /// What is hashed is what is stored: the same JSON in another form is not the same fact.
    async fn a_fact_written_again_in_other_bytes_shows(world) {
        let citizen = five(world).await;
        let spaced = "UPDATE fact SET body = replace(body, '\":\"', '\": \"') WHERE sequence = 4";
        assert_eq!(world.behind(spaced).await, 1);
        assert_eq!(whole(&world.store, citizen).await.len(), 5, "it reads as before");
        assert_eq!(verified(world, citizen).await, Err((Some(4), Fault::Content)));
    }
}
