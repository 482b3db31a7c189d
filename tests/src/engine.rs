//! The engine a story runs on.

/// What the platform of a story keeps its data in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite embedded, wake-ups in the process.
    Sqlite,
    /// PostgreSQL, wake-ups over Redis.
    Postgres,
}

impl Engine {
    /// The engine that tests run on which do not name one: SQLite, unless `USLUGI_TEST_ENGINE` says `postgres`. `tests/run` runs them on
    /// the one, then on the other.
    #[must_use]
    pub fn asked() -> Self {
        match std::env::var("USLUGI_TEST_ENGINE").as_deref() {
            Ok("postgres") => Self::Postgres,
            _ => Self::Sqlite,
        }
    }
}
