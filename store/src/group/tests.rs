//! Writers that share a commit: each keeps what is its own, and is told the truth.

use crate::{KeyRing, MasterKey, Settings, Store, StoreError, Tx};
use domain::entropy::{Entropy, OsEntropy};
use domain::id::ApplicationId;
use domain::job::Job;
use domain::time::{Clock, SystemClock};
use futures::FutureExt;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinSet;

/// Far longer than a commit takes: whoever waits so long waits for ever.
const LONG: Duration = Duration::from_secs(20);

struct World {
    store: Store,
    entropy: Arc<dyn Entropy>,
    folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let world = Self { store: open(&folder).await, entropy, folder };
        world.store.migrate().await.unwrap();
        world
    }

    async fn begin(&self) -> Tx {
        self.store.begin(&SystemClock, &self.entropy).await.unwrap()
    }

    /// A transaction with one job in it.
    async fn written(&self) -> Tx {
        let mut tx = self.begin().await;
        let application = ApplicationId::new(SystemClock.now(), &*self.entropy);
        tx.enqueue(&Job::CheckDelay { application }).await.unwrap();
        tx
    }

    async fn jobs(&self) -> u64 {
        self.store.queue_depth().await.unwrap().0
    }

    /// Another process can write.
    async fn is_free(&self) {
        let other = open(&self.folder).await;
        let begun = tokio::time::timeout(LONG, other.begin(&SystemClock, &self.entropy)).await;
        begun.expect("the write lock is free").unwrap();
    }
}

async fn open(folder: &TempDir) -> Store {
    let settings = Settings::new(
        format!("sqlite://{}/uslugi.db", folder.path().display()),
        KeyRing::only(MasterKey::new([7; 32])),
    );
    Store::open(&settings).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_writers_each_keeps_its_own_and_one_that_gives_up_loses_nothing_of_the_others() {
    let world = Arc::new(World::new().await);
    let mut writers = JoinSet::new();
    for number in 0..200 {
        let world = Arc::clone(&world);
        writers.spawn(async move {
            let mut tx = world.written().await;
            let nobody = ApplicationId::new(SystemClock.now(), &*world.entropy);
            match number % 10 {
                // Given up before anything was sent, and after: a look sends what waits.
                0 => drop(tx),
                1 => drop(tx.lock_application(nobody).await.map(|_none| tx)),
                2 => {
                    tx.lock_application(nobody).await.unwrap();
                    tx.sql.execute_unprepared("no statement").await.unwrap_err();
                }
                3 => {
                    tx.lock_application(nobody).await.unwrap();
                    tx.enqueue(&Job::CheckDelay { application: nobody }).await.unwrap();
                    tx.commit().await.unwrap();
                    return 2;
                }
                _ => {
                    tx.commit().await.unwrap();
                    return 1;
                }
            }
            0
        });
    }
    let kept: u64 = writers.join_all().await.into_iter().sum();
    assert_eq!((kept, world.jobs().await), (160, 160));
    world.is_free().await;
}

/// Committed means committed: another connection sees it.
#[tokio::test]
async fn who_is_told_committed_is_seen_by_others() {
    let world = World::new().await;
    for count in 1..=5 {
        world.written().await.commit().await.unwrap();
        assert_eq!(world.jobs().await, count);
    }
}

#[tokio::test]
async fn one_that_is_dropped_leaves_nothing_and_holds_nobody_up() {
    let world = World::new().await;
    drop(world.written().await);
    world.is_free().await;
    assert_eq!(world.jobs().await, 0);
}

/// Whether it is kept depends on how far it was: see the next test.
#[tokio::test]
async fn a_commit_nobody_waits_for_any_more_holds_nobody_up() {
    let world = World::new().await;
    let tx = world.written().await;
    assert!(tx.commit().now_or_never().is_none(), "it has only begun");
    world.is_free().await;
}

/// Requests are dropped wherever they are: of each all is kept or nothing, and whoever was told "committed" is kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_transaction_that_is_dropped_on_its_way_all_is_kept_or_nothing() {
    let world = Arc::new(World::new().await);
    let mut writers = Vec::new();
    for number in 0..300_u64 {
        let id = ApplicationId::new(SystemClock.now(), &*world.entropy);
        let told = tokio::spawn({
            let world = Arc::clone(&world);
            async move {
                let mut tx = world.begin().await;
                tx.enqueue(&Job::CheckDelay { application: id }).await.unwrap();
                // A look sends what waits.
                tx.lock_application(id).await?;
                tx.enqueue(&Job::CheckDelay { application: id }).await.unwrap();
                tx.commit().await
            }
        });
        if number % 3 == 0 {
            let stop = told.abort_handle();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_micros(number * 37 % 4_000)).await;
                stop.abort();
            });
        }
        writers.push((id, told));
    }
    let mut committed = 0;
    for (id, told) in writers {
        let told = told.await;
        let sql = "SELECT count(*) AS kept FROM queue WHERE application_id = $1";
        let of = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [id.uuid().into()]);
        let row = world.store.read.query_one_raw(of).await.unwrap().unwrap();
        let kept: i64 = row.try_get("", "kept").unwrap();
        match told {
            Ok(Ok(())) => assert_eq!(kept, 2, "it was told that it is kept"),
            // Its group may have gone with one that was dropped.
            Ok(Err(StoreError::Away(_))) => assert_eq!(kept, 0),
            Ok(Err(error)) => panic!("{error}"),
            Err(_dropped) => assert!(kept == 0 || kept == 2, "a half was kept"),
        }
        committed += i32::from(kept == 2);
    }
    assert!(committed > 100, "{committed}");
    world.is_free().await;
}

/// A node stops: its workers of HTTP end while others still write.
#[test]
fn a_transaction_whose_runtime_ends_leaves_nothing() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (lasting, ending) = (runtime(), runtime());
    let world = lasting.block_on(World::new());
    let written = ending.block_on(async {
        let mut tx = world.written().await;
        let nobody = ApplicationId::new(SystemClock.now(), &*world.entropy);
        tx.lock_application(nobody).await.unwrap();
        tx
    });
    // Held by a task that ends with its runtime.
    ending.spawn(async move {
        let _written = written;
        std::future::pending::<()>().await;
    });
    ending.shutdown_timeout(LONG);
    lasting.block_on(async {
        world.written().await.commit().await.unwrap();
        assert_eq!(world.jobs().await, 1, "what the other wrote is gone");
        world.is_free().await;
    });
}

/// After an error of the disk SQLite may roll back the whole transaction: nobody in it is told "committed".
#[tokio::test]
async fn if_the_whole_is_rolled_back_every_member_is_told() {
    let world = Arc::new(World::new().await);
    let first = world.written().await;
    let second = tokio::spawn({
        let world = Arc::clone(&world);
        async move {
            // Its turn comes before the first has its second.
            let tx = world.begin().await;
            tx.sql.execute_unprepared("ROLLBACK").await.unwrap();
            drop(tx);
        }
    });
    // The second queues up while the first has its turn.
    tokio::task::yield_now().await;
    let told = first.commit().await;
    second.await.unwrap();
    assert!(matches!(told, Err(StoreError::Away(_) | StoreError::Refused(_))), "{told:?}");
    assert_eq!(world.jobs().await, 0);
    world.written().await.commit().await.unwrap();
    assert_eq!(world.jobs().await, 1, "the next group is whole again");
    world.is_free().await;
}
