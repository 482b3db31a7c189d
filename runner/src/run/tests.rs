//! A handler that panics, one that hangs, one that fails: each ends as the rules say, and the rest goes on.

use super::{Look, Runner, Settings};
use crate::handler::{Handler, JobOutcome, Prepared, ReceiverState};
use domain::codes::RegisterCode;
use domain::entropy::{Entropy, OsEntropy};
use domain::id::CitizenId;
use domain::job::Job;
use domain::time::{Clock, ManualClock, Moment};
use std::sync::Arc;
use std::time::Duration;
use store::{Claim, KeyRing, MasterKey, QueueRow, Store, StoreError, Tx};
use tests::{Engine, Place};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Short, because a job that hangs is waited for: nine tenths of it.
const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_mins(1);

/// Behaves as the register of a job is called.
#[derive(Debug)]
struct ByName {
    store: Store,
    clock: ManualClock,
    /// A permit for each job that was finished.
    finished: Arc<Semaphore>,
}

impl Handler for ByName {
    type Work = ();

    fn capacity(&self, lane: &str) -> u32 {
        u32::from(lane != "register:foreign") * 4
    }

    async fn prepare(&self, tx: &mut Tx, claim: &Claim) -> Result<Prepared<()>, StoreError> {
        match claim.lane.as_str() {
            "register:ended" => {
                tx.finish(claim).await?;
                Ok(Prepared::Ended("nothing_to_do", "as it is called"))
            }
            "register:unprepared" => Err(StoreError::Refused("as it is called".to_owned())),
            "register:foreign-here" => Ok(Prepared::Never("as it is called".to_owned())),
            _ => Ok(Prepared::Work(())),
        }
    }

    async fn handle(&self, claim: &Claim, (): ()) -> JobOutcome {
        match claim.lane.as_str() {
            "register:panics" => panic!("as it is called"),
            "register:hangs" => std::future::pending().await,
            "register:fails" => JobOutcome::Retry("as it is called".to_owned()),
            "register:never" => JobOutcome::Never("as it is called".to_owned()),
            _ => {
                let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
                let mut tx = self.store.begin(&self.clock, &entropy).await.unwrap();
                tx.finish(claim).await.unwrap();
                tx.commit().await.unwrap();
                self.finished.add_permits(1);
                JobOutcome::Written("finished", ReceiverState::Answering)
            }
        }
    }
}

struct World {
    runner: Runner<ByName>,
    store: Store,
    clock: ManualClock,
    finished: Arc<Semaphore>,
    place: Place,
}

impl World {
    /// A queue with a job for each of these registers.
    async fn with(engine: Engine, registers: &[&str], lease: Duration) -> Self {
        let place = Place::new(engine).unwrap();
        let keys = KeyRing::only(MasterKey::new([7; 32]));
        let store = Store::open(&store::Settings::new(place.store_url(), keys)).await.unwrap();
        store.migrate().await.unwrap();
        let clock = ManualClock::at("2026-11-20T09:00:00Z".parse::<Moment>().unwrap());
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let mut tx = store.begin(&clock, &entropy).await.unwrap();
        for register in registers {
            let citizen = CitizenId::new(clock.now(), &*entropy);
            let register: RegisterCode = register.parse().unwrap();
            tx.enqueue(&Job::FetchRegister { citizen, register }).await.unwrap();
        }
        tx.commit().await.unwrap();
        let finished = Arc::new(Semaphore::new(0));

        let handler =
            ByName { store: store.clone(), clock: clock.clone(), finished: Arc::clone(&finished) };
        let sources: (Arc<dyn Clock>, _) = (Arc::new(clock.clone()), entropy);
        let settings = Settings { owner: "one".into(), poll: Duration::from_millis(50), lease };
        let runner = Runner::new(handler, store.clone(), sources, settings);
        Self { runner, store, clock, finished, place }
    }

    /// Does what is due, at every moment something is, until nothing waits or so many rounds are over.
    async fn rounds(&self, most: usize) -> usize {
        for round in 0..most {
            let Some(due) = self.store.queue_next_claim().await.unwrap() else { return round };
            self.clock.set(due.max(self.clock.now()));
            self.runner.run_once().await.unwrap();
        }
        most
    }

    async fn rows(&self) -> Vec<QueueRow> {
        self.store.queue_rows(&store::QueueFilter::default(), None, 99).await.unwrap()
    }
}

