//! How far people have come on the checklists of services.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, uuid};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(marks()).await
    }
}

/// A step that a person said is done.
fn marks() -> TableCreateStatement {
    Table::create()
        .table("checklist_mark")
        .col(uuid("citizen_id"))
        .col(string("service"))
        .col(string("step"))
        .col(big_integer("done_at"))
        .primary_key(Index::create().col("citizen_id").col("service").col("step"))
        .foreign_key(ForeignKey::create().from("checklist_mark", "citizen_id").to("citizen", "id"))
        .take()
}
