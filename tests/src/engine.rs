//! The engine a story runs on.

/// What the platform of a story keeps its data in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite embedded, wake-ups in the process.
    Sqlite,
    /// PostgreSQL, wake-ups over Redis.
    Postgres,
}
