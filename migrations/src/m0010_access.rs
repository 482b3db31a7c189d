//! Who holds an application, and who has which duty.
//!
//! Applications that go on are given a holder by the platform itself, a batch at a time: it takes the catalog.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, string, string_null, uuid};

/// Adds the holder's columns and table `duty`.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["holder_role", "holder_organisation", "queue"] {
            let table = Table::alter().table("application").add_column(string_null(column)).take();
            manager.alter_table(table).await?;
        }
        manager.create_table(duty()).await?;
        let connection = manager.get_connection();
        for statement in [INDEX_HELD, INDEX_UNHELD, INDEX_DUTY] {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// A workplace's page: what is due first, of one role of one organisation.
const INDEX_HELD: &str = "CREATE INDEX application_held ON application \
    (holder_role, holder_organisation, stage_due_at, id) WHERE holder_role IS NOT NULL";
const INDEX_UNHELD: &str = "CREATE INDEX application_unheld ON application (id) \
    WHERE holder_role IS NULL AND outcome IS NULL";
const INDEX_DUTY: &str = "CREATE INDEX duty_of_person ON duty (person)";

/// `person` is a blind index of the СНИЛС, because a duty may be granted before its person ever signs in.
fn duty() -> TableCreateStatement {
    Table::create()
        .table("duty")
        .col(uuid("id").primary_key())
        .col(binary("person"))
        .col(string("role"))
        .col(string_null("organisation"))
        .col(big_integer("valid_from"))
        .col(big_integer_null("valid_to"))
        .col(string("granted_by"))
        .col(big_integer("created_at"))
        .col(big_integer_null("ended_at"))
        .col(string_null("ended_by"))
        .take()
}
