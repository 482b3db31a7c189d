//! Result documents.

pub(crate) mod read;
pub(crate) mod verify;
