//! Documents sealed anew: those that are plain, and those sealed by another key than the current one.

use super::kept::folders;
use super::{FileError, Files, Kept};
use crate::seal::{HEADER_LEN, SealedBy};
use domain::entropy::Entropy;
use domain::time::Moment;
use futures::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt};
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;

/// A file that is being written is renamed within moments; what is older is left of a process that was killed.
const ABANDONED: chrono::TimeDelta = chrono::TimeDelta::hours(1);

impl Files {
    /// What is kept whose name begins (of a part of a file: whose file's name ends) with this byte, in order. Files a killed
    /// process did not finish are removed on the way.
    pub async fn kept(&self, byte: u8, now: Moment) -> Result<Vec<Kept>, FileError> {
        let mut found = Vec::new();
        for folder in folders(byte) {
            if let Some(root) = &self.folder {
                remove_abandoned(&root.join(folder.as_ref()), now).await?;
            }
            let listed = self.objects.list(Some(&folder));
            let of = listed.try_filter_map(async |object| Ok(Kept::of(&object.location)));
            found.extend(of.try_collect::<Vec<_>>().await?);
        }
        found.sort_unstable();
        Ok(found)
    }

    /// What it is sealed by; `Unreadable` if it is plain, as documents were kept once.
    pub async fn sealed_by(&self, kept: &Kept) -> Result<SealedBy, FileError> {
        let name = kept.name()?;
        let size = self.objects.head(&name).await?.size;
        let header = u64::try_from(HEADER_LEN).unwrap_or(u64::MAX).min(size);
        // Nothing can be asked of an empty file, not even its first no bytes.
        if header == 0 {
            return Ok(SealedBy::Unreadable);
        }
        Ok(SealedBy::of(&self.objects.get_range(&name, 0..header).await?))
    }

    /// Seals it by the current key, if it is not; whether it was not. Readers find the old file or the new
    /// one, whole. An error if it is not what it is kept for: then it is left as it is.
    pub async fn reseal(&self, kept: &Kept, entropy: &dyn Entropy) -> Result<bool, FileError> {
        if self.sealed_by(kept).await? == SealedBy::Key(self.seal.current()) {
            return Ok(false);
        }
        let bytes = match kept {
            Kept::Document(sha256) => self.get(sha256).await?,
            Kept::Part(..) => self.get_sealed(kept).await?,
        };
        self.put_sealed(kept, &bytes, entropy).await?;
        Ok(true)
    }
}

/// Removes what a killed process left in a folder, and in the folders in it: `<name>#<number>`, which the library writes aside before it renames, and
/// `.<name>.part`, which earlier versions wrote, and which may hold a plain document.
async fn remove_abandoned(folder: &Path, now: Moment) -> Result<(), FileError> {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let mut entries = match tokio::fs::read_dir(folder).await {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            entries => entries?,
        };
        while let Some(entry) = entries.next_entry().await? {
            // What is being written is renamed, and what is removed goes, while this looks on.
            let about = match entry.metadata().await {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                about => about?,
            };
            if about.is_dir() {
                open.push(entry.path());
            } else if is_unfinished(&entry.path())
                && now - Moment::from(about.modified()?) > ABANDONED
            {
                let gone = tokio::fs::remove_file(entry.path()).await;
                gone.or_else(|error| match error.kind() {
                    ErrorKind::NotFound => Ok(()),
                    _ => Err(error),
                })?;
            }
        }
    }
    Ok(())
}

fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    name.contains('#') || path.extension().is_some_and(|kind| kind == "part")
}
