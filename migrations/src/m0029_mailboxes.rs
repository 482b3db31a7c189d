//! Messages that departments' systems collect by themselves.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, string_uniq, uuid};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(mailboxes()).await?;
        manager.create_table(messages()).await?;
        manager.get_connection().execute_unprepared(OF_APPLICATION).await.map(drop)
    }
}

/// What was placed of an application, the last first.
const OF_APPLICATION: &str = "CREATE INDEX placed_message_of_application ON placed_message (application_id, receiver, position)";

/// How many messages were placed for a department: who places one takes the next number, and holds the row until it is done.
fn mailboxes() -> TableCreateStatement {
    Table::create()
        .table("mailbox")
        .col(string("receiver").primary_key())
        .col(big_integer("placed"))
        .take()
}

/// A message, in the order of its mailbox. What it carries is read from the application's form of that revision.
fn messages() -> TableCreateStatement {
    Table::create()
        .table("placed_message")
        .col(string("receiver"))
        .col(big_integer("position"))
        .col(string_uniq("id"))
        .col(string("kind"))
        .col(uuid("application_id"))
        .col(big_integer("entry"))
        .col(big_integer("revision"))
        .col(big_integer("awaited"))
        .col(big_integer("placed_at"))
        .primary_key(Index::create().col("receiver").col("position"))
        .foreign_key(
            ForeignKey::create().from("placed_message", "application_id").to("application", "id"),
        )
        .take()
}
