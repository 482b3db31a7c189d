//! Calls: a code counts once and in its time, wrong codes are counted, an official answers one call at a time, and the log goes on without
//! a gap.

use crate::world::World;
use chrono::TimeDelta;
use domain::codes::{DepartmentCode, TopicCode};
use domain::consultation::{About, CALL_CODE_LASTS, CallCode, Consultation, LONGEST, MOST_MISSES};
use domain::id::{CitizenId, ConsultationId};
use domain::time::{Clock as _, Moment};
use std::cmp::Reverse;
use store::{Store, StoreError};
use tokio::task::JoinSet;

const HOUR: TimeDelta = TimeDelta::hours(1);
const INSTANT: TimeDelta = TimeDelta::microseconds(1);

fn code(digits: u32) -> CallCode {
    CallCode::typed(&format!("{digits:08}")).unwrap()
}

async fn offer(world: &World, citizen: CitizenId, digits: u32) -> Result<Moment, StoreError> {
    offer_in(world, &world.store, (citizen, digits)).await
}

async fn offer_in(
    world: &World,
    store: &Store,
    (citizen, digits): (CitizenId, u32),
) -> Result<Moment, StoreError> {
    let mut tx = world.begin_in(store).await;
    let until = tx.offer_call_code(citizen, &code(digits)).await?;
    tx.commit().await?;
    Ok(until)
}

/// Uses up a code that was told: whose it was.
async fn told(world: &World, digits: u32) -> Option<CitizenId> {
    let mut tx = world.begin().await;
    let whose = tx.use_call_code(&code(digits)).await.unwrap();
    tx.commit().await.unwrap();
    whose
}

