//! What the store must be told.

use crate::seal::KeyRing;
use secrecy::SecretString;

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
}
