//! Waiting lists: who is on which, and in what order.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, integer_null, string, uuid};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(lists()).await?;
        manager.create_table(entries()).await?;
        manager.get_connection().execute_unprepared(ORDER).await?;
        // Last: from here on nobody else reads the table until it is done.
        let place = Table::alter().table("application").add_column(integer_null("place")).take();
        manager.alter_table(place).await
    }
}

/// How often a list was joined: who joins takes the next number, and holds the row until it is done.
fn lists() -> TableCreateStatement {
    Table::create()
        .table("waiting_list")
        .col(string("list").primary_key())
        .col(big_integer("joined"))
        .take()
}

/// An application on a list, until it leaves it.
fn entries() -> TableCreateStatement {
    Table::create()
        .table("waiting_entry")
        .col(uuid("application_id").primary_key())
        .col(string("list"))
        .col(integer("precedence"))
        .col(big_integer("turn"))
        .col(big_integer("joined_at"))
        .foreign_key(
            ForeignKey::create().from("waiting_entry", "application_id").to("application", "id"),
        )
        .take()
}

/// Who is before whom.
const ORDER: &str = "CREATE UNIQUE INDEX waiting_order ON waiting_entry (list, precedence, turn)";
