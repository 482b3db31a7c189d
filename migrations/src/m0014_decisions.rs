//! Decisions of officers that are held for a moment before they are made, so that they can be taken back.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, string_null, uuid};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // At most one of an application; it is gone once it is made, taken back or overtaken.
        let held = Table::create()
            .table("held_decision")
            .col(uuid("application_id").primary_key())
            .col(uuid("id"))
            .col(big_integer("entry"))
            .col(string("made"))
            .col(string_null("reason"))
            .col(string("role"))
            .col(uuid("officer_id"))
            .col(big_integer("leaves_at"))
            .foreign_key(
                ForeignKey::create()
                    .from("held_decision", "application_id")
                    .to("application", "id"),
            )
            .take();
        manager.create_table(held).await
    }
}
