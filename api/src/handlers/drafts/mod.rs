//! Drafts of applications.

pub(crate) mod begin;
pub(crate) mod discard;
pub(crate) mod read;
pub(crate) mod save;
