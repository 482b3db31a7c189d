//! The queue: one worker a job, late workers are out, unreadable work holds nobody up.

use crate::world::World;
use chrono::TimeDelta;
use domain::id::{ApplicationId, JobId};
use domain::job::Entry;
use std::collections::BTreeSet;
use std::time::Duration;
use store::{Claim, Job, Store, StoreError, Wake};
use tokio::task::JoinSet;

const LEASE: Duration = Duration::from_secs(30);

/// Work that no case stands still for: setting it aside leaves nothing behind.
fn job(world: &World) -> Job {
    let application = ApplicationId::new(domain::time::Moment::UNIX_EPOCH, &*world.entropy);
    Job::PlanNotice { application, notice: "received".parse().unwrap(), version: 1, to: None }
}

/// Work that a case waits for.
fn sending(world: &World) -> Job {
    let application = ApplicationId::new(domain::time::Moment::UNIX_EPOCH, &*world.entropy);
    Job::SendToDepartment { application, entry: Entry(1), receiver: None }
}

pub(crate) async fn leave(world: &World, count: usize) -> Vec<Job> {
    let mut tx = world.begin().await;
    let jobs: Vec<_> = (0..count).map(|_| job(world)).collect();
    for job in &jobs {
        tx.enqueue(job).await.unwrap();
    }
    tx.commit().await.unwrap();
    jobs
}

pub(crate) async fn claim(world: &World, store: &Store, owner: &str, limit: u32) -> Vec<Claim> {
    let lanes = store.queue_lanes().await.unwrap();
    let mut tx = world.begin_in(store).await;
    let claims = tx.claim(&lanes, owner, |_| limit, LEASE).await.unwrap().claims;
    tx.commit().await.unwrap();
    claims
}

pub(crate) async fn finish(world: &World, claim: &Claim) -> Result<(), StoreError> {
    let mut tx = world.begin().await;
    tx.finish(claim).await?;
    tx.commit().await
}

fn is_lost(done: &Result<(), StoreError>) -> bool {
    matches!(done, Err(StoreError::LeaseLost))
}

