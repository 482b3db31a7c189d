//! The office (МФЦ) the applicant of a case comes to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_null;

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let office = Table::alter().table("application").add_column(string_null("office")).take();
        manager.alter_table(office).await
    }
}
