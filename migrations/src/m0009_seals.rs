//! Which master keys the data is or was sealed by, so that a process that lacks one says so at its start.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string};

/// Adds `master_key`: ids of keys, never keys.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("master_key")
            .col(string("id").primary_key())
            .col(big_integer("used_since"))
            .col(big_integer_null("removed_at"))
            .take();
        manager.create_table(table).await
    }
}
