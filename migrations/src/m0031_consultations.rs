//! Consultations by telephone, codes that tell who calls, and inquiries that were passed on.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, binary_null, integer, string, string_null, uuid,
    uuid_null,
};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [codes(), misses(), consultations(), inquiries()] {
            manager.create_table(table).await?;
        }
        for index in INDEXES {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }
}

const INDEXES: [&str; 7] = [
    "CREATE UNIQUE INDEX call_code_told ON call_code (code)",
    "CREATE INDEX call_code_until ON call_code (expires_at)",
    // A consultant answers one call at a time.
    "CREATE UNIQUE INDEX consultation_open ON consultation (consultant_id) WHERE ended_at IS NULL",
    // The log of an organisation.
    "CREATE INDEX consultation_log ON consultation (organisation, begun_at, id)",
    // One question about an application waits at a time; and the last that was asked.
    "CREATE UNIQUE INDEX inquiry_open ON inquiry (application_id) WHERE answered_at IS NULL",
    "CREATE INDEX inquiry_of_application ON inquiry (application_id, asked_at)",
    // What an organisation has to answer, due first first.
    "CREATE INDEX inquiry_waits ON inquiry (addressee, answer_by, id) WHERE answered_at IS NULL",
];

/// A code of a citizen, as a blind index. A new one takes the place of the one before.
fn codes() -> TableCreateStatement {
    Table::create()
        .table("call_code")
        .col(uuid("citizen_id").primary_key())
        .col(binary("code"))
        .col(big_integer("expires_at"))
        .foreign_key(ForeignKey::create().from("call_code", "citizen_id").to("citizen", "id"))
        .take()
}

/// How many codes of nobody's a consultant has tried since a moment.
fn misses() -> TableCreateStatement {
    Table::create()
        .table("call_code_miss")
        .col(uuid("consultant_id").primary_key())
        .col(big_integer("since"))
        .col(integer("missed"))
        .foreign_key(
            ForeignKey::create().from("call_code_miss", "consultant_id").to("citizen", "id"),
        )
        .take()
}

fn consultations() -> TableCreateStatement {
    Table::create()
        .table("consultation")
        .col(uuid("id").primary_key())
        .col(string("organisation"))
        .col(uuid("consultant_id"))
        .col(uuid_null("application_id"))
        .col(uuid_null("caller_id"))
        .col(big_integer("begun_at"))
        .col(big_integer_null("ended_at"))
        .col(string_null("topic"))
        .foreign_key(ForeignKey::create().from("consultation", "consultant_id").to("citizen", "id"))
        .foreign_key(ForeignKey::create().from("consultation", "caller_id").to("citizen", "id"))
        .foreign_key(
            ForeignKey::create().from("consultation", "application_id").to("application", "id"),
        )
        .take()
}

/// `answer` is sealed: an official may name somebody in it.
fn inquiries() -> TableCreateStatement {
    Table::create()
        .table("inquiry")
        .col(uuid("id").primary_key())
        .col(uuid("application_id"))
        .col(string("number"))
        .col(uuid("citizen_id"))
        .col(string("topic"))
        .col(string("addressee"))
        .col(big_integer("asked_at"))
        .col(big_integer("answer_by"))
        .col(big_integer_null("answered_at"))
        .col(binary_null("answer"))
        .foreign_key(ForeignKey::create().from("inquiry", "application_id").to("application", "id"))
        .foreign_key(ForeignKey::create().from("inquiry", "citizen_id").to("citizen", "id"))
        .take()
}
