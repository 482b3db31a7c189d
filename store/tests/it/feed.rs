//! The order of all facts: a reader with a cursor sees every fact once, in the order of each citizen's journal, whatever
//! becomes of those who write.

use crate::world::{Kind, World, settings};
use domain::entropy::{self, Entropy, OsEntropy};
use domain::id::CitizenId;
use domain::journal::{ActorRef, CitizenFact, FactBody, NewFact, Placed};
use domain::time::SystemClock;
use std::collections::HashMap;
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::Store;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

fn linked(channel: &str) -> NewFact {
    let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: channel.to_owned() });
    NewFact { application: None, actor: ActorRef::PLATFORM, body }
}

/// A number below `end`.
fn random(end: u64) -> u64 {
    u64::from_be_bytes(entropy::bytes(&OsEntropy)) % end
}

/// A place among so many.
fn any_of(length: usize) -> usize {
    usize::from_be_bytes(entropy::bytes(&OsEntropy)) % length
}

/// Writes one to three facts of somebody, waits a little on the way, and in one case of four leaves it at that.
async fn write(store: &Store, citizens: &[CitizenId]) {
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let pick = any_of(citizens.len());
    let Ok(mut tx) = store.begin(&SystemClock, &entropy).await else { return };
    for _ in 0..=random(2) {
        if tx.append(citizens[pick], vec![linked("one"), linked("two")]).await.is_err() {
            return;
        }
        sleep(Duration::from_millis(random(4))).await;
    }
    if random(4) > 0 {
        // Another may have been first, or the lock of the file not be had: then nothing was written.
        let _conflict = tx.commit().await;
    }
    sleep(Duration::from_millis(random(3))).await;
}

const WRITERS: usize = 4;
const KILLS: usize = 12;

async fn write_until(store: &Store, citizens: &[CitizenId], ended: &Arc<AtomicBool>) {
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        let (store, citizens, ended) = (store.clone(), citizens.to_vec(), Arc::clone(ended));
        writers.spawn(async move {
            while !ended.load(Ordering::Relaxed) {
                write(&store, &citizens).await;
            }
        });
    }
    writers.join_all().await;
}

const URL: &str = "USLUGI_TEST_FEED_URL";
const CITIZENS: &str = "USLUGI_TEST_FEED_CITIZENS";

/// No proof of its own: the process that the proof below starts and kills. Nothing to do without its order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_writes_until_it_is_killed() {
    let (Ok(url), Ok(citizens)) = (std::env::var(URL), std::env::var(CITIZENS)) else { return };
    let citizens: Vec<CitizenId> = citizens.split(' ').map(|id| id.parse().unwrap()).collect();
    let store = Store::open(&settings(&url)).await.unwrap();
    // Should the proof itself be killed, this one does not stay behind.
    let _cut = timeout(
        Duration::from_mins(1),
        write_until(&store, &citizens, &Arc::new(AtomicBool::new(false))),
    )
    .await;
}

fn start(world: &World, citizens: &[CitizenId]) -> Child {
    let citizens: Vec<_> = citizens.iter().map(ToString::to_string).collect();
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "feed::a_process_that_writes_until_it_is_killed", "--nocapture"])
        .env(URL, world.url())
        .env(CITIZENS, citizens.join(" "))
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap()
}

/// A reader with a cursor, which checks what it sees.
#[derive(Default)]
struct Reader {
    cursor: i64,
    seen: HashMap<CitizenId, i64>,
}

impl Reader {
    /// Reads on; how many facts it saw.
    async fn read(&mut self, store: &Store, limit: u64) -> usize {
        let page: Vec<Placed> = store.feed_after(self.cursor, limit).await.unwrap();
        for Placed { position, fact } in &page {
            assert_eq!(*position, self.cursor + 1, "nothing is skipped and nothing comes twice");
            self.cursor = *position;
            let last = self.seen.entry(fact.citizen).or_default();
            assert_eq!(fact.sequence, *last + 1, "{}: in the order of the journal", fact.citizen);
            *last = fact.sequence;
        }
        page.len()
    }

