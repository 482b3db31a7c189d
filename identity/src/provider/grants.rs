//! The grants of the token endpoint, one a file.

mod chat;
mod client;
mod code;
mod refresh;
