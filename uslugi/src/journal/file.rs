//! The file of checkpoints: one signed line each, only appended to, each naming the line before it.

use super::SigningKey;
use anyhow::{Context, bail};
use domain::journal::{Checkpoint, CheckpointKind, Root, Signed};
use domain::time::Moment;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Where checkpoints are kept, and the key they are signed with.
#[derive(Debug, Clone)]
pub(crate) struct CheckpointFile {
    path: PathBuf,
    key: SigningKey,
}

impl CheckpointFile {
    /// The file at a path; it need not be there yet.
    pub(crate) const fn new(path: PathBuf, key: SigningKey) -> Self {
        Self { path, key }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// All checkpoints, none if there is no file. An error names the first line that is not what was written.
    pub(crate) fn read(&self) -> anyhow::Result<Vec<Signed>> {
        match File::open(&self.path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            opened => {
                let mut text = String::new();
                let read = opened.and_then(|mut file| file.read_to_string(&mut text));
                read.with_context(|| self.path.display().to_string())?;
                self.parse(&text)
            }
        }
    }

    /// Opens it to append to, alone among the processes of this machine; `None` while another has it.
    pub(crate) fn lock(&self) -> anyhow::Result<Option<Open<'_>>> {
        let name = || self.path.display().to_string();
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path).with_context(name)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error).with_context(name),
        }
        let mut text = String::new();
        file.read_to_string(&mut text).with_context(name)?;
        let lines = self.parse(&text)?;
        // A line that a crash cut off was never answered for.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        if whole < text.len() {
            file.set_len(u64::try_from(whole)?).with_context(name)?;
            file.seek(SeekFrom::End(0)).with_context(name)?;
        }
        Ok(Some(Open { of: self, file, lines }))
    }

    fn parse(&self, text: &str) -> anyhow::Result<Vec<Signed>> {
        let whole = text.rfind('\n').map_or("", |end| text.get(..end).unwrap_or_default());
        let mut all: Vec<Signed> = Vec::new();
        let mut previous = "0".repeat(64);
        for (number, line) in whole.lines().enumerate() {
            let signed = self
                .line(line, all.last(), &previous)
                .with_context(|| format!("{}, line {}", self.path.display(), number + 1))?;
            previous = Signed::digest(line);
            all.push(signed);
        }
        Ok(all)
    }

    fn line(&self, line: &str, before: Option<&Signed>, previous: &str) -> anyhow::Result<Signed> {
        let signed = Signed::parse(line)?;
        let of = &signed.checkpoint;
        if !self.key.signed(&of.signed_text(), &signed.signature) {
            bail!("the signature is not of the key in this platform's folder of keys");
        }
        if of.previous != previous {
            bail!("the line before it is another than when it was written");
        }
        if (of.kind == CheckpointKind::HandOver) != before.is_none() {
            bail!("the first line, and no other, is the hand-over");
        }
        if before.is_some_and(|before| before.checkpoint.position > of.position) {
            bail!("it covers less than the line before it");
        }
        Ok(signed)
    }
}

/// The file, open and locked until it is dropped.
#[derive(Debug)]
pub(crate) struct Open<'a> {
    of: &'a CheckpointFile,
    file: File,
    lines: Vec<Signed>,
}

impl Open<'_> {
    /// The first checkpoint: the hand-over.
    pub(crate) fn first(&self) -> Option<&Checkpoint> {
        self.lines.first().map(|signed| &signed.checkpoint)
    }

    /// The last checkpoint.
    pub(crate) fn last(&self) -> Option<&Checkpoint> {
        self.lines.last().map(|signed| &signed.checkpoint)
    }

    /// Signs and appends one; it is on disk when this returns.
    pub(crate) fn append(
        &mut self,
        kind: CheckpointKind,
        (position, root): (i64, Root),
        at: Moment,
    ) -> anyhow::Result<Signed> {
        let before = self.lines.last().map(|signed| Signed::digest(&signed.line()));
        let previous = before.unwrap_or_else(|| "0".repeat(64));
        let checkpoint = Checkpoint { kind, position, root, at, previous };
        let signature = self.of.key.sign(&checkpoint.signed_text());
        let signed = Signed { checkpoint, signature };
        let name = || self.of.path.display().to_string();
        self.file.write_all(format!("{}\n", signed.line()).as_bytes()).with_context(name)?;
        self.file.sync_all().with_context(name)?;
        self.lines.push(signed.clone());
        Ok(signed)
    }
}
