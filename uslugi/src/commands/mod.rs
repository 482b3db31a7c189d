//! The commands of the binary, one a file.

pub mod catalog;
pub mod doctor;
pub mod duty;
pub mod journal;
pub mod keys;
pub mod migrate;
pub mod openapi;
pub mod queue;
pub mod run;
pub mod tour;
