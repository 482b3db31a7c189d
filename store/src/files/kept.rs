//! What is kept in a place of documents, by its name there: results under their hashes, and files that people gave, in parts.

use super::FileError;
use crate::seal::Place;
use domain::id::UploadId;
use object_store::path::Path as Name;
use std::fmt;

/// The folder of files that people gave.
const UPLOADS: &str = "uploads";

/// Something that is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// A document, by the SHA-256 of its bytes, lower-case hex.
    Document(String),
    /// A part of a file that a person gave, or its preview.
    Part(UploadId, String),
}

impl Kept {
    /// Its name in the place. An error if that would be none.
    pub(super) fn name(&self) -> Result<Name, FileError> {
        match self {
            Self::Document(sha256) => {
                let hex = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
                let prefix = sha256.get(..2).filter(|_| hex).ok_or(FileError::BadHash)?;
                Ok(Name::from_iter([prefix, sha256]))
            }
            Self::Part(upload, part) => Ok(folder(*upload).join(part.as_str())),
        }
    }

    /// What is kept under a name of a document or of a part; nothing if it is neither.
    pub(super) fn of(name: &Name) -> Option<Self> {
        let parts: Vec<_> = name.parts().collect();
        match parts.as_slice() {
            [_, last] => Some(Self::Document(last.as_ref().to_owned())).filter(|it| it.is_at(name)),
            [first, _, id, part] if first.as_ref() == UPLOADS => {
                let id = format!("{}_{}", UploadId::PREFIX, id.as_ref()).parse().ok()?;
                Some(Self::Part(id, part.as_ref().to_owned())).filter(|it| it.is_at(name))
            }
            _ => None,
        }
    }

    fn is_at(&self, name: &Name) -> bool {
        self.name().is_ok_and(|own| own == *name)
    }

    /// What its seal is bound to.
    pub(super) fn place(&self) -> Place {
        match self {
            Self::Document(sha256) => Place::new("document", "bytes", sha256),
            Self::Part(upload, part) => Place::new("upload", "part", format!("{upload}/{part}")),
        }
    }
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(sha256) => write!(f, "document {sha256}"),
            Self::Part(upload, part) => write!(f, "part {part} of {upload}"),
        }
    }
}

/// Where the parts of a file are. The folders above are told apart by the last byte, which is random.
pub(super) fn folder(upload: UploadId) -> Name {
    let id = upload.uuid().simple().to_string();
    let byte = id.get(30..).unwrap_or_default().to_owned();
    Name::from_iter([UPLOADS.to_owned(), byte, id])
}

/// The folders in which everything is kept whose name begins, or of a part ends, with this byte.
pub(super) fn folders(byte: u8) -> [Name; 2] {
    let byte = hex::encode([byte]);
    [Name::from(byte.as_str()), Name::from_iter([UPLOADS, &byte])]
}
