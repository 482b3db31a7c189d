//! Immutable documents in a local folder, each sealed and under the SHA-256 of its own bytes, by which the journal and
//! the result know it. Written whole or not at all. Documents that were kept before documents were sealed are read as
//! they are.

mod reseal;
#[cfg(test)]
mod tests;

use crate::master_key::MasterKeyId;
use crate::seal::{Place, Seal, SealedBy};
use crate::tx::Store;
use domain::entropy::{self, Entropy};
use domain::fault::Fault;
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder of documents. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
    seal: Arc<Seal>,
}

/// Why a document cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The hash is not sixty-four hex digits.
    #[error("not a document's hash")]
    BadHash,
    /// There is no such document.
    #[error("the document is not there")]
    Missing,
    /// The bytes on disk are not what the hash says: damaged or changed.
    #[error("the document does not match its hash")]
    Changed,
    /// It is sealed by a master key that this process does not have: bring the key, and it is read.
    #[error("the document is sealed by master key {0}, which is not in this process's key ring")]
    UnknownKey(MasterKeyId),
    /// There is no room.
    #[error("there is no room left for the document")]
    Full,
    /// The folder cannot be used.
    #[error("the folder of documents: {0}")]
    Io(io::Error),
}

impl FileError {
    /// What it means to the one who asked.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match self {
            Self::Full => Fault::Full,
            Self::BadHash | Self::Missing | Self::Changed | Self::UnknownKey(_) | Self::Io(_) => {
                Fault::Broken
            }
        }
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

impl Store {
    /// The documents in a folder, which is made if it is not there, sealed by the keys of this store.
    pub fn files(&self, folder: &Path) -> Result<Files, FileError> {
        private_folder(folder).map_err(FileError::Io)?;
        Ok(Files { folder: folder.to_owned(), seal: Arc::clone(&self.seal) })
    }
}

impl Files {
    fn path(&self, sha256: &str) -> Result<PathBuf, FileError> {
        let hex = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
        let prefix = sha256.get(..2).filter(|_| hex).ok_or(FileError::BadHash)?;
        Ok(self.folder.join(prefix).join(sha256))
    }

    /// Keeps a document; its hash. Keeping the same bytes twice keeps them once.
    pub async fn put(&self, bytes: Vec<u8>, entropy: &dyn Entropy) -> Result<String, FileError> {
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let path = self.path(&sha256)?;
        if tokio::fs::try_exists(&path).await? {
            return Ok(sha256);
        }
        let sealed = self.seal.seal(&place(&sha256), &bytes, entropy);
        self.write(path, sealed, entropy).await?;
        Ok(sha256)
    }

    /// A document's bytes, checked against their hash.
    pub async fn get(&self, sha256: &str) -> Result<Vec<u8>, FileError> {
        let kept = tokio::fs::read(self.path(sha256)?).await?;
        self.opened(sha256, kept)
    }

    fn opened(&self, sha256: &str, kept: Vec<u8>) -> Result<Vec<u8>, FileError> {
        let is_it = |bytes: &[u8]| hex::encode(Sha256::digest(bytes)) == sha256;
        if let SealedBy::Key(key) = SealedBy::of(&kept) {
            match self.seal.open(&place(sha256), &kept) {
                Ok(opened) if is_it(&opened) => return Ok(opened),
                Err(corrupt) if corrupt.missing_key.is_some() && !is_it(&kept) => {
                    return Err(FileError::UnknownKey(key));
                }
                _ => {}
            }
        }
        if is_it(&kept) { Ok(kept) } else { Err(FileError::Changed) }
    }

    /// Writes a file, in place of another if there is one.
    async fn write(
        &self,
        path: PathBuf,
        bytes: Vec<u8>,
        entropy: &dyn Entropy,
    ) -> Result<(), FileError> {
        let unique = hex::encode(entropy::bytes::<8>(entropy));
        let written = tokio::task::spawn_blocking(move || write_whole(&path, &bytes, &unique));
        written.await.map_err(|error| FileError::Io(io::Error::other(error)))?
    }
}

fn place(sha256: &str) -> Place {
    Place::new("document", "bytes", sha256)
}

/// Makes a folder, and those above it that are not there, only their owner can look into: for keys and
/// documents, which hold personal data.
pub fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn write_whole(path: &Path, bytes: &[u8], unique: &str) -> Result<(), FileError> {
    let folder = path.parent().ok_or(FileError::BadHash)?;
    if !folder.exists() {
        private_folder(folder).map_err(FileError::Io)?;
        // The name of a new folder must last as long as the document in it.
        if let Some(above) = folder.parent() {
            std::fs::File::open(above)?.sync_all()?;
        }
    }
    let part = folder.join(format!(".{unique}.part"));
    let written = private_file(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, path))
        .and_then(|()| std::fs::File::open(folder)?.sync_all());
    if written.is_err() {
        // What is left of a failed write is in nobody's way; removing it is a courtesy.
        drop(std::fs::remove_file(&part));
    }
    Ok(written?)
}

/// A new file that only its owner reads.
fn private_file(path: &Path) -> io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
