//! Who read a person's data: shown to the person.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, uuid};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One for each reader, thing and hour. No column is null, since a null is equal to none: the nil UUID and an empty number stand for
        // the person's own record, an empty role and organisation for a client.
        let record = Table::create()
            .table("access_record")
            .col(uuid("id").primary_key())
            .col(uuid("citizen_id"))
            .col(uuid("application_id"))
            .col(string("number"))
            .col(string("reader"))
            .col(string("role"))
            .col(string("organisation"))
            .col(big_integer("hour"))
            .col(big_integer("first_at"))
            .col(big_integer("last_at"))
            .foreign_key(
                ForeignKey::create().from("access_record", "citizen_id").to("citizen", "id"),
            )
            .take();
        manager.create_table(record).await?;
        let once = Index::create()
            .name("access_record_once")
            .table("access_record")
            .col("citizen_id")
            .col("application_id")
            .col("reader")
            .col("role")
            .col("organisation")
            .col("hour")
            .unique()
            .take();
        manager.create_index(once).await?;
        let listed = Index::create()
            .name("access_record_listed")
            .table("access_record")
            .col("citizen_id")
            .col("first_at")
            .col("id")
            .take();
        manager.create_index(listed).await
    }
}
