//! Immutable documents, each sealed and under the SHA-256 of its own bytes, by which the journal and the result know it.
//! Written whole or not at all. Documents that were kept before documents were sealed are read as they are.

mod error;
mod kept;
mod parts;
mod place;
mod reseal;
#[cfg(test)]
mod tests;

use crate::seal::{Seal, SealedBy};
use crate::tx::Store;
use domain::entropy::Entropy;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

pub use error::FileError;
pub use kept::Kept;
pub use place::{Bucket, FilePlace, private_folder};

/// Where documents are kept, and the keys they are sealed by. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    objects: Arc<dyn ObjectStore>,
    /// The folder they are in, unless it is a bucket.
    folder: Option<PathBuf>,
    seal: Arc<Seal>,
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A bucket's key is in `objects`.
        f.debug_struct("Files").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Store {
    /// The documents in a place, sealed by the keys of this store.
    pub fn files(&self, place: &FilePlace) -> Result<Files, FileError> {
        Ok(Files { objects: place.open()?, folder: place.folder(), seal: Arc::clone(&self.seal) })
    }
}

impl Files {
    /// Keeps a document; its hash. Keeping the same bytes twice keeps them once.
    pub async fn put(&self, bytes: Vec<u8>, entropy: &dyn Entropy) -> Result<String, FileError> {
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let kept = Kept::Document(sha256.clone());
        match self.objects.head(&kept.name()?).await.map_err(FileError::from) {
            Ok(_there) => {}
            Err(FileError::Missing) => self.put_sealed(&kept, &bytes, entropy).await?,
            Err(error) => return Err(error),
        }
        Ok(sha256)
    }

    /// A document's bytes, checked against their hash.
    pub async fn get(&self, sha256: &str) -> Result<Vec<u8>, FileError> {
        let kept = Kept::Document(sha256.to_owned());
        let bytes = self.objects.get(&kept.name()?).await?.bytes().await?;
        let is_it = |bytes: &[u8]| hex::encode(Sha256::digest(bytes)) == sha256;
        match self.opened(&kept, &bytes) {
            Ok(opened) if is_it(&opened) => return Ok(opened),
            Err(FileError::UnknownKey(key)) if !is_it(&bytes) => {
                return Err(FileError::UnknownKey(key));
            }
            _ => {}
        }
        // As documents were kept once.
        if is_it(&bytes) { Ok(bytes.into()) } else { Err(FileError::Changed) }
    }

    async fn put_sealed(
        &self,
        kept: &Kept,
        bytes: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<(), FileError> {
        let sealed = self.seal.seal(&kept.place(), bytes, entropy);
        self.objects.put(&kept.name()?, PutPayload::from(sealed)).await?;
        Ok(())
    }

    async fn get_sealed(&self, kept: &Kept) -> Result<Vec<u8>, FileError> {
        let bytes = self.objects.get(&kept.name()?).await?.bytes().await?;
        self.opened(kept, &bytes)
    }

    fn opened(&self, kept: &Kept, sealed: &[u8]) -> Result<Vec<u8>, FileError> {
        self.seal.open(&kept.place(), sealed).map_err(|corrupt| match SealedBy::of(sealed) {
            SealedBy::Key(key) if corrupt.missing_key.is_some() => FileError::UnknownKey(key),
            _ => FileError::Changed,
        })
    }
}