async fn misses(world: &World, consultant: CitizenId, times: u32) {
    for _ in 0..times {
        let mut tx = world.begin().await;
        tx.note_missed_code(consultant).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// Whether one miss more would be one too many.
async fn is_stopped(world: &World, consultant: CitizenId) -> bool {
    let mut tx = world.begin().await;
    tx.note_missed_code(consultant).await.unwrap();
    let missed = tx.missed_codes(consultant).await.unwrap();
    tx.roll_back().await;
    missed > MOST_MISSES
}

/// How many codes of a condition are kept.
async fn codes(world: &World, which: &str) -> u64 {
    world.behind(&format!("UPDATE call_code SET expires_at = expires_at WHERE {which}")).await
}

fn beginning(
    world: &World,
    organisation: &str,
    consultant: CitizenId,
    about: About,
) -> Consultation {
    let begun_at = world.clock.now();
    Consultation {
        id: ConsultationId::new(begun_at, &*world.entropy),
        organisation: organisation.parse().unwrap(),
        consultant,
        about,
        begun_at,
        ended_at: None,
        topic: None,
    }
}

/// A consultation that begins now, kept.
pub(crate) async fn begun(
    world: &World,
    organisation: &str,
    consultant: CitizenId,
    about: About,
) -> Consultation {
    let begun = beginning(world, organisation, consultant, about);
    let mut tx = world.begin().await;
    tx.begin_consultation(&begun).await.unwrap();
    tx.commit().await.unwrap();
    begun
}

async fn end(world: &World, of: &Consultation) -> Result<(), StoreError> {
    let mut tx = world.begin().await;
    tx.end_consultation(of).await?;
    tx.commit().await
}

async fn read(world: &World, of: &Consultation) -> Consultation {
    world.store.consultation(of.id).await.unwrap().unwrap()
}

/// Every page of an organisation's log, one after another.
async fn log(world: &World, organisation: &str, size: u64) -> Vec<ConsultationId> {
    let organisation: DepartmentCode = organisation.parse().unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = world.store.consultations_at(&organisation, after, size).await.unwrap();
        assert!(page.items.len() <= usize::try_from(size).unwrap());
        seen.extend(page.items.iter().map(|one| one.id));
        after = page.next;
        if after.is_none() {
            return seen;
        }
    }
}

fn progress() -> TopicCode {
    "progress".parse().unwrap()
}

on_both! {
    async fn a_code_counts_once_and_the_next_takes_its_place(world) {
        let (anna, boris) = (world.citizen(1).await, world.citizen(2).await);
        assert_eq!(offer(world, anna, 1).await.unwrap(), world.clock.now() + CALL_CODE_LASTS);
        offer(world, boris, 2).await.unwrap();
        assert_eq!(told(world, 3).await, None, "nobody's");
        assert_eq!(told(world, 1).await, Some(anna));
        assert_eq!(told(world, 1).await, None, "once");
        offer(world, anna, 4).await.unwrap();
        offer(world, anna, 5).await.unwrap();
        assert_eq!(told(world, 4).await, None, "another took its place");
        assert_eq!(told(world, 5).await, Some(anna));
        assert_eq!(told(world, 2).await, Some(boris), "his own is still there");
    }

    async fn a_code_counts_for_ten_minutes_and_not_an_instant_longer(world) {
        let anna = world.citizen(1).await;
        offer(world, anna, 1).await.unwrap();
        world.clock.advance(CALL_CODE_LASTS - INSTANT);
        assert_eq!(told(world, 1).await, Some(anna));
        offer(world, anna, 2).await.unwrap();
        world.clock.advance(CALL_CODE_LASTS);
        assert_eq!(told(world, 2).await, None);
        // The next one has minutes of its own.
        offer(world, anna, 3).await.unwrap();
        world.clock.advance(CALL_CODE_LASTS / 2);
        offer(world, anna, 4).await.unwrap();
        world.clock.advance(CALL_CODE_LASTS - INSTANT);
        assert_eq!(told(world, 4).await, Some(anna));
    }

    async fn an_offer_sweeps_the_ten_that_ran_out_first_and_none_that_counts(world) {
        let mut untils = Vec::new();
        for oid in 1..=12 {
            let citizen = world.citizen(oid).await;
            untils.push(offer(world, citizen, u32::try_from(oid).unwrap()).await.unwrap());
            world.clock.advance(INSTANT);
        }
        let anna = world.citizen(20).await;
        // Eleven have run out, the last of them in this very instant; the twelfth counts for one more.
        world.clock.set(untils[10]);
        offer(world, anna, 20).await.unwrap();
        assert_eq!(codes(world, "true").await, 3, "the eleventh, the twelfth and hers");
        assert_eq!(codes(world, &format!("expires_at < {}", untils[10].timestamp_micros())).await, 0);
        assert_eq!(told(world, 11).await, None, "kept, and not counted any more");
        assert!(told(world, 12).await.is_some());
        offer(world, anna, 21).await.unwrap();
        assert_eq!(codes(world, "true").await, 1, "hers alone");
    }

    async fn two_with_the_same_digits_at_once_are_a_conflict(world) {
        let (anna, boris) = (world.citizen(1).await, world.citizen(2).await);
        offer(world, anna, 1).await.unwrap();
        let second = offer(world, boris, 1).await;
        assert!(matches!(second, Err(StoreError::Conflict)), "{second:?}");
        offer(world, anna, 1).await.unwrap();
        assert_eq!(told(world, 1).await, Some(anna), "it is still hers");
        offer(world, boris, 1).await.unwrap();
        assert_eq!(told(world, 1).await, Some(boris), "and now his");
        // From two processes in the same moment.
        let other = world.another().await;
        let (one, two) = tokio::join!(
            offer_in(world, &world.store, (anna, 2)),
            offer_in(world, &other, (boris, 2))
        );
        let late = [&one, &two].into_iter().filter(|told| matches!(told, Err(StoreError::Conflict)));
        assert_eq!((late.count(), one.is_ok() != two.is_ok()), (1, true), "{one:?} {two:?}");
    }

    async fn of_two_who_were_told_one_code_one_uses_it(world) {
        let anna = world.citizen(1).await;
        for digits in 1..=4 {
            offer(world, anna, digits).await.unwrap();
            let (one, two) = tokio::join!(told(world, digits), told(world, digits));
            assert!(one.is_some() != two.is_some(), "{one:?} {two:?}");
        }
    }

    /// Whoever uses a code while its citizen gets another takes the old one or none, and the new one counts.
    async fn a_new_code_is_not_lost_to_one_who_uses_the_old(world) {
        let anna = world.citizen(1).await;
        for digits in 1..=12 {
            offer(world, anna, digits).await.unwrap();
            let (_used, offered) = tokio::join!(told(world, digits), offer(world, anna, digits + 50));
            offered.unwrap();
            assert_eq!(told(world, digits).await, None);
            assert_eq!(told(world, digits + 50).await, Some(anna));
        }
    }

    /// Wrong codes are counted for each consultant for an hour from the first, and are forgotten then.
    async fn misses_stop_a_consultant_within_the_hour_and_are_forgotten_after(world) {
        let (ulyana, oleg) = (world.citizen(1).await, world.citizen(2).await);
        assert!(!is_stopped(world, ulyana).await);
        misses(world, ulyana, 1).await;
        world.clock.advance(HOUR / 2);
        misses(world, ulyana, MOST_MISSES - 2).await;
        misses(world, oleg, 1).await;
        assert!(!is_stopped(world, ulyana).await, "one is left");
        world.clock.advance(HOUR / 2 - INSTANT);
        misses(world, ulyana, 1).await;
        assert!(is_stopped(world, ulyana).await && !is_stopped(world, oleg).await);
        misses(world, ulyana, 1).await;
        assert!(is_stopped(world, ulyana).await);
        world.clock.advance(INSTANT);
        assert!(!is_stopped(world, ulyana).await, "the hour is over");
        // The next hour begins with the next miss.
        misses(world, ulyana, MOST_MISSES - 1).await;
        assert!(!is_stopped(world, ulyana).await);
        misses(world, ulyana, 1).await;
        world.clock.advance(HOUR - INSTANT);
        assert!(is_stopped(world, ulyana).await);
        world.clock.advance(INSTANT);
        assert!(!is_stopped(world, ulyana).await);
    }

    async fn misses_at_once_are_all_counted(world) {
        let ulyana = world.citizen(1).await;
        let few = MOST_MISSES / 4;
        let missing = || misses(world, ulyana, few);
        tokio::join!(missing(), missing(), missing(), misses(world, ulyana, few - 1));
        assert!(!is_stopped(world, ulyana).await);
        misses(world, ulyana, 1).await;
        assert!(is_stopped(world, ulyana).await, "none was lost");
    }

    async fn what_begins_ends_what_its_consultant_left_open(world) {
        let (ulyana, oleg, anna) = (world.citizen(1).await, world.citizen(2).await, world.citizen(3).await);
        let application = world.filed(anna, 1).await.id;
        assert_eq!(world.store.consultation_of(ulyana).await.unwrap(), None);
        let others = begun(world, "call-centre", oleg, About::Nothing).await;
        let first = begun(world, "call-centre", ulyana, About::Application(application)).await;
        assert_eq!(read(world, &first).await, first, "kept as it was begun");
        assert_eq!(world.store.consultation_of(ulyana).await.unwrap(), Some(first.clone()));
        world.clock.advance(LONGEST);
        let second = begun(world, "call-centre", ulyana, About::Caller(anna)).await;
        assert_eq!(read(world, &first).await, Consultation { ended_at: Some(second.begun_at), ..first });
        assert_eq!(world.store.consultation_of(ulyana).await.unwrap(), Some(second.clone()));
        // It was forgotten for days: the call did not last until then.
        world.clock.advance(TimeDelta::days(3));
        begun(world, "call-centre", ulyana, About::Nothing).await;
        assert_eq!(read(world, &second).await, Consultation { ended_at: Some(second.until()), ..second });
        assert_eq!(read(world, &others).await, others, "a colleague's goes on");
        let nobody = ConsultationId::new(world.clock.now(), &*world.entropy);
        assert_eq!(world.store.consultation(nobody).await.unwrap(), None);
    }

    /// Begun in two windows at once, one is open: the other is ended by it, or is a conflict.
    async fn one_who_begins_twice_at_once_has_one_open(world) {
        let ulyana = world.citizen(1).await;
        let stores = [world.store.clone(), world.another().await];
        let mut beginnings = JoinSet::new();
        for store in stores {
            let begun = beginning(world, "call-centre", ulyana, About::Nothing);
            let (clock, entropy) = (world.clock.clone(), world.entropy.clone());
            beginnings.spawn(async move {
                let mut tx = store.begin(&clock, &entropy).await.unwrap();
                tx.begin_consultation(&begun).await?;
                tx.commit().await
            });
        }
        let ended = beginnings.join_all().await;
        let fits = |one: &Result<(), StoreError>| matches!(one, Ok(()) | Err(StoreError::Conflict));
        assert!(ended.iter().all(fits) && ended.iter().any(Result::is_ok), "{ended:?}");
        let open = "UPDATE consultation SET topic = topic WHERE ended_at IS NULL";
        assert_eq!(world.behind(open).await, 1, "{ended:?}");
    }

    async fn a_topic_is_noted_once_also_of_what_the_next_call_ended(world) {
        let ulyana = world.citizen(1).await;
        let first = begun(world, "call-centre", ulyana, About::Nothing).await;
        world.clock.advance(TimeDelta::minutes(3));
        let second = begun(world, "call-centre", ulyana, About::Nothing).await;
        world.clock.advance(TimeDelta::minutes(2));
        let now = world.clock.now();
        let left = read(world, &first).await.end(&progress(), now).unwrap();
        end(world, &left).await.unwrap();
        assert_eq!(read(world, &first).await, left);
        assert_eq!(left.ended_at, Some(second.begun_at), "when it ended it did");
        let ended = second.end(&progress(), now).unwrap();
        end(world, &ended).await.unwrap();
        assert_eq!(ended.ended_at, Some(now));
        assert_eq!(world.store.consultation_of(ulyana).await.unwrap(), None);
        // Another window noted something else in the meantime.
        let other = second.end(&"visit".parse().unwrap(), now + INSTANT).unwrap();
        let late = end(world, &other).await;
        assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
        assert_eq!(read(world, &second).await, ended, "as it was noted first");
        let unknown = beginning(world, "call-centre", ulyana, About::Nothing).end(&progress(), now).unwrap();
        assert!(matches!(end(world, &unknown).await, Err(StoreError::Conflict)));
    }

    /// Newest first, of one organisation; those of one moment stand by their identifiers, on one page or on two.
    async fn the_log_goes_on_after_its_last_without_gap_or_repeat(world) {
        let (ulyana, oleg) = (world.citizen(1).await, world.citizen(2).await);
        let mut all = Vec::new();
        for call in 0..9 {
            all.push(begun(world, "call-centre", ulyana, About::Nothing).await);
            begun(world, "other-centre", oleg, About::Nothing).await;
            if call % 3 == 2 {
                world.clock.advance(TimeDelta::minutes(1));
            }
        }
        all.sort_by_key(|one| Reverse((one.begun_at, one.id.uuid())));
        let ids: Vec<_> = all.iter().map(|one| one.id).collect();
        for size in [1, 2, 3, 4, 8, 9, 100] {
            assert_eq!(log(world, "call-centre", size).await, ids, "{size} a page");
        }
        assert_eq!(log(world, "other-centre", 4).await.len(), 9);
        assert_eq!(log(world, "nowhere", 4).await, []);
        // What begins while it is read is on no later page, and moves none.
        let code = "call-centre".parse().unwrap();
        let first = world.store.consultations_at(&code, None, 4).await.unwrap();
        assert_eq!(first.next, Some((all[3].begun_at, all[3].id)));
        let newest = begun(world, "call-centre", ulyana, About::Nothing).await;
        let rest = world.store.consultations_at(&code, first.next, 9).await.unwrap();
        assert_eq!((rest.items.iter().map(|one| one.id).collect::<Vec<_>>(), rest.next), (ids[4..].to_vec(), None));
        assert_eq!(log(world, "call-centre", 1).await[0], newest.id);
    }
}
