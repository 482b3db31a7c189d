//! The shelf of letters: one `.eml` file each, on the disk before the sender hears 250.

use super::letter::{Envelope, Letter};
use crate::{files, settings::StartError};
use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// All letters, oldest first.
pub(crate) struct Mailbox {
    dir: PathBuf,
    letters: Mutex<Vec<Arc<Letter>>>,
}

impl Mailbox {
    /// Reads the letters received before.
    pub(crate) fn open(data: &Path) -> Result<Self, StartError> {
        let dir = data.join("mail");
        files::folder(&dir).map_err(|source| StartError::Data { path: dir.clone(), source })?;
        let paths = files::listed(&dir, "eml")
            .map_err(|source| StartError::Data { path: dir.clone(), source })?;
        let mut letters = Vec::new();
        for path in paths {
            let stored = std::fs::read(&path)
                .map_err(|source| StartError::Data { path: path.clone(), source })?;
            let letter = number(&path).and_then(|n| Letter::read(n, &stored));
            let letter = letter.ok_or_else(|| StartError::Corrupt {
                path: path.clone(),
                problem: "not a letter this mailbox stored".to_owned(),
            })?;
            letters.push(Arc::new(letter));
        }
        letters.sort_by_key(|letter| letter.n);
        Ok(Self { dir, letters: Mutex::new(letters) })
    }

    /// Keeps a letter; it is on the disk before this returns. Blocks.
    pub(crate) fn keep(&self, envelope: &Envelope, raw: &[u8]) -> io::Result<u64> {
        let stored = [envelope.header().as_bytes(), raw].concat();
        let mut letters = self.lock();
        let n = letters.last().map_or(1, |last| last.n + 1);
        let letter = Letter::read(n, &stored)
            .ok_or_else(|| io::Error::other("the envelope cannot be stored"))?;
        let name = format!("{n:06}-{}.eml", envelope.at.format("%Y%m%dT%H%M%SZ"));
        files::write(&self.dir.join(name), &stored)?;
        letters.push(Arc::new(letter));
        Ok(n)
    }

    /// The letter of this number.
    pub(crate) fn get(&self, n: u64) -> Option<Arc<Letter>> {
        self.lock().iter().find(|letter| letter.n == n).cloned()
    }

    /// Letters for the address, or all, newest first.
    pub(crate) fn list(&self, to: Option<&str>) -> Vec<Arc<Letter>> {
        let letters = self.lock();
        let wanted = |letter: &&Arc<Letter>| to.is_none_or(|to| letter.is_for(to));
        letters.iter().rev().filter(wanted).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Letter>>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number a file's name begins with.
fn number(path: &Path) -> Option<u64> {
    path.file_stem()?.to_str()?.split('-').next()?.parse().ok()
}
