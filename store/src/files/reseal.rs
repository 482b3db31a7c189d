//! Documents sealed anew: those that are plain, and those sealed by another key than the current one.

use super::{FileError, Files, place};
use crate::seal::{HEADER_LEN, SealedBy};
use domain::entropy::Entropy;
use domain::time::Moment;
use std::io::{ErrorKind, Read};

/// A file that is being written is renamed within moments; what is older is left of a process that was killed.
const ABANDONED: chrono::TimeDelta = chrono::TimeDelta::hours(1);

impl Files {
    /// The hashes of the documents that begin with this byte, in order. Files a killed process did not finish, which
    /// may hold a plain document, are removed on the way.
    pub async fn beginning_with(&self, byte: u8, now: Moment) -> Result<Vec<String>, FileError> {
        let folder = self.folder.join(hex::encode([byte]));
        let mut entries = match tokio::fs::read_dir(&folder).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut hashes = Vec::new();
        while let Some(entry) = entries.next_entry().await? {
            let Ok(name) = entry.file_name().into_string() else { continue };
            if self.path(&name).is_ok() {
                hashes.push(name);
            } else if entry.path().extension().is_some_and(|kind| kind == "part") {
                let written = Moment::from(entry.metadata().await?.modified()?);
                if now - written > ABANDONED {
                    tokio::fs::remove_file(entry.path()).await?;
                }
            }
        }
        hashes.sort_unstable();
        Ok(hashes)
    }

    /// What a document is sealed by; `Unreadable` if it is plain, as documents were kept once.
    pub async fn sealed_by(&self, sha256: &str) -> Result<SealedBy, FileError> {
        let path = self.path(sha256)?;
        let header = move || {
            let mut header = Vec::new();
            let length = u64::try_from(HEADER_LEN).unwrap_or(u64::MAX);
            std::fs::File::open(path)?.take(length).read_to_end(&mut header)?;
            Ok(SealedBy::of(&header))
        };
        tokio::task::spawn_blocking(header).await.map_err(|error| FileError::Io(error.into()))?
    }

    /// Seals a document by the current key, if it is not; whether it was not. Readers find the old file or the new
    /// one, whole. An error if it is not the document of its hash: then it is left as it is.
    pub async fn reseal(&self, sha256: &str, entropy: &dyn Entropy) -> Result<bool, FileError> {
        if self.sealed_by(sha256).await? == SealedBy::Key(self.seal.current()) {
            return Ok(false);
        }
        let bytes = self.get(sha256).await?;
        let sealed = self.seal.seal(&place(sha256), &bytes, entropy);
        self.write(self.path(sha256)?, sealed, entropy).await?;
        Ok(true)
    }
}
