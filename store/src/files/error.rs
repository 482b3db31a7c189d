//! Why a document cannot be kept or read.

use crate::master_key::MasterKeyId;
use domain::fault::Fault;
use std::error::Error;
use std::io;

/// Why a document cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The hash is not sixty-four hex digits.
    #[error("not a document's hash")]
    BadHash,
    /// There is no such document.
    #[error("the document is not there")]
    Missing,
    /// The bytes that are kept are not what the hash says: damaged or changed.
    #[error("the document does not match its hash")]
    Changed,
    /// It is sealed by a master key that this process does not have: bring the key, and it is read.
    #[error("the document is sealed by master key {0}, which is not in this process's key ring")]
    UnknownKey(MasterKeyId),
    /// There is no room.
    #[error("there is no room left for the document")]
    Full,
    /// The store of the bucket does not answer, or failed.
    #[error("the store of documents does not answer: {0}")]
    Away(object_store::Error),
    /// The folder cannot be used, or the bucket does not let us in.
    #[error("the place of documents: {0}")]
    Place(io::Error),
}

impl FileError {
    /// What it means to the one who asked.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match self {
            Self::Full => Fault::Full,
            Self::Away(_) => Fault::Away,
            Self::BadHash
            | Self::Missing
            | Self::Changed
            | Self::UnknownKey(_)
            | Self::Place(_) => Fault::Broken,
        }
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Place(error),
        }
    }
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        use object_store::Error as Of;
        match error {
            Of::NotFound { .. } => Self::Missing,
            Of::Generic { store: "S3", .. } => Self::Away(error),
            error => match cause(&error) {
                Some(kind @ (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)) => {
                    io::Error::from(kind).into()
                }
                _ => Self::Place(io::Error::other(error)),
            },
        }
    }
}

/// What the operating system said, somewhere under an error of the library.
fn cause(error: &object_store::Error) -> Option<io::ErrorKind> {
    let mut under: Option<&(dyn Error + 'static)> = error.source();
    while let Some(one) = under {
        if let Some(of_system) = one.downcast_ref::<io::Error>() {
            return Some(of_system.kind());
        }
        under = one.source();
    }
    None
}
