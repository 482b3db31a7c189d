//! Notices: what a person is told, its deliveries by channel, and every try to send them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, boolean, integer, string, string_null, uuid,
};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [notice(), delivery(), attempt()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).take()
}

fn reference(
    table: &'static str,
    column: &'static str,
    to: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(to, "id").take()
}

fn notice() -> TableCreateStatement {
    table("notice")
        .col(uuid("id").primary_key())
        .col(uuid("citizen_id"))
        .col(uuid("application_id"))
        .col(string("code"))
        .col(big_integer("version"))
        .col(binary("words"))
        .col(big_integer("created_at"))
        .foreign_key(&mut reference("notice", "citizen_id", "citizen"))
        .foreign_key(&mut reference("notice", "application_id", "application"))
        .take()
}

fn delivery() -> TableCreateStatement {
    table("delivery")
        .col(uuid("id").primary_key())
        .col(uuid("notice_id"))
        .col(string("channel"))
        .col(binary("address"))
        .col(string("state"))
        .col(big_integer("due_at"))
        .col(big_integer("expires_at"))
        .col(integer("attempts"))
        .col(string_null("lease_owner"))
        .col(big_integer_null("lease_until"))
        .col(big_integer("fence"))
        .col(boolean("possible_duplicate"))
        .col(string_null("provider_ref"))
        .col(string_null("last_error"))
        .col(big_integer_null("final_at"))
        .foreign_key(&mut reference("delivery", "notice_id", "notice"))
        .take()
}

fn attempt() -> TableCreateStatement {
    table("attempt")
        .col(uuid("delivery_id"))
        .col(integer("n"))
        .col(big_integer("fence"))
        .col(big_integer("started_at"))
        .col(big_integer_null("ended_at"))
        .col(string_null("outcome"))
        .col(string_null("detail"))
        .primary_key(Index::create().col("delivery_id").col("n"))
        .foreign_key(&mut reference("attempt", "delivery_id", "delivery"))
        .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let index = |name: &'static str, table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create().name(name).table(table).take();
        for column in columns {
            index.col(*column);
        }
        index
    };
    // Planning twice makes one notice, and one delivery a channel.
    let mut once = index("notice_once", "notice", &["application_id", "code", "version"]);
    let mut one_a_channel = index("delivery_once", "delivery", &["notice_id", "channel"]);
    vec![
        once.unique().take(),
        one_a_channel.unique().take(),
        index("notice_of_citizen", "notice", &["citizen_id", "created_at", "id"]),
        index("delivery_ready", "delivery", &["state", "channel", "due_at"]),
    ]
}
