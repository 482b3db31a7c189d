//! The engine a story runs on.

/// An engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite embedded, wake-ups in the process.
    Sqlite,
    /// PostgreSQL, wake-ups over Redis.
    Postgres,
}
