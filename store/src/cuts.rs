//! Connections the server has let go of: it was restarted, or another took its place. Each one that waits in the pool
//! would fail the next who takes it, long after all is well again. So what can be asked twice is asked twice, and what
//! waited since before a connection was found cut is tried before it is used.

use crate::statements::Statements;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::pool::PoolConnectionMetadata;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, RuntimeErr, SqlxError, Statement, TransactionOptions, TransactionTrait,
};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When a connection was last found cut. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cuts(Arc<Mutex<Option<Instant>>>);

impl Cuts {
    /// Whether a connection that waited in the pool for so long has to be tried: it may have been cut with the others.
    fn concern(&self, waited: Duration) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|at| waited >= at.elapsed())
    }

    /// What the pool asks before it gives a connection out; one that fails here is replaced.
    pub(crate) async fn before_use<C: Connection>(
        &self,
        connection: &mut C,
        waited: PoolConnectionMetadata,
    ) -> Result<bool, SqlxError> {
        if self.concern(waited.idle_for) {
            connection.ping().await?;
        }
        Ok(true)
    }

    /// Whether it failed because its connection was cut, which is noted: asked once more, it gets another.
    fn ended<T>(&self, asked: &Result<T, DbErr>) -> bool {
        let cut = asked.as_ref().is_err_and(is_cut);
        if cut {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        cut
    }
}

/// Connections, and what is known of those that were cut.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    connections: DatabaseConnection,
    cuts: Cuts,
    statements: Option<Arc<Statements>>,
}

impl Pool {
    pub(crate) const fn new(
        connections: DatabaseConnection,
        cuts: Cuts,
        statements: Option<Arc<Statements>>,
    ) -> Self {
        Self { connections, cuts, statements }
    }

    /// Where what is executed is written down, if anywhere.
    pub(crate) fn statements(&self) -> Option<Arc<Statements>> {
        self.statements.clone()
    }

    /// Begins a transaction.
    pub(crate) async fn begin(
        &self,
        options: TransactionOptions,
    ) -> Result<DatabaseTransaction, DbErr> {
        let asked = self.connections.begin_with_options(options).await;
        if self.cuts.ended(&asked) {
            self.connections.begin_with_options(options).await
        } else {
            asked
        }
    }

    /// Whether the database answers.
    pub(crate) async fn ping(&self) -> Result<(), DbErr> {
        let asked = self.connections.ping().await;
        if self.cuts.ended(&asked) { self.connections.ping().await } else { asked }
    }

    /// Closes the connections.
    pub(crate) async fn close(self) -> Result<(), DbErr> {
        self.connections.close().await
    }
}

/// Queries only read here: whatever writes and returns rows does it in a transaction.
#[async_trait::async_trait]
impl ConnectionTrait for Pool {
    fn get_database_backend(&self) -> DbBackend {
        self.connections.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.connections.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.connections.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let asked = self.connections.query_one_raw(statement.clone()).await;
        if self.cuts.ended(&asked) {
            self.connections.query_one_raw(statement).await
        } else {
            asked
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let asked = self.connections.query_all_raw(statement.clone()).await;
        if self.cuts.ended(&asked) {
            self.connections.query_all_raw(statement).await
        } else {
            asked
        }
    }
}

/// Whether the server let go of the connection. One that cannot be opened at all is no such case.
fn is_cut(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return false;
    };
    match &**cause {
        SqlxError::Io(_) => true,
        // admin_shutdown, crash_shutdown: said on the connection that ends.
        SqlxError::Database(database) => {
            matches!(database.code().as_deref(), Some("57P01" | "57P02"))
        }
        _ => false,
    }
}
