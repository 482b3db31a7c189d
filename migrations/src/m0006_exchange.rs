//! Exchange with several departments: messages with an identity of their own, forms by revision, and the
//! stage entry that tells one visit to a stage from the next.
//!
//! What departments answered so far moves from `decision` into `message`; its identity is the application's,
//! as it was on the wire. A form as filed becomes revision 1.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, binary_null, string, string_null, uuid,
};
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `message` and `application_form`, drops `decision` and `application.form`.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(message()).await?;
        manager.create_index(by_application()).await?;
        manager.create_table(application_form()).await?;
        for column in ["stage_entry", "revision"] {
            let mut column = big_integer(column);
            let table = Table::alter().table("application").add_column(column.default(1)).take();
            manager.alter_table(table).await?;
        }
        let connection = manager.get_connection();
        for statement in moves(manager.get_database_backend()) {
            connection.execute_unprepared(&statement).await?;
        }
        manager.drop_table(Table::drop().table("decision").take()).await?;
        manager.alter_table(Table::alter().table("application").drop_column("form").take()).await
    }
}

fn message() -> TableCreateStatement {
    Table::create()
        .table("message")
        .col(string("id").primary_key())
        .col(uuid("application_id"))
        .col(string_null("receiver"))
        .col(big_integer("entry"))
        .col(big_integer("revision"))
        .col(string("department_number"))
        .col(big_integer("received_at"))
        .col(binary_null("data"))
        .col(big_integer_null("decided_at"))
        .foreign_key(ForeignKey::create().from("message", "application_id").to("application", "id"))
        .take()
}

fn by_application() -> IndexCreateStatement {
    Index::create()
        .name("message_of_application")
        .table("message")
        .col("application_id")
        .col("entry")
        .take()
}

fn application_form() -> TableCreateStatement {
    Table::create()
        .table("application_form")
        .col(uuid("application_id"))
        .col(big_integer("revision"))
        .col(binary("form"))
        .primary_key(Index::create().col("application_id").col("revision"))
        .foreign_key(
            ForeignKey::create().from("application_form", "application_id").to("application", "id"),
        )
        .take()
}

/// What moves rows of before to where they are now.
fn moves(backend: DatabaseBackend) -> Vec<String> {
    // The identity on the wire was the application's: `app_` and 32 hex digits.
    let identity = match backend {
        DatabaseBackend::Postgres => "'app_' || replace(CAST(application_id AS text), '-', '')",
        _ => "'app_' || lower(hex(application_id))",
    };
    // The version of an application is how many facts it has: at entering its stage, those up to the fact
    // that brought it there.
    let entered = "SELECT max(moved.sequence) FROM fact moved WHERE moved.application_id = \
                   application.id AND (moved.body LIKE '{\"kind\":\"application.moved\"%' OR \
                   moved.body LIKE '{\"kind\":\"application.submitted\"%')";
    vec![
        format!(
            "INSERT INTO message (id, application_id, receiver, entry, revision, \
             department_number, received_at, data, decided_at) SELECT {identity}, application_id, \
             NULL, 0, 1, department_number, received_at, data, decided_at FROM decision"
        ),
        "INSERT INTO application_form (application_id, revision, form) \
         SELECT id, 1, form FROM application"
            .to_owned(),
        format!(
            "UPDATE application SET stage_entry = (SELECT count(*) FROM fact WHERE \
             fact.application_id = application.id AND fact.sequence <= ({entered})) \
             WHERE EXISTS (SELECT 1 FROM fact WHERE fact.application_id = application.id)"
        ),
    ]
}
