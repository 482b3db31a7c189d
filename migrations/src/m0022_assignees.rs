//! Who of a workplace works on an application, and the colleagues it can be handed over to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, uuid, uuid_null};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let assignee = Table::alter().table("application").add_column(uuid_null("assignee")).take();
        manager.alter_table(assignee).await?;
        manager.get_connection().execute_unprepared(TAKEN).await?;
        manager.create_table(colleague()).await
    }
}

/// What somebody has in their hands at a workplace: few rows of many, the one due first first.
const TAKEN: &str = "CREATE INDEX application_taken ON application \
    (assignee, holder_role, holder_organisation, stage_due_at, id) WHERE assignee IS NOT NULL";

/// Who took a case at a workplace, and when they did so last.
fn colleague() -> TableCreateStatement {
    Table::create()
        .table("colleague")
        .col(string("role"))
        .col(string("organisation"))
        .col(uuid("citizen_id"))
        .col(big_integer("seen_at"))
        .primary_key(Index::create().col("role").col("organisation").col("citizen_id"))
        .take()
}
