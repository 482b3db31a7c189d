//! Work that a node cannot read: since when it is left to newer nodes, and rows whose state is none of ours.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

const ODD: &str =
    "CREATE INDEX queue_odd ON queue (id) WHERE state NOT IN ('waiting', 'set_aside')";

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let left = Table::alter().table("queue").add_column(big_integer_null("left_since")).take();
        manager.alter_table(left).await?;
        manager.get_connection().execute_unprepared(ODD).await?;
        Ok(())
    }
}
