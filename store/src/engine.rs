//! The two engines: how each is opened, and the few statements in which they differ.

use crate::cuts::{Cuts, Pool};
use crate::error::StoreError;
use crate::settings::Settings;
use crate::statements::Statements;
use sea_orm::sqlx::Connection as _;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions,
};
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;

/// Which engine holds the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded: one file, one process that writes.
    Sqlite,
    /// For more than one machine.
    Postgres,
}

/// A connection that was not used for so long is tried before it is used: its server may have let go of it.
const IDLE: Duration = Duration::from_secs(5);
/// How many prepared statements a connection keeps, single ones and those that go together: more than a connection meets
/// often, so that none of these is parsed twice.
const STATEMENTS: usize = 1_000;

impl Engine {
    /// The engine an address names.
    pub fn of(url: &str) -> Result<Self, StoreError> {
        match url.split(':').next() {
            Some("sqlite") => Ok(Self::Sqlite),
            Some("postgres" | "postgresql") => Ok(Self::Postgres),
            _ => Err(StoreError::Refused(
                "database.url must begin with sqlite: or postgres:".to_owned(),
            )),
        }
    }

    /// Opens the connections: (for writing, for reading).
    ///
    /// SQLite has one writer at a time whatever we do; one writing connection makes writers queue in
    /// order instead of failing with "busy", and readers never wait for them (WAL).
    pub(crate) async fn open(self, settings: &Settings) -> Result<(Pool, Pool), StoreError> {
        let patience = settings.patience;
        let cuts = Cuts::default();
        let connect = |connections: u32| {
            let mut options = ConnectOptions::new(settings.database_url.expose_secret());
            options
                .max_connections(connections.max(1))
                .min_connections(1)
                .acquire_timeout(patience)
                .sqlx_logging(false)
                // A ping for each statement would double the way to the database.
                .test_before_acquire_if_idle_for(IDLE)
                .map_sqlx_postgres_before_acquire({
                    let cuts = cuts.clone();
                    move |connection, waited| {
                        let cuts = cuts.clone();
                        Box::pin(async move { cuts.before_use(connection, waited).await })
                    }
                })
                .map_sqlx_postgres_opts(|postgres| postgres.statement_cache_capacity(STATEMENTS))
                .map_sqlx_sqlite_opts(move |sqlite| {
                    sqlite
                        .create_if_missing(true)
                        .journal_mode(SqliteJournalMode::Wal)
                        // Durable against power loss, not only against a killed process.
                        .synchronous(SqliteSynchronous::Full)
                        .foreign_keys(true)
                        .statement_cache_capacity(STATEMENTS)
                        .busy_timeout(patience)
                })
                .map_sqlx_sqlite_before_acquire(|connection, _age| {
                    // A commit that finds the disk full ends its transaction in SQLite but not in the
                    // driver's count, and every later "commit" on that connection would be one of a
                    // savepoint: answered, and never written. Such a connection is thrown away. (What a dropped
                    // transaction leaves to be rolled back is done before its connection is given back.)
                    Box::pin(async move { Ok(!connection.is_in_transaction()) })
                });
            // On the heap: opening is rare, and large.
            Box::pin(Database::connect(options))
        };
        let statements = settings.statements.as_deref();
        let statements =
            statements.map(|path| Statements::open(path, self.name())).transpose()?.map(Arc::new);
        let watched = |mut connection: DatabaseConnection| {
            if let Some(statements) = statements.clone() {
                connection.set_metric_callback(move |executed| statements.executed(executed));
            }
            Pool::new(connection, cuts.clone(), statements.clone())
        };
        match self {
            Self::Sqlite => {
                let write = watched(connect(1).await?);
                Ok((write, watched(connect(settings.connections).await?)))
            }
            Self::Postgres => {
                let pool = watched(connect(settings.connections.max(2)).await?);
                Ok((pool.clone(), pool))
            }
        }
    }

    /// How the library names it.
    pub(crate) const fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// How a writing transaction begins: SQLite takes its write lock at once, so that no transaction
    /// finds out half-way that another was first.
    pub(crate) fn begin(self) -> TransactionOptions {
        TransactionOptions {
            sqlite_transaction_mode: (self == Self::Sqlite)
                .then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        }
    }

    /// How many rows background work changes in one commit. Each commit of SQLite waits for the disk, and its one writer is
    /// never in another's way; on PostgreSQL whoever holds one row and waits for another may meet somebody who holds
    /// that one and waits for this.
    #[must_use]
    pub const fn rows_in_one_commit(self) -> usize {
        match self {
            Self::Sqlite => 100,
            Self::Postgres => 1,
        }
    }

    /// What makes a sub-select of claimable rows pass over those another worker is claiming.
    pub(crate) const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }
}

/// The key of the advisory lock under which PostgreSQL's schema is changed.
const MIGRATION_LOCK: i64 = 0x0075_736c_7567_6900;
/// The key of the advisory lock under which facts are placed.
const PLACING_LOCK: i64 = MIGRATION_LOCK + 1;

impl Engine {
    /// Lets one process at a time change the schema, until the transaction ends: on SQLite the write lock
    /// keeps them apart already.
    pub(crate) async fn lock_schema(self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        if self == Self::Postgres {
            let lock = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
            tx.execute_unprepared(&lock).await?;
        }
        Ok(())
    }

    /// Whether a fact gets its feed position in the transaction that writes it. SQLite has one writer, so
    /// positions are committed in their order. On PostgreSQL they would not be without a lock that every
    /// writer holds until its commit.
    pub(crate) const fn places_at_once(self) -> bool {
        matches!(self, Self::Sqlite)
    }

    /// Gives at most so many committed facts without a feed position theirs, in the order they happened, which is
    /// that of each citizen's journal. One statement that ends by itself, whatever becomes of the one who asked.
    pub(crate) fn place_facts(self, most: u32) -> String {
        let place = format!(
            "UPDATE fact SET position = placed.place FROM (SELECT citizen_id, sequence, \
             (SELECT COALESCE(MAX(position), 0) FROM fact) + row_number() OVER (ORDER BY at, citizen_id, \
             sequence) AS place FROM fact WHERE position IS NULL ORDER BY at, citizen_id, sequence \
             LIMIT {most}) AS placed \
             WHERE fact.citizen_id = placed.citizen_id AND fact.sequence = placed.sequence"
        );
        match self {
            Self::Sqlite => place,
            // The second statement of the block sees everything committed before the lock was had.
            Self::Postgres => format!(
                "DO $$ BEGIN PERFORM pg_advisory_xact_lock({PLACING_LOCK}); {place}; END $$"
            ),
        }
    }
}
