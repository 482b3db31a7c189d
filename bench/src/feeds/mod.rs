//! Many open live feeds on one node: what they cost while nothing happens, and how soon an event is seen.

mod board;
mod reader;
mod town;

use crate::figures::{cores, millis, percentile};
use crate::process;
use anyhow::{Context, ensure};
use board::Board;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep, timeout};
use town::Town;
use url::Url;
use uslugi::say;

/// How many feeds are opened at once: fewer than a listener's backlog.
const OPENING: usize = 64;
/// How many facts may be under way at once.
const UNDER_WAY: usize = 64;
/// How long the last events may take to be seen.
const PATIENCE: Duration = Duration::from_secs(10);
/// After opening: registrations and first looks come to rest.
const REST: Duration = Duration::from_secs(3);

/// What is measured.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The node: a loopback address, without TLS.
    pub(crate) url: Url,
    /// Its process, whose CPU time is read.
    pub(crate) pid: u32,
    /// How many feeds are opened.
    pub(crate) feeds: u32,
    /// Of how many people.
    pub(crate) people: u32,
    /// How long it is watched while nothing happens.
    pub(crate) idle: Duration,
    /// Facts a second after that.
    pub(crate) rate: u32,
    /// For how long.
    pub(crate) lasting: Duration,
}

/// What was measured.
#[derive(Debug)]
pub(crate) struct Measured {
    /// CPU time of the node while nothing happened, as a share of one core.
    idle: f64,
    /// The same while facts were told.
    busy: f64,
    /// Facts told a second.
    rate: f64,
    /// From before the commit of a fact to its arrival at a feed, sorted.
    latencies: Vec<Duration>,
    /// How many arrivals there should be.
    expected: usize,
}

impl Measured {
    /// Says the row.
    pub(crate) fn say(&self, plan: &Plan, terms: &str) {
        let [p50, p99] = [50, 99].map(|percent| millis(percentile(&self.latencies, percent)));
        say::line(&format!(
            "| {} | {} | {:.1} | {:.0} | {:.1} | {} of {} | {p50} | {p99} | {} cores, peer 127.0.0.1 | {terms} |",
            plan.feeds,
            plan.people,
            self.idle * 100.0,
            self.rate,
            self.busy * 100.0,
            self.latencies.len(),
            self.expected,
            cores(),
        ));
    }
}

/// Opens the feeds, watches the node idle, then tells facts and counts when they are seen.
pub(crate) async fn measure(plan: &Plan) -> anyhow::Result<Measured> {
    ensure!(plan.people > 0 && plan.people <= plan.feeds, "--people: between 1 and --feeds");
    let town = Arc::new(Town::build(plan.people).await?);
    let board = Arc::new(Board::default());
    let readers = open(plan, &town, &board).await?;
    sleep(REST).await;
    let before = process::used(plan.pid)?;
    sleep(plan.idle).await;
    let idle = process::share(before, process::used(plan.pid)?, plan.idle);
    let (before, began) = (process::used(plan.pid)?, Instant::now());
    let told = tell(plan, &town, &board).await?;
    let took = began.elapsed();
    let busy = process::share(before, process::used(plan.pid)?, took);
    let expected = board.expected(plan.feeds, plan.people);
    let seen = timeout(PATIENCE, async {
        while board.seen() < expected {
            sleep(Duration::from_millis(20)).await;
        }
    });
    // Those that were not seen stand in the row.
    let _late = seen.await;
    drop(readers);
    let rate = f64::from(told) / took.as_secs_f64();
    Ok(Measured { idle, busy, rate, latencies: board.sorted(), expected })
}

async fn open(
    plan: &Plan,
    town: &Arc<Town>,
    board: &Arc<Board>,
) -> anyhow::Result<JoinSet<anyhow::Result<()>>> {
    let mut readers = JoinSet::new();
    let mut opening: JoinSet<anyhow::Result<reader::Reader>> = JoinSet::new();
    let people = usize::try_from(plan.people)?;
    for number in 0..usize::try_from(plan.feeds)? {
        let citizen = number % people;
        let cookie = town.cookie(citizen).context("a person without a session")?.to_owned();
        let url = plan.url.clone();
        opening.spawn(async move { reader::Reader::open(&url, &cookie, citizen).await });
        if opening.len() >= OPENING {
            follow(&mut opening, &mut readers, board).await?;
        }
    }
    while !opening.is_empty() {
        follow(&mut opening, &mut readers, board).await?;
    }
    Ok(readers)
}

/// The next feed that was opened is read from now on.
async fn follow(
    opening: &mut JoinSet<anyhow::Result<reader::Reader>>,
    readers: &mut JoinSet<anyhow::Result<()>>,
    board: &Arc<Board>,
) -> anyhow::Result<()> {
    if let Some(opened) = opening.join_next().await {
        let (reader, board) = (opened??, Arc::clone(board));
        readers.spawn(async move { reader.read(&board).await });
    }
    Ok(())
}

/// Tells facts at the rate, person after person; how many.
async fn tell(plan: &Plan, town: &Arc<Town>, board: &Arc<Board>) -> anyhow::Result<u32> {
    let mut ticks = interval(Duration::from_secs(1) / plan.rate.max(1));
    let until = Instant::now() + plan.lasting;
    let people = usize::try_from(plan.people)?;
    let (mut telling, mut told) = (JoinSet::new(), 0_u32);
    for citizen in (0..people).cycle() {
        ticks.tick().await;
        if Instant::now() >= until {
            break;
        }
        let (town, board) = (Arc::clone(town), Arc::clone(board));
        telling.spawn(async move { town.tell(citizen, &board).await });
        told += 1;
        if telling.len() >= UNDER_WAY
            && let Some(done) = telling.join_next().await
        {
            done??;
        }
    }
    while let Some(done) = telling.join_next().await {
        done??;
    }
    Ok(told)
}
