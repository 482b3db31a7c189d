//! The catalog.

pub(crate) mod find;
pub(crate) mod precheck;
pub(crate) mod read;
