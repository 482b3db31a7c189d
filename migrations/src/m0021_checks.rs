//! Checks of an application that failed: what the applicant corrects.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let failed = Table::alter().table("application").add_column(text_null("to_correct")).take();
        manager.alter_table(failed).await
    }
}
