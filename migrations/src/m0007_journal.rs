//! The journal sealed and in one order: how a fact was hashed, its feed position, the hand-over from the old
//! hashes to keyed ones, and the projections that read it.
//!
//! Facts that are there keep their bytes and hashes. They get positions in the order they happened, which is
//! that of each citizen's journal too: a fact dated before the one before it counts as of that one's moment.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, integer_null, string, uuid,
};
use sea_orm_migration::sea_orm::DatabaseBackend;

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let to_fact = [
            big_integer_null("position"),
            integer("hash_scheme").default(1).take(),
            integer_null("hash_key"),
        ];
        for column in to_fact {
            manager.alter_table(Table::alter().table("fact").add_column(column).take()).await?;
        }
        let at = big_integer("journal_at").default(0).take();
        manager.alter_table(Table::alter().table("citizen").add_column(at).take()).await?;
        let connection = manager.get_connection();
        for statement in [PLACE, LAST_AT, BY_POSITION, WITHOUT_POSITION] {
            connection.execute_unprepared(statement).await?;
        }
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            // A process of the version before must not write facts by the old scheme any more: it fails.
            connection
                .execute_unprepared("ALTER TABLE fact ALTER COLUMN hash_scheme DROP DEFAULT")
                .await?;
        }
        for table in [hand_over(), projection(), application_count(), application_counted()] {
            manager.create_table(table).await?;
        }
        Ok(())
    }
}

const PLACE: &str = "UPDATE fact SET position = placed.place FROM (SELECT citizen_id, sequence, \
    row_number() OVER (ORDER BY reached, citizen_id, sequence) AS place FROM (SELECT citizen_id, sequence, \
    max(at) OVER (PARTITION BY citizen_id ORDER BY sequence) AS reached FROM fact) AS ordered) AS placed \
    WHERE fact.citizen_id = placed.citizen_id AND fact.sequence = placed.sequence";
const LAST_AT: &str = "UPDATE citizen SET journal_at = \
    COALESCE((SELECT max(at) FROM fact WHERE fact.citizen_id = citizen.id), 0)";
/// Built after the facts were placed, and what makes a position given twice an error.
const BY_POSITION: &str = "CREATE UNIQUE INDEX fact_position ON fact (position)";
const WITHOUT_POSITION: &str =
    "CREATE INDEX fact_without_position ON fact (at, citizen_id, sequence) WHERE position IS NULL";

fn hand_over() -> TableCreateStatement {
    Table::create()
        .table("journal_hand_over")
        .col(integer("id").primary_key())
        .col(big_integer("position"))
        .col(string("root"))
        .col(integer("hash_key"))
        .col(string("seal"))
        .take()
}

fn projection() -> TableCreateStatement {
    Table::create()
        .table("projection")
        .col(string("name"))
        .col(integer("version"))
        .col(big_integer("position"))
        .col(string("state"))
        .primary_key(Index::create().col("name").col("version"))
        .take()
}

/// How many applications there are of a day and a service in a stage, by a version of the projection.
fn application_count() -> TableCreateStatement {
    Table::create()
        .table("application_count")
        .col(integer("version"))
        .col(string("day"))
        .col(string("service"))
        .col(integer("service_version"))
        .col(string("stage"))
        .col(big_integer("applications"))
        .primary_key(
            Index::create()
                .col("version")
                .col("day")
                .col("service")
                .col("service_version")
                .col("stage"),
        )
        .take()
}

/// Where an application is counted, so that it can be counted elsewhere once it moves.
fn application_counted() -> TableCreateStatement {
    Table::create()
        .table("application_counted")
        .col(integer("version"))
        .col(uuid("application_id"))
        .col(string("day"))
        .col(string("service"))
        .col(integer("service_version"))
        .col(string("stage"))
        .primary_key(Index::create().col("version").col("application_id"))
        .take()
}
