//! Starts the binary on an empty folder: how soon it is ready, and what it takes up when it is idle.

use crate::figures::cores;
use crate::process;
use anyhow::{Context, bail, ensure};
use domain::entropy::{self, OsEntropy};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::time::sleep;
use uslugi::say;

/// How long a start or a stop may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often readiness is asked for: the exactness of the figure.
const LOOK: Duration = Duration::from_millis(2);

/// What was measured.
#[derive(Debug)]
pub(crate) struct Measured {
    /// From the start of the process to the first 200 of `/readyz`, sorted.
    ready: Vec<Duration>,
    /// `VmRSS` after idling, of the last start.
    resident_kib: u64,
    /// `VmHWM`, likewise.
    peak_kib: u64,
    binary_bytes: u64,
}

impl Measured {
    /// Says the row.
    pub(crate) fn say(&self, terms: &str) {
        let millis = |time: Option<&Duration>| time.map_or(0, Duration::as_millis);
        let mib = |kib: u64| kib.div_ceil(1024);
        say::line(&format!(
            "| {} | {} | {} | {} | {} | {} | {} cores | {terms} |",
            self.ready.len(),
            millis(self.ready.get(self.ready.len() / 2)),
            millis(self.ready.last()),
            mib(self.resident_kib),
            mib(self.peak_kib),
            mib(self.binary_bytes.div_ceil(1024)),
            cores(),
        ));
    }
}

/// Measures so many starts, each on an empty folder.
pub(crate) async fn measure(binary: &Path, runs: u32, idle: Duration) -> anyhow::Result<Measured> {
    let binary = binary.canonicalize().with_context(|| {
        format!("--binary: {} is not built (cargo build --release)", binary.display())
    })?;
    let mut ready = Vec::new();
    let (mut resident_kib, mut peak_kib) = (0, 0);
    for run in 1..=runs {
        let mut started = Started::begin(&binary)?;
        ready.push(started.ready().await?);
        if run == runs {
            sleep(idle).await;
            resident_kib = process::kib(started.child.id(), "VmRSS")?;
            peak_kib = process::kib(started.child.id(), "VmHWM")?;
        }
        started.stop().await?;
    }
    ready.sort_unstable();
    let binary_bytes = fs::metadata(&binary)?.len();
    Ok(Measured { ready, resident_kib, peak_kib, binary_bytes })
}

/// A process of the binary with a folder of its own; both are gone when it is dropped.
#[derive(Debug)]
struct Started {
    child: Child,
    folder: PathBuf,
    port: u16,
    began: Instant,
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Started {
    fn begin(binary: &Path) -> anyhow::Result<Self> {
        let name = format!("uslugi-bench-{}", hex::encode(entropy::bytes::<6>(&OsEntropy)));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder)?;
        let (port, sandbox, mailbox) = (free_port()?, free_port()?, free_port()?);
        let mut command = Command::new(binary);
        // Nothing of this shell's settings reaches the measured process.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("USLUGI") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(&folder)
            .env("USLUGI__SERVER__BIND", format!("127.0.0.1:{port}"))
            .env("USLUGI__SANDBOX__BIND", format!("127.0.0.1:{sandbox}"))
            .env("USLUGI__SANDBOX__SMTP_BIND", format!("127.0.0.1:{mailbox}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit());
        let began = Instant::now();
        let child = command.spawn().with_context(|| binary.display().to_string())?;
        Ok(Self { child, folder, port, began })
    }

    /// Waits until it is ready; how long that took since its start.
    async fn ready(&mut self) -> anyhow::Result<Duration> {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(2)).build()?;
        let url = format!("http://127.0.0.1:{}/readyz", self.port);
        while self.began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                bail!("the binary ended with {status}");
            }
            if http.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(self.began.elapsed());
            }
            sleep(LOOK).await;
        }
        bail!("{url} did not answer in {} s", PATIENCE.as_secs())
    }

    async fn stop(mut self) -> anyhow::Result<()> {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status()?;
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "the binary ended with {status}");
                return Ok(());
            }
            sleep(Duration::from_millis(20)).await;
        }
        bail!("the binary did not stop in {} s", PATIENCE.as_secs())
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _dead = self.child.kill();
        let _reaped = self.child.wait();
        let _gone = fs::remove_dir_all(&self.folder);
    }
}
