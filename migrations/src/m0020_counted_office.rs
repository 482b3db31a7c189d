//! Applications are counted by the office they come to, too: version 2 of their projection.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string};

/// What is counted stays, of no office: a key cannot be changed on SQLite, so the rows go to a table that has the new one.
const KEPT: &str = "INSERT INTO application_count_by_office \
    (version, day, service, service_version, office, stage, applications) \
    SELECT version, day, service, service_version, '', stage, applications FROM application_count";
const RENAMED: &str = "ALTER TABLE application_count_by_office RENAME TO application_count";

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        manager.create_table(application_count()).await?;
        connection.execute_unprepared(KEPT).await?;
        manager.drop_table(Table::drop().table("application_count").take()).await?;
        connection.execute_unprepared(RENAMED).await?;
        let office = Table::alter()
            .table("application_counted")
            .add_column(string("office").default(""))
            .take();
        manager.alter_table(office).await
    }
}

fn application_count() -> TableCreateStatement {
    Table::create()
        .table("application_count_by_office")
        .col(integer("version"))
        .col(string("day"))
        .col(string("service"))
        .col(integer("service_version"))
        .col(string("office"))
        .col(string("stage"))
        .col(big_integer("applications"))
        .primary_key(
            Index::create()
                .col("version")
                .col("day")
                .col("service")
                .col("service_version")
                .col("office")
                .col("stage"),
        )
        .take()
}
