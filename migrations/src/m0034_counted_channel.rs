//! Applications are counted by where they were filed and why there, too: version 3 of their projection.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, string};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

/// What is counted stays, of no channel: a key cannot be changed on SQLite, so the rows go to a table that has the new one.
const KEPT: &str = "INSERT INTO application_count_by_channel \
    (version, day, service, service_version, channel, direct_reason, office, stage, applications) \
    SELECT version, day, service, service_version, '', '', office, stage, applications FROM application_count";
const RENAMED: &str = "ALTER TABLE application_count_by_channel RENAME TO application_count";

const COLUMNS: [&str; 2] = [
    "ALTER TABLE application_counted ADD COLUMN channel varchar NOT NULL DEFAULT ''",
    "ALTER TABLE application_counted ADD COLUMN direct_reason varchar NOT NULL DEFAULT ''",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        manager.create_table(application_count()).await?;
        connection.execute_unprepared(KEPT).await?;
        manager.drop_table(Table::drop().table("application_count").take()).await?;
        connection.execute_unprepared(RENAMED).await?;
        for column in COLUMNS {
            connection.execute_unprepared(column).await?;
        }
        Ok(())
    }
}

fn application_count() -> TableCreateStatement {
    Table::create()
        .table("application_count_by_channel")
        .col(integer("version"))
        .col(string("day"))
        .col(string("service"))
        .col(integer("service_version"))
        .col(string("channel"))
        .col(string("direct_reason"))
        .col(string("office"))
        .col(string("stage"))
        .col(big_integer("applications"))
        .primary_key(
            Index::create()
                .col("version")
                .col("day")
                .col("service")
                .col("service_version")
                .col("channel")
                .col("direct_reason")
                .col("office")
                .col("stage"),
        )
        .take()
}
