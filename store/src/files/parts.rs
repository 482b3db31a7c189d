//! Files that people gave, in parts of their own: a part is kept when it comes, and goes with its file.

use super::kept::{Kept, folder};
use super::{FileError, Files};
use domain::entropy::{self, Entropy};
use domain::id::UploadId;
use futures::{StreamExt, TryStreamExt};
use object_store::{ObjectStore, ObjectStoreExt};

/// The name of a file's preview among its parts.
const PREVIEW: &str = "preview";

impl Files {
    /// Keeps a part of a file; the name it is kept under, which no other part has: of two who send the same part at the
    /// same time, neither writes over the other's.
    pub async fn put_part(
        &self,
        upload: UploadId,
        bytes: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<String, FileError> {
        let name = hex::encode(entropy::bytes::<8>(entropy));
        self.put_sealed(&Kept::Part(upload, name.clone()), bytes, entropy).await?;
        Ok(name)
    }

    /// A part of a file.
    pub async fn part(&self, upload: UploadId, name: &str) -> Result<Vec<u8>, FileError> {
        self.get_sealed(&Kept::Part(upload, name.to_owned())).await
    }

    /// Keeps the small picture of a file, in place of an earlier one.
    pub async fn put_preview(
        &self,
        upload: UploadId,
        bytes: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<(), FileError> {
        self.put_sealed(&Kept::Part(upload, PREVIEW.to_owned()), bytes, entropy).await
    }

    /// The small picture of a file.
    pub async fn preview(&self, upload: UploadId) -> Result<Vec<u8>, FileError> {
        self.part(upload, PREVIEW).await
    }

    /// Removes a part. That it is gone already is no error.
    pub async fn drop_part(&self, upload: UploadId, name: &str) -> Result<(), FileError> {
        let name = Kept::Part(upload, name.to_owned()).name()?;
        match self.objects.delete(&name).await.map_err(FileError::from) {
            Err(FileError::Missing) => Ok(()),
            done => done,
        }
    }

    /// The names of what is kept of a file.
    pub async fn kept_parts(&self, upload: UploadId) -> Result<Vec<String>, FileError> {
        let listed = self.objects.list(Some(&folder(upload)));
        let name = listed.map_ok(|object| object.location.filename().map(str::to_owned));
        Ok(name.try_collect::<Vec<_>>().await?.into_iter().flatten().collect())
    }

    /// Removes everything of a file, parts that no row names too.
    pub async fn drop_parts(&self, upload: UploadId) -> Result<(), FileError> {
        let listed = self.objects.list(Some(&folder(upload))).map_ok(|object| object.location);
        let mut removed = self.objects.delete_stream(listed.boxed());
        while let Some(one) = removed.next().await {
            match one.map_err(FileError::from) {
                Ok(_) | Err(FileError::Missing) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
