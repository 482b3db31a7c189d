//! Applications that are filed at the department itself, and why.

use sea_orm_migration::prelude::*;

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns that nodes of the version before this one do not write.
const COLUMNS: [&str; 2] = [
    "ALTER TABLE application ADD COLUMN direct_reason varchar",
    "ALTER TABLE reception ADD COLUMN direct_reason varchar",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            manager.get_connection().execute_unprepared(column).await?;
        }
        Ok(())
    }
}
