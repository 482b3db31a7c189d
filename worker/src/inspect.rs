//! Looking at files that people gave: by the parsers, in a process of its own with limits, and by a virus scanner.

use clamav_client::tokio::{Socket, Tcp, scan_buffer};
use domain::upload::{FileDefect, FileKind};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

/// How long a file may be looked at. What takes longer is made to take long.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the scanner may take, connecting included.
const SCAN: Duration = Duration::from_secs(40);
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
    #[error("the virus scanner does not answer: {0}")]
    Scanner(String),
}

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
        let asked = async {
            match self {
                Self::Tcp(at) => scan_buffer(bytes, Tcp { host_address: at.as_str() }, None).await,
                Self::Unix(path) => scan_buffer(bytes, Socket { socket_path: path }, None).await,
            }
        };
        let answer = tokio::time::timeout(SCAN, asked)
            .await
            .map_err(|_late| InspectError::Scanner("it takes too long".to_owned()))?
            .map_err(|error| InspectError::Scanner(error.to_string()))?;
        let words = String::from_utf8_lossy(&answer);
        let words = words.trim_end_matches('\0').trim();
        if words.ends_with("OK") {
            Ok(true)
        } else if words.ends_with("FOUND") {
            Ok(false)
        } else {
            Err(InspectError::Scanner(format!("it answers `{words}`")))
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

/// Looks at a file in a process of its own. One that is killed by its limits, or says nothing that can be read, could not
/// read the file.
async fn apart(
    program: &PathBuf,
    command: &str,
    bytes: &[u8],
) -> Result<(Answer, Vec<u8>), InspectError> {
    let mut child = Command::new(program)
        .arg(command)
        // It needs nothing of ours, least of all a secret.
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(InspectError::Start)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let speak = async {
        let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else { return Vec::new() };
        let mut answer = Vec::new();
        let give = async {
            // A process that ends before it has read all answers nothing, and that is seen below.
            let given = stdin.write_all(bytes).await.is_ok() && stdin.shutdown().await.is_ok();
            drop(stdin);
            given
        };
        let mut limited = stdout.take(ANSWER);
        let (_given, read) = tokio::join!(give, limited.read_to_end(&mut answer));
        if read.is_ok() { answer } else { Vec::new() }
    };
    let answer = tokio::time::timeout(PATIENCE, speak).await.unwrap_or_default();
    Ok(parse(&answer).unwrap_or_else(|| {
        tracing::warn!(bytes = bytes.len(), "a file could not be looked at within its limits");
        (Answer::Defect(FileDefect::Damaged), Vec::new())
    }))
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
