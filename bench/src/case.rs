//! Cases to the end of the river: filed, worked on, decided, drawn, told; over when the queue is empty.

use crate::caller::Caller;
use crate::figures::{Tally, cores, millis, percentile};
use crate::load::{self, Act, Bounds};
use crate::process;
use anyhow::{Context, bail, ensure};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use url::Url;
use uslugi::say;

/// How often the queue is looked at once all is filed.
const LOOK: Duration = Duration::from_millis(200);
/// How often it is said how far it is.
const SAID: Duration = Duration::from_secs(5);
/// How long filing may take.
const PATIENCE: Duration = Duration::from_mins(10);
/// After so long without an end of any job, what is left waits for a person.
const STILL: Duration = Duration::from_secs(30);

/// What is measured.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The node: a loopback address. It plays every role but the sandbox.
    pub(crate) url: Url,
    /// Its process.
    pub(crate) pid: u32,
    /// Concurrent clients.
    pub(crate) clients: u32,
    /// How many cases.
    pub(crate) cases: u32,
}

/// What was measured.
#[derive(Debug)]
pub(crate) struct Measured {
    filing: Tally,
    /// From the first filing to the empty queue.
    took: Duration,
    /// CPU time the node used for it.
    cpu: Duration,
    /// The most memory the node had, so far in its life.
    peak_kib: u64,
}

impl Measured {
    /// Says the row.
    pub(crate) fn say(self, plan: &Plan, terms: &str) {
        let Self { filing, took, cpu, peak_kib } = self;
        let filed_in = filing.took.as_secs_f64();
        let latencies = filing.sorted();
        let [p50, p99] = [50, 99].map(|percent| millis(percentile(&latencies, percent)));
        let cases = f64::from(plan.cases);
        say::line(&format!(
            "| {} | {} | {:.0} | {p50} | {p99} | {:.1} | {:.0} | {:.1} | {} | {} cores, peer 127.0.0.1 | {terms} |",
            plan.cases,
            plan.clients,
            cases / filed_in,
            took.as_secs_f64(),
            cases / took.as_secs_f64(),
            cpu.as_secs_f64() * 1000.0 / cases,
            peak_kib.div_ceil(1024),
            cores(),
        ));
    }
}

/// Files the cases and waits until nothing of them is left to do.
pub(crate) async fn measure(plan: &Plan, callers: &[Caller]) -> anyhow::Result<Measured> {
    let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
    let metrics = plan.url.join("metrics")?;
    let before = queue(&http, &metrics).await?;
    ensure!(before.0 == 0, "{} jobs of an earlier run wait: begin with an empty queue", before.0);
    let cpu = process::used(plan.pid)?;
    let began = Instant::now();
    let bounds = Bounds { clients: plan.clients, lasting: PATIENCE, most: u64::from(plan.cases) };
    let filing = load::drive(&Act::submit(), callers, bounds).await?;
    ensure!(filing.all_answered(), "some were not filed: {}", filing.errors());
    let (mut said, filed) = (Instant::now(), Instant::now());
    let mut least = (u64::MAX, Instant::now());
    loop {
        let (waiting, aside) = queue(&http, &metrics).await?;
        ensure!(aside == before.1, "{aside} jobs were set aside: `uslugi queue list` says why");
        if waiting == 0 {
            break;
        }
        if waiting < least.0 {
            least = (waiting, Instant::now());
        }
        if least.1.elapsed() > STILL {
            bail!(
                "{waiting} jobs still wait: choose --people whom the sandbox's department decides about by itself"
            );
        }
        if said.elapsed() > SAID {
            said = Instant::now();
            eprintln!("{} s after the last filing {waiting} jobs wait", filed.elapsed().as_secs());
        }
        sleep(LOOK).await;
    }
    Ok(Measured {
        filing,
        took: began.elapsed(),
        cpu: process::used(plan.pid)?.saturating_sub(cpu),
        peak_kib: process::kib(plan.pid, "VmHWM")?,
    })
}

/// How many jobs wait, and how many were set aside.
async fn queue(http: &reqwest::Client, metrics: &Url) -> anyhow::Result<(u64, u64)> {
    let text = http.get(metrics.clone()).send().await?.error_for_status()?.text().await?;
    let of = |state: &str| {
        let name = format!("queue_jobs{{state=\"{state}\"}} ");
        let value = text.lines().find_map(|line| line.strip_prefix(&name));
        value
            .and_then(|value| value.parse().ok())
            .with_context(|| format!("{metrics} has no {name}"))
    };
    Ok((of("waiting")?, of("set_aside")?))
}
