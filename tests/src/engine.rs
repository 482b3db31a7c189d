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
    /// the one, then on the other. Panics at another word: it would else be taken for a run that never was.
    #[must_use]
    pub fn asked() -> Self {
        match std::env::var("USLUGI_TEST_ENGINE").as_deref() {
            Err(_) | Ok("sqlite") => Self::Sqlite,
            Ok("postgres") => Self::Postgres,
            Ok(other) => panic!("USLUGI_TEST_ENGINE is `{other}`: say `sqlite` or `postgres`"),
        }
    }
}
