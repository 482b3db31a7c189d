//! `uslugi inspect-upload`: looks at one uploaded file, in this process alone, within limits of memory and time that the
//! parsers of other people's files cannot lift.

use rustix::process::{Resource, Rlimit, setrlimit};
use std::io::{Read, Write};
use std::process::ExitCode;
use worker::LIMITS_NOT_SET;

/// What the command is called.
pub const COMMAND: &str = "inspect-upload";
/// The most memory, in bytes: the largest picture decoded and turned, and the program itself.
const MEMORY: u64 = 2 * 1024 * 1024 * 1024;
/// The most time of a processor, in seconds.
const SECONDS: u64 = 20;

/// How many files it has open: where the file comes from, where the answer goes, and errors.
const OPEN: u64 = 3;

/// Reads a file, and writes what was seen of it: a line of JSON, then the preview.
#[must_use]
pub fn run() -> ExitCode {
    if bound().is_err() {
        return u8::try_from(LIMITS_NOT_SET).map_or(ExitCode::FAILURE, ExitCode::from);
    }
    match look() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_nobody_reads_why) => ExitCode::FAILURE,
    }
}

/// Sets the limits of this process.
fn bound() -> std::io::Result<()> {
    limit(Resource::As, MEMORY)?;
    limit(Resource::Cpu, SECONDS)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Core, 0)?;
    // What it reads and writes is open: it opens nothing else, neither files nor connections.
    limit(Resource::Nofile, OPEN)
}

fn look() -> std::io::Result<()> {
    let most = domain::upload::MAX_SIZE + 1;
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    let (answer, preview) = worker::inspect(bytes);
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &answer)?;
    out.write_all(b"\n")?;
    out.write_all(&preview)?;
    out.flush()
}

fn limit(of: Resource, most: u64) -> std::io::Result<()> {
    Ok(setrlimit(of, Rlimit { current: Some(most), maximum: Some(most) })?)
}