    async fn read_until(mut self, store: Store, ended: Arc<AtomicBool>) -> Self {
        while !ended.load(Ordering::Relaxed) {
            if self.read(&store, 1 + random(20)).await == 0 {
                sleep(Duration::from_millis(random(5))).await;
            }
        }
        self
    }
}

on_both! {
    async fn sixteen_writers_some_killed_and_every_reader_sees_every_fact_once(world) {
        let mut citizens = Vec::new();
        for oid in 1..=8 {
            citizens.push(world.citizen(oid).await);
        }
        let ended = Arc::new(AtomicBool::new(false));
        let mut readers = JoinSet::new();
        for _ in 0..3 {
            readers.spawn(Reader::default().read_until(world.another().await, Arc::clone(&ended)));
        }
        let (here, ours, end) = (world.store.clone(), citizens.clone(), Arc::clone(&ended));
        let writing = tokio::spawn(async move { write_until(&here, &ours, &end).await });
        // Twelve writers more, in three processes that do not live long.
        let mut processes: Vec<Child> = (0..3).map(|_| start(world, &citizens)).collect();
        for _ in 0..KILLS {
            sleep(Duration::from_millis(250 + random(400))).await;
            let one = any_of(3);
            processes[one].kill().unwrap();
            processes[one].wait().unwrap();
            processes[one] = start(world, &citizens);
        }
        ended.store(true, Ordering::Relaxed);
        for mut process in processes {
            process.kill().unwrap();
            process.wait().unwrap();
        }
        writing.await.unwrap();
        let mut heads = HashMap::new();
        for citizen in &citizens {
            heads.insert(*citizen, world.store.journal_sequence(*citizen).await.unwrap());
        }
        let written: i64 = heads.values().sum();
        println!("{written} facts, {KILLS} processes killed on the way");
        assert!(written > 100, "{written} facts");
        while let Some(reader) = readers.join_next().await {
            let mut reader = reader.unwrap();
            while reader.read(&world.store, 500).await > 0 {}
            assert_eq!(reader.seen, heads, "every fact that is there, and no other");
            assert_eq!(reader.cursor, written);
        }
        let whole = world.store.verify_all(&[], None, |_, _| {}).await.unwrap();
        assert_eq!((whole.wrong, whole.facts), (None, u64::try_from(written).unwrap()));
    }

    /// A transaction that began first and commits last: its facts are not skipped by who read in between.
    async fn a_slow_writer_is_not_skipped(world) {
        let (anna, boris) = (world.citizen(1).await, world.citizen(2).await);
        let mut reader = Reader::default();
        if world.kind == Kind::Postgres {
            let mut slow = world.begin().await;
            slow.append(anna, vec![linked("slow")]).await.unwrap();
            let mut quick = world.begin().await;
            quick.append(boris, vec![linked("quick")]).await.unwrap();
            quick.commit().await.unwrap();
            assert_eq!(reader.read(&world.store, 10).await, 1, "what is committed");
            slow.commit().await.unwrap();
        } else {
            for citizen in [boris, anna] {
                let mut tx = world.begin().await;
                tx.append(citizen, vec![linked("one")]).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
        reader.read(&world.store, 10).await;
        assert_eq!(reader.cursor, 2);
        assert_eq!(reader.read(&world.store, 10).await, 0);
    }

    async fn readers_that_place_at_once_place_each_fact_once(world) {
        let citizen = world.citizen(1).await;
        for _ in 0..20 {
            let mut tx = world.begin().await;
            tx.append(citizen, (0..10).map(|_| linked("x")).collect()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut placing = JoinSet::new();
        for _ in 0..8 {
            let store = world.another().await;
            placing.spawn(async move { store.place_facts().await.unwrap() });
        }
        while let Some(last) = placing.join_next().await {
            assert_eq!(last.unwrap(), 200);
        }
        let mut reader = Reader::default();
        while reader.read(&world.store, 33).await > 0 {}
        assert_eq!(reader.cursor, 200);
    }
}
