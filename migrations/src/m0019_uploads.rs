//! Files that applicants give: received in parts, looked at, and filed with an application or forgotten.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, blob, string, string_null, text, text_null, uuid,
};

/// How many files of a person wait to be filed.
const WAITING: &str = "CREATE INDEX upload_waiting ON upload (citizen_id) WHERE filed_at IS NULL";
/// Those that were filed with nothing, oldest first.
const UNFILED: &str = "CREATE INDEX upload_unfiled ON upload (created_at) WHERE filed_at IS NULL";

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let upload = Table::create()
            .table("upload")
            .col(uuid("id").primary_key())
            .col(uuid("citizen_id"))
            .col(string("state"))
            .col(blob("name"))
            .col(big_integer_null("size"))
            .col(big_integer("received_bytes"))
            .col(text("parts"))
            .col(string_null("kind"))
            .col(big_integer_null("pages"))
            .col(string_null("sha256"))
            .col(string_null("defect"))
            .col(big_integer_null("scanned_at"))
            .col(big_integer("created_at"))
            .col(big_integer_null("filed_at"))
            .foreign_key(ForeignKey::create().from("upload", "citizen_id").to("citizen", "id"))
            .take();
        manager.create_table(upload).await?;
        let filed = Table::alter().table("application").add_column(text_null("documents")).take();
        manager.alter_table(filed).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared(WAITING).await?;
        connection.execute_unprepared(UNFILED).await?;
        Ok(())
    }
}
