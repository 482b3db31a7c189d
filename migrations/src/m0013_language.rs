//! The language a citizen chose to be written to in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_null;

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let lang = Table::alter().table("citizen").add_column(string_null("lang")).take();
        manager.alter_table(lang).await
    }
}
