//! What the store must be told.

use crate::seal::KeyRing;
use secrecy::SecretString;
use std::path::PathBuf;
use std::time::Duration;

/// Where the truth is kept.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `sqlite:///path/to/file` or `postgres://…`. May hold a password.
    pub database_url: SecretString,
    /// `redis://…`: wake-ups between processes. Without it readers of other processes poll.
    pub redis_url: Option<SecretString>,
    /// The keys that personal data is sealed with.
    pub keys: KeyRing,
    /// Reading connections (SQLite) or all connections (PostgreSQL).
    pub connections: u32,
    /// How long whoever asks waits for a free connection, and on SQLite for another process to have written, before
    /// they are told that the database is away.
    pub patience: Duration,
    /// A file that each statement is written to once, without its values: for whoever wants to know their plans.
    pub statements: Option<PathBuf>,
}

impl Settings {
    /// A database and its keys, without Redis, with four connections, and with the patience of a program that has nobody waiting for it.
    pub fn new(database_url: impl Into<SecretString>, keys: KeyRing) -> Self {
        Self {
            database_url: database_url.into(),
            redis_url: None,
            keys,
            connections: 4,
            patience: Duration::from_mins(1),
            statements: None,
        }
    }
}