on_both! {
    async fn two_workers_never_hold_one_job(world) {
        leave(world, 60).await;
        let stores = [world.store.clone(), world.another().await];
        let mut workers = JoinSet::new();
        for worker in 0..6 {
            let (clock, entropy) = (world.clock.clone(), world.entropy.clone());
            let store = stores[worker % 2].clone();
            workers.spawn(async move {
                let mut held = Vec::<JobId>::new();
                loop {
                    let lanes = store.queue_lanes().await.unwrap();
                    let mut tx = store.begin(&clock, &entropy).await.unwrap();
                    let owner = format!("w{worker}");
                    let claims = tx.claim(&lanes, &owner, |_| 3, LEASE).await.unwrap().claims;
                    tx.commit().await.unwrap();
                    held.extend(claims.iter().map(|claim| claim.id));
                    // What others hold at this instant is passed over, so "none" is only final
                    // once nothing is ready.
                    let next = store.queue_next_claim().await.unwrap();
                    if next.is_none_or(|next| next > domain::time::Clock::now(&clock)) {
                        return held;
                    }
                }
            });
        }
        let held: Vec<JobId> = workers.join_all().await.into_iter().flatten().collect();
        let distinct: BTreeSet<JobId> = held.iter().copied().collect();
        assert_eq!((held.len(), distinct.len()), (60, 60));
    }

    async fn work_that_is_finished_is_gone_and_cannot_be_finished_again(world) {
        let jobs = leave(world, 1).await;
        let claims = claim(world, &world.store, "one", 10).await;
        assert_eq!((claims[0].job.clone(), claims[0].attempts), (jobs[0].clone(), 1));
        finish(world, &claims[0]).await.unwrap();
        assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0));
        assert!(is_lost(&finish(world, &claims[0]).await));
    }

    async fn a_lapsed_lease_is_taken_over_and_the_late_worker_is_out(world) {
        leave(world, 1).await;
        let first = claim(world, &world.store, "one", 10).await.remove(0);
        world.clock.advance(TimeDelta::seconds(29));
        assert!(claim(world, &world.store, "two", 10).await.is_empty(), "the lease still lasts");
        world.clock.advance(TimeDelta::seconds(1));
        assert_eq!(world.store.queue_next_claim().await.unwrap(), Some(world.begin().await.now()));
        let second = claim(world, &world.store, "two", 10).await.remove(0);
        assert_eq!((second.id, second.attempts), (first.id, 2));

        assert!(is_lost(&finish(world, &first).await));
        let mut tx = world.begin().await;
        let due = tx.now();
        tx.later(&first, due, "late").await.unwrap();
        assert!(is_lost(&tx.commit().await));
        let mut tx = world.begin().await;
        tx.give_up(&first, "late").await.unwrap();
        assert!(is_lost(&tx.commit().await));
        finish(world, &second).await.unwrap();
    }

    /// The effect of a worker that lost its lease goes with the transaction it tried to end in.
    async fn a_late_worker_leaves_nothing_of_what_it_did(world) {
        let citizen = world.citizen(1).await;
        leave(world, 1).await;
        let first = claim(world, &world.store, "one", 10).await.remove(0);
        world.clock.advance(TimeDelta::seconds(31));
        let second = claim(world, &world.store, "two", 10).await.remove(0);
        let mut tx = world.begin().await;
        let service = "employment-certificate".parse().unwrap();
        tx.insert_draft(citizen, &service, &serde_json::json!({})).await.unwrap();
        tx.finish(&first).await.unwrap();
        assert!(is_lost(&tx.commit().await));
        assert_eq!(world.store.drafts_of(citizen).await.unwrap(), []);
        finish(world, &second).await.unwrap();
    }

    /// What runs beside the job that kills its process is not set aside with it.
    async fn of_jobs_left_unended_an_owner_holds_one_at_a_time_and_only_the_guilty_one_is_set_aside(world) {
        let jobs = leave(world, 6).await;
        let guilty = &jobs[3];
        for _ in 0..2 {
            assert_eq!(claim(world, &world.store, "one", 10).await.len(), 6);
            world.clock.advance(TimeDelta::seconds(31));
        }
        let mut done = 0;
        for _ in 0..40 {
            let mut held = claim(world, &world.store, "one", 10).await;
            assert!(held.len() <= 1 && held.iter().all(|one| one.suspect), "one suspect at a time");
            assert!(claim(world, &world.store, "one", 10).await.is_empty(), "while it holds one");
            match held.pop() {
                Some(one) if one.job == *guilty => world.clock.advance(TimeDelta::seconds(31)),
                Some(one) => {
                    finish(world, &one).await.unwrap();
                    done += 1;
                }
                None => break,
            }
        }
        assert_eq!((done, world.store.queue_depth().await.unwrap()), (5, (0, 1)));
    }

    /// However it is set aside, given back or dropped, its case is looked at: by a job, so that no case stands in
    /// the way of the queue.
    async fn setting_aside_what_a_case_waits_for_leaves_the_question_whether_it_is_delayed(world) {
        let jobs = [sending(world), sending(world), job(world)];
        let mut tx = world.begin().await;
        for job in &jobs {
            tx.enqueue(job).await.unwrap();
        }
        tx.commit().await.unwrap();
        let spoil = "UPDATE queue SET payload = '{}' WHERE id = (SELECT id FROM queue ORDER BY id LIMIT 1)";
        assert_eq!(world.behind(spoil).await, 1);
        let held = claim(world, &world.store, "one", 10).await;
        assert_eq!(held.len(), 2);
        let mut tx = world.begin().await;
        for one in &held {
            tx.give_up(one, "broken").await.unwrap();
        }
        tx.commit().await.unwrap();
        let asked = async |how: &str| {
            let mut asked = BTreeSet::new();
            for claim in claim(world, &world.store, "two", 10).await {
                finish(world, &claim).await.unwrap();
                if let Job::CheckDelay { application } = claim.job {
                    asked.insert(application);
                }
            }
            let of_cases: BTreeSet<_> = jobs[..2].iter().filter_map(Job::application).collect();
            assert_eq!(asked, of_cases, "{how}");
        };
        asked("set aside").await;
        let aside = store::QueueFilter { set_aside: Some(true), ..Default::default() };
        let rows = world.store.queue_rows(&aside, None, 9).await.unwrap();
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let mut tx = world.begin().await;
        assert_eq!(tx.queue_drop(&ids).await.unwrap(), 3);
        tx.commit().await.unwrap();
        asked("dropped").await;
    }

    /// Of a lane that fails nothing could be claimed: the next look sends the probe, not the end of a lease.
    async fn a_probe_that_nothing_went_out_with_is_given_back(world) {
        leave(world, 2).await;
        let first = claim(world, &world.store, "one", 1).await.remove(0);
        let mut tx = world.begin().await;
        tx.receiver_failed(&first, None, "HTTP 401").await.unwrap();
        tx.commit().await.unwrap();
        let spoil = format!("UPDATE queue SET payload = '{{}}' WHERE due_at < {}", i64::MAX);
        assert_eq!(world.behind(&spoil).await, 2);
        let due = world.store.queue_next_claim().await.unwrap().unwrap();
        world.clock.set(due);
        assert!(claim(world, &world.store, "one", 10).await.is_empty(), "set aside");
        assert_eq!(world.store.queue_next_claim().await.unwrap(), Some(due), "not when a lease ends");
    }

    async fn work_is_due_when_it_is_due_and_not_before(world) {
        let mut tx = world.begin().await;
        let due = tx.now() + TimeDelta::minutes(5);
        tx.enqueue_at(&job(world), due).await.unwrap();
        tx.commit().await.unwrap();
        assert!(claim(world, &world.store, "one", 10).await.is_empty());
        assert_eq!(world.store.queue_next_claim().await.unwrap(), Some(due));
        world.clock.set(due);
        let claims = claim(world, &world.store, "one", 10).await;
        let mut tx = world.begin().await;
        tx.later(&claims[0], due + TimeDelta::minutes(1), "busy").await.unwrap();
        tx.commit().await.unwrap();
        assert!(claim(world, &world.store, "one", 10).await.is_empty());
        world.clock.advance(TimeDelta::minutes(1));
        assert_eq!(claim(world, &world.store, "one", 10).await[0].attempts, 2);
    }

    async fn work_that_waited_without_failing_starts_its_count_anew(world) {
        leave(world, 1).await;
        for _ in 0..3 {
            let claims = claim(world, &world.store, "one", 10).await;
            assert_eq!(claims[0].attempts, 1, "waiting is no failure");
            let mut tx = world.begin().await;
            let due = tx.now() + TimeDelta::minutes(1);
            tx.wait(&claims[0], due, "an officer decides").await.unwrap();
            tx.commit().await.unwrap();
            world.clock.advance(TimeDelta::minutes(1));
        }
    }

    async fn work_given_up_is_kept_for_a_person_and_never_claimed(world) {
        leave(world, 1).await;
        let claims = claim(world, &world.store, "one", 10).await;
        let mut tx = world.begin().await;
        tx.give_up(&claims[0], "it can never succeed").await.unwrap();
        tx.commit().await.unwrap();
        world.clock.advance(TimeDelta::days(1));
        assert!(claim(world, &world.store, "one", 10).await.is_empty());
        assert_eq!(world.store.queue_depth().await.unwrap(), (0, 1));
        assert_eq!(world.store.queue_next_claim().await.unwrap(), None);
    }

    async fn work_of_a_dropped_transaction_was_never_left_and_wakes_nobody(world) {
        let mut wakes = world.store.wakes();
        let mut tx = world.begin().await;
        tx.enqueue(&job(world)).await.unwrap();
        drop(tx);
        assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0));
        assert!(wakes.try_recv().is_err());
        leave(world, 2).await;
        assert_eq!(wakes.try_recv(), Ok(Wake::Queue));
        assert!(wakes.try_recv().is_err(), "one commit, one wake-up");
    }

    async fn the_same_work_asked_for_once_waits_once_and_is_asked_for_anew_when_done(world) {
        let job = job(world);
        for _ in 0..3 {
            let mut tx = world.begin().await;
            tx.enqueue_once(&job).await.unwrap();
            tx.enqueue_once(&job).await.unwrap();
            tx.commit().await.unwrap();
        }
        let held = claim(world, &world.store, "one", 10).await;
        assert_eq!(held.len(), 1);
        let mut tx = world.begin().await;
        tx.enqueue_once(&job).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.store.queue_depth().await.unwrap(), (1, 0), "it is in hand");
        finish(world, &held[0]).await.unwrap();
        let mut tx = world.begin().await;
        tx.enqueue_once(&job).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claim(world, &world.store, "one", 10).await.len(), 1);
    }

    async fn work_that_kills_its_process_is_set_aside_after_five_claims_and_the_rest_goes_on(world) {
        leave(world, 1).await;
        for _ in 0..5 {
            assert_eq!(claim(world, &world.store, "one", 10).await.len(), 1);
            // Nobody ends it: the process is gone.
            world.clock.advance(TimeDelta::seconds(31));
        }
        let other = leave(world, 1).await;
        let left = claim(world, &world.store, "two", 10).await;
        assert_eq!(left.iter().map(|one| &one.job).collect::<Vec<_>>(), [&other[0]]);
        assert_eq!(world.store.queue_depth().await.unwrap(), (1, 1));
        let aside = world.store.queue_set_aside().await.unwrap();
        assert_eq!((aside[0].kind.as_str(), aside[0].count), ("notice.plan", 1));
    }

    async fn a_lane_takes_no_more_than_its_room_and_leaves_the_others_theirs(world) {
        leave(world, 5).await;
        let mut tx = world.begin().await;
        let application = ApplicationId::new(tx.now(), &*world.entropy);
        tx.enqueue(&Job::GenerateResult { application, entry: Entry(1) }).await.unwrap();
        tx.commit().await.unwrap();
        let lanes = world.store.queue_lanes().await.unwrap();
        // In the order of the engine's index.
        let names: BTreeSet<_> = lanes.iter().map(|lane| lane.name.as_str()).collect();
        assert_eq!(names, BTreeSet::from(["notice", "result"]));
        let mut tx = world.begin().await;
        let room = |lane: &str| if lane == "notice" { 2 } else { 7 };
        let claims = tx.claim(&lanes, "one", room, LEASE).await.unwrap().claims;
        tx.commit().await.unwrap();
        let of = |name| claims.iter().filter(|claim| claim.lane == name).count();
        assert_eq!((of("notice"), of("result")), (2, 1));
        let lanes = world.store.queue_lanes().await.unwrap();
        let mut tx = world.begin().await;
        let full = tx.claim(&lanes, "one", |_| 0, LEASE).await.unwrap().claims;
        assert!(full.is_empty(), "a full lane is passed over");
    }

    /// Two nodes share the pause, the growing of it, and the one probe.
    async fn a_lane_whose_receiver_fails_is_paused_for_all_nodes_and_probed_by_one(world) {
        leave(world, 6).await;
        let other = world.another().await;
        let first = claim(world, &world.store, "one", 2).await;
        let mut told = Vec::new();
        for held in &first {
            let mut tx = world.begin().await;
            told.push(tx.receiver_failed(held, None, "HTTP 401").await.unwrap());
            tx.commit().await.unwrap();
        }
        let paused = told[0].unwrap();
        assert_eq!((paused.failures, told[1]), (1, None), "one outage is counted once");
        assert!(claim(world, &other, "two", 10).await.is_empty(), "paused for the other node too");
        for failures in 2..6 {
            let next = world.store.queue_next_claim().await.unwrap().unwrap();
            world.clock.set(next);
            let probe = claim(world, &other, "two", 10).await;
            assert_eq!((probe.len(), probe[0].is_probe(), probe[0].attempts), (1, true, 1));
            assert!(claim(world, &world.store, "one", 10).await.is_empty(), "one probe at a time");
            let mut tx = world.begin().await;
            let paused = tx.receiver_failed(&probe[0], None, "HTTP 401").await.unwrap().unwrap();
            tx.commit().await.unwrap();
            assert_eq!(paused.failures, failures);
            assert!(paused.until - next >= TimeDelta::milliseconds(250 << failures));
        }
        // A probe whose node died lapses; the next is answered, and the lane is open.
        world.clock.set(world.store.queue_next_claim().await.unwrap().unwrap());
        assert_eq!(claim(world, &other, "two", 10).await.len(), 1);
        world.clock.advance(TimeDelta::seconds(30));
        let probe = claim(world, &world.store, "one", 10).await;
        assert_eq!(probe.len(), 1);
        let mut tx = world.begin().await;
        tx.finish(&probe[0]).await.unwrap();
        assert!(tx.receiver_answered("notice").await.unwrap());
        tx.commit().await.unwrap();
        world.clock.advance(TimeDelta::minutes(10));
        assert_eq!(claim(world, &other, "two", 10).await.len(), 5, "nothing was lost");
    }

    async fn a_receiver_that_asks_to_be_left_alone_is(world) {
        leave(world, 1).await;
        let held = claim(world, &world.store, "one", 1).await;
        let mut tx = world.begin().await;
        let asked = Duration::from_mins(10);
        tx.receiver_failed(&held[0], Some(asked), "HTTP 429").await.unwrap();
        let until = tx.now() + asked;
        tx.commit().await.unwrap();
        assert_eq!(world.store.queue_next_claim().await.unwrap(), Some(until));
    }

    async fn what_was_set_aside_is_shown_and_given_back_with_its_tries_counted_anew(world) {
        leave(world, 3).await;
        let held = claim(world, &world.store, "one", 1).await;
        let mut tx = world.begin().await;
        tx.give_up(&held[0], "broken").await.unwrap();
        tx.commit().await.unwrap();
        let aside = store::QueueFilter { set_aside: Some(true), ..Default::default() };
        let rows = world.store.queue_rows(&aside, None, 9).await.unwrap();
        assert_eq!((rows.len(), rows[0].reason.as_deref()), (1, Some("broken")));
        let of = store::QueueFilter { application: held[0].job.application(), ..aside.clone() };
        assert_eq!(world.store.queue_rows(&of, None, 9).await.unwrap(), rows);
        let none = store::QueueFilter { lane: Some("exchange".into()), ..aside };
        assert!(world.store.queue_rows(&none, None, 9).await.unwrap().is_empty());
        for given_back in [1, 0] {
            let mut tx = world.begin().await;
            assert_eq!(tx.queue_retry(&[rows[0].id]).await.unwrap(), given_back);
            assert_eq!(tx.queue_drop(&[rows[0].id]).await.unwrap(), 0, "it waits");
            tx.commit().await.unwrap();
        }
        let (row, payload) = world.store.queue_row(rows[0].id).await.unwrap().unwrap();
        assert_eq!((row.reason, payload.contains("notice.plan")), (None, true));
        let claims = claim(world, &world.store, "two", 9).await;
        assert_eq!(claims.len(), 3);
        assert!(claims.iter().all(|claim| claim.attempts == 1));
    }
}
