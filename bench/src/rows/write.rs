//! Writing many rows as each engine takes them quickest: `COPY` on PostgreSQL, long inserts on SQLite.

use super::table::Cell;
use anyhow::Context;
use sea_orm::sqlx::postgres::PgPoolCopyExt;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};
use std::fmt::Write;

/// A connection of its own beside the store's.
#[derive(Debug)]
pub(super) struct Writer(DatabaseConnection);

impl Writer {
    /// Connects to a database that is open already.
    pub(super) async fn open(database: &str) -> anyhow::Result<Self> {
        let mut options = ConnectOptions::new(database);
        options.max_connections(1).sqlx_logging(false);
        Ok(Self(Box::pin(Database::connect(options)).await?))
    }

    /// How many applications there are.
    pub(super) async fn applications(&self) -> anyhow::Result<u64> {
        let count = "SELECT count(*) AS many FROM application";
        let statement = Statement::from_string(self.0.get_database_backend(), count);
        let row = self.0.query_one_raw(statement).await?.context("no count")?;
        Ok(row.try_get::<i64>("", "many")?.try_into()?)
    }

    /// Writes rows of a table.
    pub(super) async fn rows(
        &self,
        table: &str,
        rows: &[Vec<(&'static str, Cell)>],
    ) -> anyhow::Result<()> {
        let Some(first) = rows.first() else { return Ok(()) };
        let columns: Vec<_> = first.iter().map(|(column, _)| *column).collect();
        let into = format!("{table} ({})", columns.join(", "));
        match self.0.get_database_backend() {
            DbBackend::Postgres => self.copy(&into, rows).await,
            _ => self.insert(&into, rows).await,
        }
    }

    async fn copy(&self, into: &str, rows: &[Vec<(&'static str, Cell)>]) -> anyhow::Result<()> {
        let mut lines = String::new();
        for row in rows {
            for (place, (_, cell)) in row.iter().enumerate() {
                lines.push_str(if place == 0 { "" } else { "\t" });
                copied(&mut lines, cell)?;
            }
            lines.push('\n');
        }
        let pool = self.0.get_postgres_connection_pool();
        let mut copy = pool.copy_in_raw(&format!("COPY {into} FROM STDIN")).await?;
        copy.send(lines.into_bytes()).await?;
        copy.finish().await?;
        Ok(())
    }

    async fn insert(&self, into: &str, rows: &[Vec<(&'static str, Cell)>]) -> anyhow::Result<()> {
        self.0.execute_unprepared("BEGIN").await?;
        for some in rows.chunks(500) {
            let mut sql = format!("INSERT INTO {into} VALUES ");
            for (number, row) in some.iter().enumerate() {
                sql.push_str(if number == 0 { "(" } else { ", (" });
                for (place, (_, cell)) in row.iter().enumerate() {
                    sql.push_str(if place == 0 { "" } else { ", " });
                    inserted(&mut sql, cell)?;
                }
                sql.push(')');
            }
            self.0.execute_unprepared(&sql).await?;
        }
        self.0.execute_unprepared("COMMIT").await?;
        Ok(())
    }

    /// Lets the engine look at what it has now.
    pub(super) async fn settle(&self) -> anyhow::Result<()> {
        let settle = match self.0.get_database_backend() {
            DbBackend::Postgres => "VACUUM ANALYZE",
            _ => "ANALYZE",
        };
        self.0.execute_unprepared(settle).await?;
        Ok(())
    }
}

/// A cell in the text form of `COPY`. Nothing here holds a tab, a backslash or an end of line.
fn copied(out: &mut String, cell: &Cell) -> std::fmt::Result {
    match cell {
        Cell::Nothing => write!(out, "\\N"),
        Cell::Number(number) => write!(out, "{number}"),
        Cell::Text(text) => write!(out, "{text}"),
        Cell::Id(id) => write!(out, "{id}"),
        Cell::Bytes(bytes) => write!(out, "\\\\x{}", hex::encode(bytes)),
    }
}

/// A cell as a literal of SQLite. Nothing here holds a quote.
fn inserted(out: &mut String, cell: &Cell) -> std::fmt::Result {
    match cell {
        Cell::Nothing => write!(out, "NULL"),
        Cell::Number(number) => write!(out, "{number}"),
        Cell::Text(text) => write!(out, "'{text}'"),
        Cell::Id(id) => write!(out, "x'{}'", id.simple()),
        Cell::Bytes(bytes) => write!(out, "x'{}'", hex::encode(bytes)),
    }
}
