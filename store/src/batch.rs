//! A writing transaction's way to the database. What it writes waits here until something is read that it may
//! concern, or until the transaction ends, and then goes in one round trip: on either engine the way there costs more
//! than the writing.

mod together;

use crate::engine::Engine;
use crate::error::StoreError;
use crate::group::Member;
use crate::statements::Statements;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, ExecResult, QueryResult,
    QueryTrait, Statement,
};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a statement does to the rows of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Does {
    /// Adds rows that meet no others.
    Adds,
    /// Adds rows, unless such are there.
    AddsUnlessThere,
    /// Takes away rows that were there before the transaction.
    Removes,
    /// Whatever else.
    Changes,
}

impl Does {
    /// Whether two statements on one table are the same, whichever of them is carried out first.
    const fn goes_with(self, other: Self) -> bool {
        use Does::{Adds, AddsUnlessThere, Removes};
        matches!(
            (self, other),
            (Adds | AddsUnlessThere, Adds | AddsUnlessThere) | (Adds, Removes) | (Removes, Adds)
        )
    }
}

/// How many rows a statement has to write.
#[derive(Debug, Clone)]
pub(crate) enum Rows {
    /// As many as it finds.
    Any,
    /// One, or nothing of the transaction is kept and this is told.
    One(StoreError),
}

/// A statement that waits.
#[derive(Debug)]
struct Write {
    table: &'static str,
    does: Does,
    rows: Rows,
    statement: Statement,
}

/// How a transaction has the database.
#[derive(Debug)]
pub(crate) enum Held {
    /// It has a connection of its own.
    Alone(DatabaseTransaction),
    /// It writes in its turn, in a transaction that it shares.
    Shared(Member),
}

/// What is not written yet.
#[derive(Debug, Default)]
struct State {
    waiting: Vec<Write>,
    /// Why nothing more is written, once something could not be, or was not waited for.
    failed: Option<StoreError>,
}

/// The way of one writing transaction.
pub(crate) struct Batch {
    held: Held,
    engine: Engine,
    statements: Option<Arc<Statements>>,
    state: Mutex<State>,
}

impl fmt::Debug for Batch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What waits holds personal data.
        out.debug_struct("Batch").field("held", &self.held).finish_non_exhaustive()
    }
}

impl Batch {
    pub(crate) fn new(held: Held, engine: Engine, statements: Option<Arc<Statements>>) -> Self {
        Self { held, engine, statements, state: Mutex::default() }
    }

    /// Adds rows, by the end of the transaction at the latest.
    pub(crate) async fn add<E: EntityTrait>(
        &self,
        insert: impl QueryTrait,
    ) -> Result<(), StoreError> {
        self.does::<E>(Does::Adds, Rows::Any, insert).await
    }

    /// Changes rows, by the end of the transaction at the latest.
    pub(crate) async fn change<E: EntityTrait>(
        &self,
        rows: Rows,
        change: impl QueryTrait,
    ) -> Result<(), StoreError> {
        self.does::<E>(Does::Changes, rows, change).await
    }

    /// Does whatever else, by the end of the transaction at the latest.
    pub(crate) async fn does<E: EntityTrait>(
        &self,
        does: Does,
        rows: Rows,
        query: impl QueryTrait,
    ) -> Result<(), StoreError> {
        self.write::<E>(does, rows, query.build(self.engine.backend())).await
    }

    /// The same of a statement that is written out.
    pub(crate) async fn write<E: EntityTrait>(
        &self,
        does: Does,
        rows: Rows,
        statement: Statement,
    ) -> Result<(), StoreError> {
        let table = E::default().table_name();
        // PostgreSQL carries out the parts of one statement in no order.
        let clash = |one: &Write| one.table == table && !one.does.goes_with(does);
        if self.engine == Engine::Postgres && self.state().waiting.iter().any(clash) {
            self.flush().await?;
        }
        self.state().waiting.push(Write { table, does, rows, statement });
        Ok(())
    }

