//! Projections: equal to a recount at every cursor, whoever is killed; rebuilt beside the one that serves.

use crate::world::World;
use chrono::{NaiveDate, TimeDelta};
use domain::application::{ApplicationFact, Channel, Counted};
use domain::codes::{DepartmentCode, StageCode};
use domain::entropy;
use domain::id::{ApplicationId, CitizenId};
use domain::journal::{ActorRef, CitizenFact, FactBody, NewFact};
use domain::number::ApplicationNumber;
use domain::time::Clock;
use std::collections::{BTreeMap, BTreeSet};
use store::{Applications, Lag, Projected, ProjectionState, Store};
use tokio::task::JoinSet;

const STAGES: [&str; 4] = ["registered", "sent", "received", "granted"];

fn stage(number: usize) -> StageCode {
    STAGES[number % STAGES.len()].parse().unwrap()
}

fn office(number: usize) -> Option<DepartmentCode> {
    ["mfc-north", "mfc-south"].get(number % 3).map(|code| code.parse().unwrap())
}

fn filed(number: usize) -> ApplicationFact {
    ApplicationFact::Submitted {
        number: ApplicationNumber::new(2026, 1),
        service: if number.is_multiple_of(3) { "one" } else { "two" }.parse().unwrap(),
        service_version: 1,
        process: "electronic".parse().unwrap(),
        process_version: 1,
        channel: Channel::Api,
        filing_place: None,
        direct_reason: None,
        office: office(number),
        stage: stage(number),
        stage_due_at: None,
        registered_on: day(1 + u32::try_from(number % 5).unwrap()),
        due_at: domain::time::Moment::UNIX_EPOCH,
        cleared: vec![],
        form_sha256: String::new(),
        holder: None,
        warn_at: None,
    }
}

fn moved(number: usize) -> ApplicationFact {
    ApplicationFact::Moved {
        made: "any".parse().unwrap(),
        from: stage(number + 1),
        to: stage(number),
        stage_due_at: None,
        reason: None,
        outcome: None,
        holder: None,
        warn_at: None,
    }
}