tests::each_engine! {
    async fn a_job_that_hangs_is_dropped_in_its_time_and_set_aside_after_five(engine) {
        let world = World::with(engine, &["hangs", "fine", "ended"], SHORT).await;
        let rounds = world.rounds(20).await;
        assert!((6..20).contains(&rounds), "five tries, and the claim that sets it aside: {rounds}");
        let rows = world.rows().await;
        assert_eq!((rows.len(), rows[0].state.as_str()), (1, "set_aside"));
        assert!(rows[0].reason.as_deref().unwrap().contains("it hung"), "{rows:?}");
    }

    async fn a_job_that_panics_is_tried_with_growing_pauses_until_it_is_set_aside_and_the_rest_goes_on(engine) {
        let world = World::with(engine, &["panics", "fine"], LONG).await;
        let began = world.clock.now();
        assert_eq!(world.rounds(8).await, 8);
        let rows = world.rows().await;
        assert_eq!((rows.len(), rows[0].state.as_str(), rows[0].attempts), (1, "waiting", 8));
        assert_eq!(rows[0].reason.as_deref(), Some("its handler panicked"));
        assert!(
            world.clock.now() - began > chrono::TimeDelta::seconds(60),
            "1, 2, 4 … seconds, halved"
        );
        world.rounds(99).await;
        let rows = world.rows().await;
        assert_eq!((rows[0].state.as_str(), rows[0].attempts), ("set_aside", 20), "a register's");
        assert_eq!(rows[0].reason.as_deref(), Some("its handler panicked"));
    }

    async fn a_job_that_fails_too_often_or_for_good_is_set_aside(engine) {
        let world = World::with(engine, &["fails", "never"], LONG).await;
        world.rounds(40).await;
        let rows = world.rows().await.into_iter();
        let mut states: Vec<_> = rows.map(|row| (row.lane, row.state)).collect();
        states.sort();
        let aside = |lane: &str| (lane.to_owned(), "set_aside".to_owned());
        assert_eq!(states, [aside("register:fails"), aside("register:never")]);
    }

    /// What cannot even be prepared fails like any job: the claim of the others goes on without it.
    async fn a_job_that_cannot_be_prepared_holds_up_no_other_and_is_set_aside_in_the_end(engine) {
        let world = World::with(engine, &["unprepared", "fine", "foreign-here"], LONG).await;
        world.runner.run_once().await.unwrap();
        assert_eq!(world.finished.available_permits(), 1, "the others are not held up");
        world.rounds(60).await;
        let mut rows = world.rows().await;
        rows.sort_by_key(|row| row.lane.clone());
        let states: Vec<_> = rows.iter().map(|row| (row.lane.as_str(), row.state.as_str())).collect();
        let aside = ["register:foreign-here", "register:unprepared"].map(|lane| (lane, "set_aside"));
        assert_eq!(states, aside);
        assert_eq!(rows[1].attempts, 20, "as often as any job of its kind is tried");
        assert!(rows[1].reason.as_deref().unwrap().contains("as it is called"), "{rows:?}");
    }

    async fn a_lane_of_another_handler_is_left_alone(engine) {
        let world = World::with(engine, &["foreign"], LONG).await;
        assert_eq!(world.runner.run_once().await.unwrap(), 0);
        assert_eq!(world.rows().await[0].attempts, 0);
    }

    /// The database says that this owner has a suspect in hand, and this process has none: nothing may be taken, and
    /// asking at once again would be a spin of empty transactions.
    async fn what_may_not_be_taken_is_waited_for(engine) {
        let world = World::with(engine, &["fine", "hangs"], LONG).await;
        for held in [2, 2, 1] {
            world.clock.set(world.clock.now() + chrono::TimeDelta::seconds(61));
            let lanes = world.store.queue_lanes().await.unwrap();
            let mut tx = world.runner.begin().await.unwrap();
            let claimed = tx.claim(&lanes, "one", |_| 1, LONG).await.unwrap();
            assert_eq!(claimed.claims.len(), held, "of two suspects one");
            tx.commit().await.unwrap();
        }
        let Look::Rest(rest, _full) = world.runner.claim().await.unwrap() else {
            panic!("it took something")
        };
        assert!(rest >= Duration::from_millis(30), "most of a poll: {rest:?}");
    }

    /// Nobody wakes a runner for a job that waits for a place, or for one that is tried again: it looks itself when a job
    /// ends, long before the next poll.
    async fn what_waits_for_a_place_follows_at_once(engine) {
        let mut world = World::with(engine, &["fine"; 9], LONG).await;
        world.runner.settings.poll = Duration::from_hours(1);
        let (cancel, runner) = (CancellationToken::new(), world.runner.clone());
        let run = tokio::spawn({
            let cancel = cancel.clone();
            async move { runner.run(cancel).await }
        });
        let nine = timeout(Duration::from_mins(1), world.finished.acquire_many(9)).await;
        nine.expect("nine jobs in a lane of four places").unwrap().forget();
        assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0));
        cancel.cancel();
        run.await.unwrap();
    }
}

/// A look is not a write: what writes without need wakes every replica.
#[tokio::test]
async fn an_idle_runner_writes_nothing() {
    let world = World::with(Engine::Sqlite, &["foreign"], LONG).await;
    let written = || {
        std::fs::metadata(world.place.sqlite().with_extension("db-wal")).map_or(0, |one| one.len())
    };
    let before = (written(), world.rows().await);
    for _ in 0..50 {
        assert_eq!(world.runner.run_once().await.unwrap(), 0);
        world.clock.set(world.clock.now() + chrono::TimeDelta::hours(1));
    }
    assert_eq!((written(), world.rows().await), before);
}
