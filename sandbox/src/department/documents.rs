//! Files that came with orders, under the hash of their bytes: safe to send twice.

use crate::{files, settings::StartError};
use sha2::{Digest, Sha256};
use std::{
    io,
    path::{Path, PathBuf},
};

/// The folder of files.
pub(crate) struct Documents(PathBuf);

/// How a file was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is here, now or from before.
    Here,
    /// Its bytes are not of the hash it was sent under.
    Differs,
}

impl Documents {
    pub(crate) fn open(dir: &Path) -> Result<Self, StartError> {
        files::folder(dir).map_err(|source| StartError::Data { path: dir.to_owned(), source })?;
        Ok(Self(dir.to_owned()))
    }

    /// Keeps a file.
    pub(crate) fn put(&self, sha256: &str, bytes: &[u8]) -> io::Result<Kept> {
        if hex::encode(Sha256::digest(bytes)) != sha256 {
            return Ok(Kept::Differs);
        }
        if !self.has(sha256) {
            files::write(&self.0.join(sha256), bytes)?;
        }
        Ok(Kept::Here)
    }

    /// Whether it is here.
    pub(crate) fn has(&self, sha256: &str) -> bool {
        is_hash(sha256) && self.0.join(sha256).is_file()
    }

    /// Its bytes.
    pub(crate) fn get(&self, sha256: &str) -> io::Result<Option<Vec<u8>>> {
        if self.has(sha256) { std::fs::read(self.0.join(sha256)).map(Some) } else { Ok(None) }
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