fn corrected(number: usize) -> ApplicationFact {
    ApplicationFact::Corrected {
        revision: 2,
        cleared: vec![],
        form_sha256: String::new(),
        office: office(number),
    }
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn about(application: ApplicationId, fact: ApplicationFact) -> NewFact {
    let body = FactBody::Application(fact);
    NewFact { application: Some(application), actor: ActorRef::PLATFORM, body }
}

fn random(world: &World, end: usize) -> usize {
    usize::from_be_bytes(entropy::bytes(&*world.entropy)) % end
}

/// Facts of random stories: applications are filed and moved, and other things happen in between.
async fn tell(
    world: &World,
    citizens: &[CitizenId],
    applications: &mut Vec<(CitizenId, ApplicationId)>,
) {
    for _ in 0..=random(world, 4) {
        let number = random(world, 1_000);
        let (citizen, new) = match random(world, 7) {
            0 | 1 => {
                let citizen = citizens[random(world, citizens.len())];
                let id = ApplicationId::new(world.clock.now(), &*world.entropy);
                applications.push((citizen, id));
                (citizen, about(id, filed(number)))
            }
            2 => {
                let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: "x".to_owned() });
                (citizens[0], NewFact { application: None, actor: ActorRef::PLATFORM, body })
            }
            3 if !applications.is_empty() => {
                let (citizen, id) = applications[random(world, applications.len())];
                let body =
                    FactBody::parse(r#"{"kind":"application.paid","to":"granted"}"#).unwrap();
                (citizen, NewFact { application: Some(id), actor: ActorRef::PLATFORM, body })
            }
            4 if !applications.is_empty() => {
                let (citizen, id) = applications[random(world, applications.len())];
                (citizen, about(id, corrected(number)))
            }
            _ if !applications.is_empty() => {
                let (citizen, id) = applications[random(world, applications.len())];
                (citizen, about(id, moved(number)))
            }
            _ => continue,
        };
        let mut tx = world.begin().await;
        tx.append(citizen, vec![new]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

type Counts = BTreeMap<Counted, u64>;

/// All facts up to a position, counted anew.
async fn recount(store: &Store, position: i64) -> Counts {
    let most = u64::try_from(position).unwrap();
    let facts = store.feed_after(0, most).await.unwrap();
    assert_eq!(facts.len(), usize::try_from(position).unwrap());
    let mut places: BTreeMap<ApplicationId, Counted> = BTreeMap::new();
    for one in facts {
        let FactBody::Application(fact) = one.fact.body else { continue };
        let id = one.fact.application.unwrap();
        if let Some(at) = Counted::after(places.remove(&id), &fact) {
            places.insert(id, at);
        }
    }
    let mut counts = Counts::new();
    for at in places.into_values() {
        *counts.entry(at).or_default() += 1;
    }
    counts
}

async fn counts(store: &Store) -> Counts {
    let services = ["one", "two"].map(|code| code.parse().unwrap());
    let all = store.application_counts(&services, (day(1), day(30))).await.unwrap();
    let count = all.len();
    let all: Counts = all.into_iter().collect();
    assert_eq!(all.len(), count, "one line each");
    all
}

async fn project(world: &World, store: &Store, by: Applications, most: u64) -> Projected {
    store.project(&by, most, (&world.clock, &world.entropy)).await.unwrap()
}

const CURRENT: i32 = 3;

async fn lag(world: &World, version: i32) -> Lag {
    let all = world.store.projections(world.clock.now()).await.unwrap();
    all.into_iter().find(|one| one.version == version).unwrap()
}

/// One application more, counted.
pub(crate) async fn counts_one(world: &World, citizen: CitizenId) -> ApplicationId {
    let id = ApplicationId::new(world.clock.now(), &*world.entropy);
    let mut tx = world.begin().await;
    tx.append(citizen, vec![about(id, filed(1))]).await.unwrap();
    tx.commit().await.unwrap();
    project(world, &world.store, Applications::CURRENT, 10).await;
    id
}

/// The application goes on, which is not counted yet.
pub(crate) async fn goes_on(world: &World, citizen: CitizenId, id: ApplicationId) {
    let mut tx = world.begin().await;
    tx.append(citizen, vec![about(id, moved(2))]).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn the_counts_are_those_of_a_recount_at_every_cursor(world) {
        let citizens = [world.citizen(1).await, world.citizen(2).await, world.citizen(3).await];
        let mut applications = Vec::new();
        project(world, &world.store, Applications::CURRENT, 1).await;
        for _ in 0..60 {
            tell(world, &citizens, &mut applications).await;
            let most = 1 + u64::try_from(random(world, 7)).unwrap();
            project(world, &world.store, Applications::CURRENT, most).await;
            let position = lag(world, CURRENT).await.position;
            assert_eq!(counts(&world.store).await, recount(&world.store, position).await);
        }
        while project(world, &world.store, Applications::CURRENT, 50).await != Projected::Idle {}
        let last = world.store.place_facts().await.unwrap();
        let behind = lag(world, CURRENT).await;
        assert_eq!((behind.position, behind.facts, behind.state), (last, 0, ProjectionState::Serving));
        assert_eq!(counts(&world.store).await, recount(&world.store, last).await);
        let last = counts(&world.store).await;
        assert!(last.values().sum::<u64>() > 10, "there was something to count");
        let offices: BTreeSet<_> = last.keys().map(|at| &at.office).collect();
        assert_eq!(offices.len(), 3, "of two offices, and of none: {offices:?}");
    }

    /// Readers at once, in processes of their own, while facts come: each fact is counted once.
    async fn many_readers_at_once_count_every_fact_once(world) {
        let citizens = [world.citizen(1).await, world.citizen(2).await];
        let mut readers = JoinSet::new();
        let (stop, stopped) = tokio::sync::watch::channel(false);
        for _ in 0..3 {
            let (store, stopped) = (world.another().await, stopped.clone());
            let (clock, entropy) = (world.clock.clone(), world.entropy.clone());
            readers.spawn(async move {
                while !*stopped.borrow() {
                    // Another may hold the file's lock for longer than it is waited for: then again.
                    let _busy = store.project(&Applications::CURRENT, 3, (&clock, &entropy)).await;
                    tokio::task::yield_now().await;
                }
            });
        }
        let mut applications = Vec::new();
        for _ in 0..25 {
            tell(world, &citizens, &mut applications).await;
        }
        stop.send(true).unwrap();
        readers.join_all().await;
        while project(world, &world.store, Applications::CURRENT, 50).await != Projected::Idle {}
        let last = world.store.place_facts().await.unwrap();
        assert_eq!(counts(&world.store).await, recount(&world.store, last).await);
    }

    /// The new version reads beside the old one, which serves until the new one has read everything.
    async fn a_new_version_takes_over_once_it_has_caught_up(world) {
        let citizens = [world.citizen(1).await];
        let mut applications = Vec::new();
        for _ in 0..10 {
            tell(world, &citizens, &mut applications).await;
        }
        let (old, new) = (Applications::CURRENT, Applications::version(CURRENT + 1));
        while project(world, &world.store, old, 50).await != Projected::Idle {}
        let served = counts(&world.store).await;
        assert!(matches!(project(world, &world.store, new, 2).await, Projected::Read(2)));
        assert_eq!(lag(world, CURRENT + 1).await.state, ProjectionState::Building);
        assert_eq!(counts(&world.store).await, served, "the old one still serves");
        assert!(!world.store.forget_retired(&new, 10, (&world.clock, &world.entropy)).await.unwrap());
        while project(world, &world.store, new, 5).await != Projected::Idle {}
        assert_eq!(lag(world, CURRENT + 1).await.state, ProjectionState::Serving);
        assert_eq!(counts(&world.store).await, served, "the same facts");
        // A process of the version before has nothing to do any more, and undoes nothing.
        assert_eq!(project(world, &world.store, old, 50).await, Projected::Retired);
        while world.store.forget_retired(&new, 3, (&world.clock, &world.entropy)).await.unwrap() {}
        for table in ["application_count", "application_counted"] {
            let left = world.behind(&format!("DELETE FROM {table} WHERE version = {CURRENT}")).await;
            assert_eq!(left, 0, "{table}");
        }
        assert_eq!(counts(&world.store).await, served);
        assert_eq!(project(world, &world.store, old, 50).await, Projected::Retired);
        tell(world, &citizens, &mut applications).await;
        while project(world, &world.store, new, 50).await != Projected::Idle {}
        let last = world.store.place_facts().await.unwrap();
        assert_eq!(counts(&world.store).await, recount(&world.store, last).await);
    }

    /// Figures of version 2, which no channel was counted in, serve through the upgrade until version 3 has caught up.
    async fn what_was_counted_before_channels_were_serves_until_they_are(world) {
        let citizens = [world.citizen(1).await];
        let mut applications = Vec::new();
        while applications.len() < 12 {
            tell(world, &citizens, &mut applications).await;
        }
        world.store.place_facts().await.unwrap();
        for statement in [
            "DROP TABLE application_count",
            "CREATE TABLE application_count (version integer NOT NULL, day varchar NOT NULL, service varchar NOT NULL, \
             service_version integer NOT NULL, office varchar NOT NULL, stage varchar NOT NULL, applications bigint NOT NULL, \
             PRIMARY KEY (version, day, service, service_version, office, stage))",
            "ALTER TABLE application_counted DROP COLUMN channel",
            "ALTER TABLE application_counted DROP COLUMN direct_reason",
            "DELETE FROM seaql_migrations WHERE version = 'm0034_counted_channel'",
            "INSERT INTO application_count VALUES (2, '2026-11-02', 'one', 1, '', 'sent', 7)",
            "INSERT INTO projection (name, version, position, state) VALUES ('applications', 2, 1, 'serving')",
        ] {
            world.behind(statement).await;
        }
        world.store.migrate().await.unwrap();
        let old = Counted {
            day: day(2),
            service: "one".parse().unwrap(),
            service_version: 1,
            channel: None,
            direct_reason: None,
            office: None,
            stage: stage(1),
        };
        let old = Counts::from([(old, 7)]);
        assert_eq!(counts(&world.store).await, old);
        assert_eq!(project(world, &world.store, Applications::CURRENT, 3).await, Projected::Read(3));
        assert_eq!(counts(&world.store).await, old, "the old one still serves");
        while project(world, &world.store, Applications::CURRENT, 50).await != Projected::Idle {}
        let last = world.store.place_facts().await.unwrap();
        assert_eq!(counts(&world.store).await, recount(&world.store, last).await);
        assert!(counts(&world.store).await.keys().any(|at| at.channel.is_some()));
    }

    async fn how_far_it_is_behind_is_told_in_facts_and_time(world) {
        let citizen = world.citizen(1).await;
        let id = ApplicationId::new(world.clock.now(), &*world.entropy);
        project(world, &world.store, Applications::CURRENT, 10).await;
        for number in 0..3 {
            let mut tx = world.begin().await;
            let fact = if number == 0 { filed(0) } else { moved(number) };
            tx.append(citizen, vec![about(id, fact)]).await.unwrap();
            tx.commit().await.unwrap();
            world.clock.advance(TimeDelta::minutes(1));
        }
        let behind = lag(world, CURRENT).await;
        assert_eq!((behind.facts, behind.age.as_secs()), (3, 180));
        project(world, &world.store, Applications::CURRENT, 2).await;
        let behind = lag(world, CURRENT).await;
        assert_eq!((behind.facts, behind.age.as_secs()), (1, 60));
        project(world, &world.store, Applications::CURRENT, 2).await;
        let behind = lag(world, CURRENT).await;
        assert_eq!((behind.facts, behind.age.as_secs()), (0, 0));
    }

    /// A damaged fact is named; cursor and figures stay where they were, and go on once it is mended.
    async fn a_fact_that_cannot_be_read_stops_it_there(world) {
        let citizen = world.citizen(1).await;
        let id = ApplicationId::new(world.clock.now(), &*world.entropy);
        let mut tx = world.begin().await;
        tx.append(citizen, vec![about(id, filed(0)), about(id, moved(1))]).await.unwrap();
        tx.commit().await.unwrap();
        world.behind("UPDATE fact SET body = replace(body, '\"to\"', '\"at\"') WHERE sequence = 2").await;
        let refused = world.store.project(&Applications::CURRENT, 10, (&world.clock, &world.entropy)).await;
        let told = refused.unwrap_err().to_string();
        assert!(told.contains("fact") && told.contains("body"), "{told}");
        assert_eq!(counts(&world.store).await, Counts::new());
        world.behind("UPDATE fact SET body = replace(body, '\"at\"', '\"to\"') WHERE sequence = 2").await;
        project(world, &world.store, Applications::CURRENT, 10).await;
        assert_eq!(counts(&world.store).await, recount(&world.store, 2).await);
    }
}
