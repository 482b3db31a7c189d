//! How the applicant rated a service, once it had ended.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::integer_null;

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rating = Table::alter().table("application").add_column(integer_null("rating")).take();
        manager.alter_table(rating).await
    }
}
