//! An index of a person's documents, in the order they are listed.

use sea_orm_migration::prelude::*;

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOCUMENTS).await?;
        Ok(())
    }
}

const DOCUMENTS: &str = "CREATE INDEX result_of_citizen ON result (citizen_id, issued_at, id)";
