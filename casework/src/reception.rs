//! Receptions (приём): what an operator of an office does for a visitor who stands before them.

pub mod begin;
pub mod end;
pub mod read;
pub mod resume;
pub mod serve;
