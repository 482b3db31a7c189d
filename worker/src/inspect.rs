//! Looking at files that people gave: by the parsers, in a process of its own with limits, and by a virus scanner.

use clamav_client::tokio::{Socket, Tcp, ping, scan_buffer};
use domain::upload::{FileDefect, FileKind};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

/// How long a file may be looked at. What takes longer is made to take long.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the scanner may take, connecting included.
const SCAN: Duration = Duration::from_secs(25);
/// How long it may take to say that it is there.
const PING: Duration = Duration::from_secs(3);
/// The most that the process may answer, in bytes.
const ANSWER: u64 = 4 * 1024 * 1024;

/// Looks at files.
#[derive(Debug, Clone)]
pub struct Inspector {
    place: Place,
    scanner: Option<Scanner>,
}

/// Where the parsers run.
#[derive(Debug, Clone)]
enum Place {
    Process { program: PathBuf, command: &'static str },
    Here,
}

/// Where the virus scanner listens: `clamd` of `ClamAV`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanner {
    /// Host and port.
    Tcp(String),
    /// A socket of this machine.
    Unix(PathBuf),
}

/// The first line of what the process answers; the preview follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It can be filed.
    Seen {
        /// What it is.
        kind: FileKind,
        /// How many pages it has.
        pages: u64,
    },
    /// It cannot.
    Defect(FileDefect),
}

/// Why a file could not be looked at; it is tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InspectError {
    #[error("the process that looks at files does not start: {0}")]
    Start(std::io::Error),
    #[error("the process that looks at files ended without an answer")]
    Broke,
    #[error("the virus scanner does not answer: {0}")]
    Scanner(String),
    #[error("the virus scanner did not come to an end with the file: {0}")]
    Unscanned(String),
}

/// The exit codes by which the process says that it could not begin: its limits were not set, or the system did not start it.
const NOT_BEGUN: [i32; 3] = [LIMITS_NOT_SET, 126, 127];
/// The exit code of a process that could not set its limits.
pub const LIMITS_NOT_SET: i32 = 3;

impl Inspector {
    /// By this program, called with this command: it reads the file, writes an [`Answer`] on a line and then the preview.
    #[must_use]
    pub const fn by(program: PathBuf, command: &'static str, scanner: Option<Scanner>) -> Self {
        Self { place: Place::Process { program, command }, scanner }
    }

    /// In this process: for files that nobody else made.
    #[must_use]
    pub const fn here(scanner: Option<Scanner>) -> Self {
        Self { place: Place::Here, scanner }
    }

    /// Looks at a file: what it is, and whether a scanner looked too.
    pub(crate) async fn look(
        &self,
        bytes: &[u8],
    ) -> Result<Result<casework::upload::Look, FileDefect>, InspectError> {
        let (answer, preview) = match &self.place {
            Place::Process { program, command } => apart(program, command, bytes).await?,
            Place::Here => here(bytes.to_vec()).await,
        };
        let (kind, pages) = match answer {
            Answer::Seen { kind, pages } => (kind, pages),
            Answer::Defect(defect) => return Ok(Err(defect)),
        };
        if let Some(scanner) = &self.scanner
            && !scanner.is_clean(bytes).await?
        {
            return Ok(Err(FileDefect::Infected));
        }
        let scanned = self.scanner.is_some();
        Ok(Ok(casework::upload::Look { kind, pages, preview, scanned }))
    }
}

impl Scanner {
    /// The scanner at an address: `tcp://host:port` or `unix:///path`.
    #[must_use]
    pub fn at(address: &str) -> Option<Self> {
        match address.split_once("://")? {
            ("tcp", at) if at.contains(':') => Some(Self::Tcp(at.to_owned())),
            ("unix", path) if path.starts_with('/') => Some(Self::Unix(path.into())),
            _ => None,
        }
    }

