//! Receptions of visitors at offices, where an application was filed, and people of whom ESIA has told nothing yet.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, string, string_null, uuid,
};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(reception()).await?;
        for index in [OPEN, VISITORS, ENDED_BEFORE, ENDED] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        // Last: from here on nobody else reads the table until it is done.
        let place =
            Table::alter().table("application").add_column(string_null("filing_place")).take();
        manager.alter_table(place).await
    }
}

fn reception() -> TableCreateStatement {
    Table::create()
        .table("reception")
        .col(uuid("id").primary_key())
        .col(string("office"))
        .col(uuid("operator_id"))
        .col(uuid("visitor_id"))
        .col(big_integer("begun_at"))
        .col(big_integer("first_at"))
        .col(big_integer_null("ended_at"))
        .col(boolean("has_left"))
        .foreign_key(ForeignKey::create().from("reception", "operator_id").to("citizen", "id"))
        .foreign_key(ForeignKey::create().from("reception", "visitor_id").to("citizen", "id"))
        .take()
}

/// An operator receives one visitor at a time.
const OPEN: &str =
    "CREATE UNIQUE INDEX reception_open ON reception (operator_id) WHERE ended_at IS NULL";

/// A person whom ESIA has not told of yet is one record, at however many windows they ask at once. Such a record has a negative number
/// where the others have ESIA's: the column cannot be empty.
const VISITORS: &str =
    "CREATE UNIQUE INDEX citizen_visitor ON citizen (snils_index) WHERE esia_oid < 0";

/// How long cases usually take is told by those that went by one process of a service.
const ENDED_BEFORE: &str = "DROP INDEX application_ended";
const ENDED: &str = "CREATE INDEX application_ended ON application (service, process, stage_since) WHERE outcome IS NOT NULL";
