//! Bringing the schema up to date, and with it what only a process that has the keys can do.

use crate::engine::Engine;
use crate::error::StoreError;
use crate::journal;
use crate::tx::Store;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeSet;

/// How a database's schema stands to this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaLook {
    /// Steps that this version would take.
    pub missing: usize,
    /// Steps that a newer version took.
    pub newer: usize,
    /// Steps taken, by whatever version: none before the first start.
    pub taken: usize,
}

impl Store {
    /// Brings the schema up to date, all of it or nothing: a process killed half-way leaves what was
    /// there. Several may call it at once; one is let through at a time.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let guard = self.write.begin(self.engine.begin()).await?;
        self.engine.lock_schema(&guard).await?;
        Migrator::up(&guard, None).await?;
        journal::hand_over(&guard, self.engine, &self.chain).await?;
        Ok(guard.commit().await?)
    }

    /// How the schema stands to this version. Writes nothing.
    pub async fn schema(&self) -> Result<SchemaLook, StoreError> {
        let named = match self.engine {
            Engine::Sqlite => {
                "SELECT count(*) AS n FROM sqlite_master WHERE name = 'seaql_migrations'"
            }
            Engine::Postgres => {
                "SELECT count(*) AS n FROM pg_catalog.pg_tables WHERE tablename = 'seaql_migrations'"
            }
        };
        let backend = self.read.get_database_backend();
        let ask = |sql: &str| Statement::from_string(backend, sql);
        let there = self.read.query_one_raw(ask(named)).await?;
        let there = there.map(|row| row.try_get::<i64>("", "n")).transpose()?;
        let mut taken = BTreeSet::new();
        if there.unwrap_or_default() > 0 {
            for row in self.read.query_all_raw(ask("SELECT version FROM seaql_migrations")).await? {
                taken.insert(row.try_get::<String>("", "version")?);
            }
        }
        let known: BTreeSet<String> =
            Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        Ok(SchemaLook {
            missing: known.difference(&taken).count(),
            newer: taken.difference(&known).count(),
            taken: taken.len(),
        })
    }
}
