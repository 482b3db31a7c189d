//! Immutable documents by their hash, in a local folder. Written whole or not at all.

use domain::entropy::{self, Entropy};
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A folder of documents.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
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
    /// There is no room.
    #[error("there is no room left for the document")]
    Full,
    /// The folder cannot be used.
    #[error("the folder of documents: {0}")]
    Io(io::Error),
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

impl Files {
    /// The documents in a folder, which is made if it is not there.
    pub fn open(folder: &Path) -> Result<Self, FileError> {
        private_folder(folder).map_err(FileError::Io)?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, sha256: &str) -> Result<PathBuf, FileError> {
        let hex = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
        let prefix = sha256.get(..2).filter(|_| hex).ok_or(FileError::BadHash)?;
        Ok(self.folder.join(prefix).join(sha256))
    }

    /// Keeps a document; its hash. Keeping the same bytes twice keeps them once.
    pub async fn put(&self, bytes: Vec<u8>, entropy: &dyn Entropy) -> Result<String, FileError> {
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let path = self.path(&sha256)?;
        let unique = hex::encode(entropy::bytes::<8>(entropy));
        let written = tokio::task::spawn_blocking(move || write_whole(&path, &bytes, &unique));
        written.await.map_err(|error| FileError::Io(io::Error::other(error)))??;
        Ok(sha256)
    }

    /// A document's bytes, checked against their hash.
    pub async fn get(&self, sha256: &str) -> Result<Vec<u8>, FileError> {
        let bytes = tokio::fs::read(self.path(sha256)?).await?;
        if hex::encode(Sha256::digest(&bytes)) == sha256 {
            Ok(bytes)
        } else {
            Err(FileError::Changed)
        }
    }
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
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().ok_or(FileError::BadHash)?;
    std::fs::create_dir_all(folder).map_err(FileError::Io)?;
    let part = folder.join(format!(".{unique}.part"));
    let written = std::fs::File::create(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, path))
        .and_then(|()| std::fs::File::open(folder)?.sync_all());
    if written.is_err() {
        // What is left of a failed write is in nobody's way; removing it is a courtesy.
        drop(std::fs::remove_file(&part));
    }
    Ok(written?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::entropy::SeededEntropy;

    #[tokio::test]
    async fn a_document_is_kept_once_and_a_changed_one_shows() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let entropy = SeededEntropy::new(1);
        let hash = files.put(b"certificate".to_vec(), &entropy).await.unwrap();
        assert_eq!(files.put(b"certificate".to_vec(), &entropy).await.unwrap(), hash);
        assert_eq!(files.get(&hash).await.unwrap(), b"certificate");

        std::fs::write(files.path(&hash).unwrap(), b"forged").unwrap();
        assert!(matches!(files.get(&hash).await, Err(FileError::Changed)));
        assert!(matches!(files.get(&"0".repeat(64)).await, Err(FileError::Missing)));
        assert!(matches!(files.get("../../etc/passwd").await, Err(FileError::BadHash)));
    }
}
