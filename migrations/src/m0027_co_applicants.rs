//! Who applies together with an applicant, and notices to both.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, binary_null, string, uuid, uuid_null};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(co_applicant()).await?;
        manager.get_connection().execute_unprepared(ASKED).await?;
        // A notice may be to either of two: planning it twice still makes one for each.
        let once = Index::create()
            .name("notice_once_for_each")
            .table("notice")
            .col("application_id")
            .col("code")
            .col("version")
            .col("citizen_id")
            .unique()
            .take();
        manager.create_index(once).await?;
        manager.drop_index(Index::drop().name("notice_once").table("notice").to_owned()).await?;
        // Last: from here on nobody else reads the table until it is done.
        let joined =
            Table::alter().table("application").add_column(uuid_null("co_applicant")).take();
        manager.alter_table(joined).await?;
        manager.get_connection().execute_unprepared(CONFIRMED).await?;
        Ok(())
    }
}

/// Who a form names as its co-applicant, by a key that tells nothing; and once they have confirmed, who they were then.
fn co_applicant() -> TableCreateStatement {
    Table::create()
        .table("co_applicant")
        .col(uuid("application_id").primary_key())
        .col(string("person"))
        .col(binary_null("profile"))
        .col(big_integer_null("confirmed_at"))
        .foreign_key(
            ForeignKey::create().from("co_applicant", "application_id").to("application", "id"),
        )
        .take()
}

/// What somebody is asked to confirm.
const ASKED: &str =
    "CREATE INDEX co_applicant_asked ON co_applicant (person) WHERE confirmed_at IS NULL";

/// What somebody has confirmed, newest first: few rows of many.
const CONFIRMED: &str = "CREATE INDEX application_joined ON application \
    (co_applicant, filed_at, id) WHERE co_applicant IS NOT NULL";
