//! The real binary as a separate process, to be killed.

use crate::Place;
use anyhow::{Context, bail, ensure};
use domain::entropy::{self, OsEntropy};
use std::fs::{File, OpenOptions};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use url::Url;

/// A role of the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything in one process.
    All,
    /// Everything but the sandbox, which another process plays.
    AllButSandbox,
    /// Serves HTTP.
    Api,
    /// Works through the queue.
    Worker,
    /// Sends notices.
    Notifier,
    /// Stands in for the outside.
    Sandbox,
}

impl Role {
    const fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::All => &["all"],
            Self::AllButSandbox => &["all", "--without-sandbox"],
            Self::Api => &["api"],
            Self::Worker => &["worker"],
            Self::Notifier => &["notifier"],
            Self::Sandbox => &["sandbox"],
        }
    }
}

/// A process of the binary. Killed when dropped. What it says goes to its place's `said.log`.
#[derive(Debug)]
pub struct Node {
    child: Child,
}

/// How a command of the binary ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; absent when a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub out: String,
    /// What it wrote to standard error.
    pub err: String,
    /// How long it took.
    pub took: Duration,
}

/// How long a command may take that is to end by itself.
const LONGEST: Duration = Duration::from_secs(40);

/// A port that is free, and kept for this process of tests until it ends: no other is given it. Below those the system
/// lends to outgoing connections: nobody takes it while a killed node is being started again.
pub fn free_port() -> anyhow::Result<u16> {
    let given = std::env::temp_dir().join("uslugi-test-ports");
    std::fs::create_dir_all(&given)?;
    for _ in 0..100 {
        let port = 12_000 + u16::from_be_bytes(entropy::bytes(&OsEntropy)) % 20_000;
        let kept =
            OpenOptions::new().create(true).append(true).open(given.join(port.to_string()))?;
        // Another process, or another call of this one, has it.
        if kept.try_lock().is_err() {
            continue;
        }
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            // The lock goes with the process.
            Box::leak(Box::new(kept));
            return Ok(port);
        }
    }
    bail!("no free port")
}

impl Node {
    /// Starts the binary in a role, in a place, with settings (`USLUGI__…` names without the prefix).
    pub fn start(role: Role, place: &Place, settings: &[(&str, String)]) -> anyhow::Result<Self> {
        Self::begin(role.arguments(), place, settings)
    }

    /// Starts a command of the binary that may be killed before it ends.
    pub fn begin(
        arguments: &[&str],
        place: &Place,
        settings: &[(&str, String)],
    ) -> anyhow::Result<Self> {
        let said = OpenOptions::new().create(true).append(true).open(place.log())?;
        let child = command(place, settings)?
            .args(arguments)
            .stdout(said.try_clone()?)
            .stderr(said)
            .spawn()
            .context("the binary does not start")?;
        Ok(Self { child })
    }

    /// Whether it still runs; if not, an error that says how it ended.
    pub fn runs(&mut self) -> anyhow::Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("the process ended with {status}"),
        }
    }

    /// Waits until an address answers 200.
    pub async fn ready(&mut self, url: &Url) -> anyhow::Result<()> {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(2)).build()?;
        for _ in 0..1200 {
            self.runs()?;
            if http.get(url.clone()).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        bail!("{url} never answered")
    }

    /// SIGKILL: no warning, nothing finished.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// SIGTERM, and the exit code it ends with.
    pub async fn stop(mut self) -> anyhow::Result<Option<i32>> {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status()?;
        for _ in 0..1600 {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status.code());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        bail!("the process did not stop in 40 s")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _dead = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Runs a command of the binary to its end.
pub async fn run(
    arguments: &[&str],
    place: &Place,
    settings: &[(&str, String)],
) -> anyhow::Result<Ended> {
    run_with(arguments, "", place, settings).await
}

/// The same with something on its standard input.
pub async fn run_with(
    arguments: &[&str],
    input: &str,
    place: &Place,
    settings: &[(&str, String)],
) -> anyhow::Result<Ended> {
    let folder = tempfile::tempdir()?;
    let (out, err) = (folder.path().join("out"), folder.path().join("err"));
    let given = folder.path().join("in");
    std::fs::write(&given, input)?;
    let began = Instant::now();
    let child = command(place, settings)?
        .args(arguments)
        .stdin(File::open(&given)?)
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?)
        .spawn()
        .context("the binary does not start")?;
    let mut node = Node { child };
    let status = loop {
        if let Some(status) = node.child.try_wait()? {
            break status;
        }
        ensure!(began.elapsed() < LONGEST, "{arguments:?} goes on after {LONGEST:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    let (took, code) = (began.elapsed(), status.code());
    let (out, err) = (std::fs::read_to_string(out)?, std::fs::read_to_string(err)?);
    Ok(Ended { code, out, err, took })
}

/// The binary in a place, with settings over the place's own.
fn command(place: &Place, settings: &[(&str, String)]) -> anyhow::Result<Command> {
    let mut command = Command::new(binary()?);
    command
        .current_dir(place.folder.path())
        .env("USLUGI__DATA__DIR", place.folder.path())
        .env("USLUGI__DATABASE__URL", &place.database_url)
        .env("USLUGI__REDIS__URL", &place.redis_url)
        .env("USLUGI__REDIS__POLL_MS", "300")
        .env("USLUGI__LOG__FILTER", "warn")
        .stdin(Stdio::null());
    for (key, value) in settings {
        command.env(format!("USLUGI__{key}"), value);
    }
    Ok(command)
}

/// The binary this test run was built with: beside the test programs.
pub fn binary() -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let folder = here.ancestors().nth(2).context("the folder of built programs")?;
    let binary = folder.join("uslugi");
    ensure!(binary.is_file(), "{} is not built: run the tests by `tests/run`", binary.display());
    Ok(binary)
}