    /// Whether it finds nothing.
    async fn is_clean(&self, bytes: &[u8]) -> Result<bool, InspectError> {
        let away = |error: std::io::Error| InspectError::Scanner(error.to_string());
        // What fails after it has answered is about this file.
        let there = async {
            match self {
                Self::Tcp(at) => ping(Tcp { host_address: at.as_str() }).await,
                Self::Unix(path) => ping(Socket { socket_path: path }).await,
            }
        };
        tokio::time::timeout(PING, there)
            .await
            .map_err(|_late| InspectError::Scanner("it says nothing".to_owned()))?
            .map_err(away)?;
        let asked = async {
            match self {
                Self::Tcp(at) => scan_buffer(bytes, Tcp { host_address: at.as_str() }, None).await,
                Self::Unix(path) => scan_buffer(bytes, Socket { socket_path: path }, None).await,
            }
        };
        let answer = tokio::time::timeout(SCAN, asked)
            .await
            .map_err(|_late| InspectError::Unscanned("it takes too long".to_owned()))?
            .map_err(|error| InspectError::Unscanned(error.to_string()))?;
        let words = String::from_utf8_lossy(&answer);
        let words = words.trim_end_matches('\0').trim();
        if words.ends_with("OK") {
            Ok(true)
        } else if words.ends_with("FOUND") {
            Ok(false)
        } else {
            Err(InspectError::Unscanned(format!("it answers `{words}`")))
        }
    }
}

/// Looks at a file in this process.
#[must_use]
pub fn inspect(bytes: Vec<u8>) -> (Answer, Vec<u8>) {
    match uploads::inspect(bytes) {
        Ok(seen) => {
            let pages = u64::try_from(seen.pages).unwrap_or(u64::MAX);
            (Answer::Seen { kind: seen.kind, pages }, seen.preview)
        }
        Err(defect) => (Answer::Defect(defect), Vec::new()),
    }
}

async fn here(bytes: Vec<u8>) -> (Answer, Vec<u8>) {
    let looked = tokio::task::spawn_blocking(move || inspect(bytes)).await;
    looked.unwrap_or((Answer::Defect(FileDefect::Damaged), Vec::new()))
}

/// Looks at a file in a process of its own. Why one ended without an answer nobody can tell: the file, its limits, or a system that
/// is being stopped; it is for the caller to try again before the file is blamed.
async fn apart(
    program: &PathBuf,
    command: &str,
    bytes: &[u8],
) -> Result<(Answer, Vec<u8>), InspectError> {
    let mut child = Command::new(program)
        .arg(command)
        // It needs nothing of ours, least of all a secret.
        .env_clear()
        // An interrupt at the terminal is for us, who wait for it.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(InspectError::Start)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let speak = async {
        let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else { return (None, Vec::new()) };
        let mut answer = Vec::new();
        let give = async {
            // A process that ends before it has read all is told by how it ends.
            let given = stdin.write_all(bytes).await.is_ok() && stdin.shutdown().await.is_ok();
            drop(stdin);
            given
        };
        let mut limited = stdout.take(ANSWER);
        let (_given, _read) = tokio::join!(give, limited.read_to_end(&mut answer));
        (child.wait().await.ok(), answer)
    };
    let (ended, answer) = tokio::time::timeout(PATIENCE, speak).await.unwrap_or_default();
    match ended {
        Some(status) if status.success() => parse(&answer).ok_or(InspectError::Broke),
        Some(status) if status.code().is_some_and(|code| NOT_BEGUN.contains(&code)) => {
            Err(InspectError::Start(std::io::Error::other(status.to_string())))
        }
        _ => Err(InspectError::Broke),
    }
}

fn parse(answer: &[u8]) -> Option<(Answer, Vec<u8>)> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let (line, preview) = answer.split_at(end);
    Some((serde_json::from_slice(line).ok()?, preview.get(1..)?.to_vec()))
}

#[cfg(test)]
mod clamd;
#[cfg(test)]
mod tests;
