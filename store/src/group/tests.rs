//! Writers that share a commit: each keeps what is its own, and is told the truth.

use crate::{KeyRing, MasterKey, Settings, Store, StoreError, Tx};
use domain::entropy::{Entropy, OsEntropy};
use domain::id::ApplicationId;
use domain::job::Job;
use domain::time::{Clock, SystemClock};
use futures::FutureExt;
use sea_orm::ConnectionTrait;
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
            let tx = world.written().await;
            if number % 5 == 0 {
                drop(tx);
                return 0;
            }
            tx.commit().await.unwrap();
            1
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

/// A request may be dropped while it commits: others in its group still get theirs.
#[tokio::test]
async fn a_commit_nobody_waits_for_any_more_is_made() {
    let world = World::new().await;
    let tx = world.written().await;
    assert!(tx.commit().now_or_never().is_none(), "it has only begun");
    world.is_free().await;
    assert!(world.jobs().await <= 1);
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