    /// The way for what is asked about these tables alone: what waits for others goes on waiting.
    pub(crate) const fn about(&self, tables: &'static [&'static str]) -> About<'_> {
        About { batch: self, tables: Some(tables) }
    }

    /// Writes what waits, and commits.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        if let Err(error) = self.flush().await {
            self.roll_back().await;
            return Err(error);
        }
        match self.held {
            Held::Alone(own) => Ok(own.commit().await?),
            Held::Shared(member) => member.commit().await,
        }
    }

    /// Leaves nothing. What cannot be taken back, the database takes back as it loses the connection.
    pub(crate) async fn roll_back(self) {
        match self.held {
            Held::Alone(own) => {
                if let Err(error) = own.rollback().await {
                    tracing::debug!(%error, "a transaction was not taken back; its connection is closed");
                }
            }
            // Whoever has the next turn waits until this one is taken back.
            Held::Shared(member) => drop(member),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what waits. What failed once fails from then on: of the statements that go together some may have been
    /// carried out.
    async fn flush(&self) -> Result<(), StoreError> {
        let waiting = {
            let mut state = self.state();
            if let Some(failed) = &state.failed {
                return Err(failed.clone());
            }
            if state.waiting.is_empty() {
                return Ok(());
            }
            state.failed = Some(StoreError::Away("a write was not waited for".to_owned()));
            std::mem::take(&mut state.waiting)
        };
        let written = self.send(&waiting).await;
        self.state().failed = written.as_ref().err().cloned();
        written
    }

    async fn send(&self, waiting: &[Write]) -> Result<(), StoreError> {
        if let Some(statements) = &self.statements {
            for one in waiting {
                statements.keep(&one.statement.sql);
            }
        }
        let connection = self.held.connection()?;
        let joined = together::join(self.engine, self.held.writes()?, waiting);
        let found = connection.query_all_raw(joined).await?;
        together::check(self.engine, waiting, &found)
    }

    /// A statement that went by itself and failed fails the whole as well: an engine may have rolled all of it back.
    fn told<T>(&self, answer: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &answer {
            self.state().failed = Some(StoreError::from(error.clone()));
        }
        answer
    }

    /// The way for what may be about any table.
    const fn about_all(&self) -> About<'_> {
        About { batch: self, tables: None }
    }

    /// Before a statement that goes by itself: what waits is written, unless it concerns other tables.
    async fn before(&self, sql: &str, tables: Option<&[&str]>) -> Result<(), DbErr> {
        let concerned = tables.is_none_or(|tables| {
            self.state().waiting.iter().any(|one| tables.contains(&one.table))
        });
        if concerned || self.state().failed.is_some() {
            self.flush().await.map_err(carried)?;
        }
        if !reads(sql)
            && let Some(first) = self.held.writes()?
        {
            self.held.connection()?.execute_unprepared(first).await?;
        }
        Ok(())
    }
}

/// Whether a statement writes nothing.
fn reads(sql: &str) -> bool {
    sql.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("SELECT"))
}

/// An error of ours on its way through the library's: [`StoreError`] is read from it again.
fn carried(error: StoreError) -> DbErr {
    DbErr::TryIntoErr { from: "a statement", into: "a row", source: Arc::new(error) }
}

impl Held {
    fn connection(&self) -> Result<&DatabaseTransaction, DbErr> {
        match self {
            Self::Alone(own) => Ok(own),
            Self::Shared(member) => member.whole(),
        }
    }

    /// What to send before the first statement that writes: see [`Member::writes`].
    fn writes(&self) -> Result<Option<&'static str>, DbErr> {
        match self {
            Self::Alone(_) => Ok(None),
            Self::Shared(member) => member.writes(),
        }
    }
}

/// Whatever goes by itself sees what was written before it.
#[async_trait::async_trait]
impl ConnectionTrait for Batch {
    fn get_database_backend(&self) -> DbBackend {
        self.engine.backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.about_all().execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.about_all().execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.about_all().query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.about_all().query_all_raw(statement).await
    }
}

/// The way of a transaction for statements about some tables: see [`Batch::about`].
#[derive(Debug)]
pub(crate) struct About<'a> {
    batch: &'a Batch,
    /// Any, if none is named.
    tables: Option<&'static [&'static str]>,
}

#[async_trait::async_trait]
impl ConnectionTrait for About<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.batch.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.batch.before(&statement.sql, self.tables).await?;
        self.batch.told(self.batch.held.connection()?.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.batch.before(sql, self.tables).await?;
        self.batch.told(self.batch.held.connection()?.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.batch.before(&statement.sql, self.tables).await?;
        self.batch.told(self.batch.held.connection()?.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.batch.before(&statement.sql, self.tables).await?;
        self.batch.told(self.batch.held.connection()?.query_all_raw(statement).await)
    }
}
