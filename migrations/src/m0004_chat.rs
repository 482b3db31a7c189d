//! Links of chats to citizens.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary_null, integer, string, string_null, uuid,
};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(chat_link()).await?;
        let index = Index::create()
            .name("chat_link_of_citizen")
            .table("chat_link")
            .col("citizen_id")
            .col("created_at")
            .take();
        manager.create_index(index).await
    }
}

// `active_citizen` and `active_chat` hold the citizen and the chat's blind index while the link is
// active and nothing else: being unique, they let a citizen have one chat and a chat one citizen.
fn chat_link() -> TableCreateStatement {
    Table::create()
        .table("chat_link")
        .col(uuid("id").primary_key())
        .col(uuid("citizen_id"))
        .col(string("assurance"))
        .col(string("code").unique_key())
        .col(integer("number"))
        .col(string("state"))
        .col(string_null("channel"))
        .col(binary_null("chat"))
        .col(string_null("confirmed"))
        .col(string_null("cause"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("active_at"))
        .col(big_integer_null("ended_at"))
        .col(ColumnDef::new("active_citizen").uuid().unique_key().take())
        .col(ColumnDef::new("active_chat").binary().unique_key().take())
        .foreign_key(ForeignKey::create().from("chat_link", "citizen_id").to("citizen", "id"))
        .take()
}
