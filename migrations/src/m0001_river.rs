//! The river: citizens, applications, drafts, the journal of facts, the outbox, and what they need.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, binary_null, integer, string, string_null, text, uuid,
    uuid_null,
};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            citizen(),
            application(),
            serial(),
            draft(),
            fact(),
            outbox(),
            idempotency(),
            register_fact(),
            applicant(),
            decision(),
            result(),
            lease(),
        ] {
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

fn citizen() -> TableCreateStatement {
    table("citizen")
        .col(uuid("id").primary_key())
        .col(big_integer("esia_oid").unique_key())
        .col(string("assurance"))
        .col(binary("profile"))
        .col(binary_null("snils_index"))
        .col(big_integer("journal_sequence"))
        .col(string("journal_head"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .take()
}

fn application() -> TableCreateStatement {
    table("application")
        .col(uuid("id").primary_key())
        .col(string("number").unique_key())
        .col(uuid("citizen_id"))
        .col(string("service"))
        .col(integer("service_version"))
        .col(string("process"))
        .col(integer("process_version"))
        .col(string("channel"))
        .col(string("stage"))
        .col(big_integer("stage_since"))
        .col(big_integer_null("stage_due_at"))
        .col(big_integer("filed_at"))
        .col(string("registered_on"))
        .col(big_integer("due_at"))
        .col(text("cleared"))
        .col(string_null("outcome"))
        .col(string_null("refusal"))
        .col(uuid_null("result_id"))
        .col(big_integer("version"))
        .col(binary("form"))
        .foreign_key(&mut to_citizen("application"))
        .take()
}

fn serial() -> TableCreateStatement {
    table("application_serial")
        .col(integer("year").primary_key())
        .col(big_integer("reserved"))
        .take()
}

fn draft() -> TableCreateStatement {
    table("draft")
        .col(uuid("id").primary_key())
        .col(uuid("citizen_id"))
        .col(string("service"))
        .col(binary("form"))
        .col(big_integer("version"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .foreign_key(&mut to_citizen("draft"))
        .take()
}

fn fact() -> TableCreateStatement {
    table("fact")
        .col(uuid("citizen_id"))
        .col(big_integer("sequence"))
        .col(uuid("id").unique_key())
        .col(uuid_null("application_id"))
        .col(big_integer("at"))
        .col(text("actor"))
        .col(text("body"))
        .col(string("previous"))
        .col(string("hash"))
        .primary_key(Index::create().col("citizen_id").col("sequence"))
        .foreign_key(&mut to_citizen("fact"))
        .take()
}

fn outbox() -> TableCreateStatement {
    table("outbox")
        .col(uuid("id").primary_key())
        .col(string("kind"))
        .col(text("payload"))
        .col(string("state"))
        .col(big_integer("due_at"))
        .col(integer("attempts"))
        .col(string_null("lease_owner"))
        .col(big_integer_null("lease_until"))
        .col(big_integer("fence"))
        .col(string_null("last_error"))
        .col(big_integer("created_at"))
        .take()
}

fn idempotency() -> TableCreateStatement {
    table("idempotency")
        .col(string("actor"))
        .col(string("key"))
        .col(string("body_sha256"))
        .col(text("answer"))
        .col(big_integer("created_at"))
        .primary_key(Index::create().col("actor").col("key"))
        .take()
}

fn register_fact() -> TableCreateStatement {
    table("register_fact")
        .col(uuid("citizen_id"))
        .col(string("register"))
        .col(binary("data"))
        .col(big_integer("fetched_at"))
        .primary_key(Index::create().col("citizen_id").col("register"))
        .foreign_key(&mut to_citizen("register_fact"))
        .take()
}

fn applicant() -> TableCreateStatement {
    table("applicant")
        .col(uuid("application_id").primary_key())
        .col(binary("profile"))
        .foreign_key(
            ForeignKey::create().from("applicant", "application_id").to("application", "id"),
        )
        .take()
}

fn decision() -> TableCreateStatement {
    table("decision")
        .col(uuid("application_id").primary_key())
        .col(string("department_number"))
        .col(big_integer("received_at"))
        .col(binary_null("data"))
        .col(big_integer_null("decided_at"))
        .foreign_key(
            ForeignKey::create().from("decision", "application_id").to("application", "id"),
        )
        .take()
}

fn result() -> TableCreateStatement {
    table("result")
        .col(uuid("id").primary_key())
        .col(uuid("application_id").unique_key())
        .col(uuid("citizen_id"))
        .col(string("number").unique_key())
        .col(string("verify_code").unique_key())
        .col(string("sha256"))
        .col(big_integer("size"))
        .col(big_integer("issued_at"))
        .foreign_key(&mut to_citizen("result"))
        .take()
}

fn lease() -> TableCreateStatement {
    table("lease")
        .col(string("name").primary_key())
        .col(string("owner"))
        .col(big_integer("until"))
        .take()
}

fn to_citizen(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, "citizen_id").to("citizen", "id").take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let index = |name: &'static str, table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create().name(name).table(table).take();
        for column in columns {
            index.col(*column);
        }
        index
    };
    vec![
        index("citizen_snils", "citizen", &["snils_index"]),
        index("application_of_citizen", "application", &["citizen_id", "filed_at", "id"]),
        index("application_stage_due", "application", &["stage_due_at"]),
        index("draft_of_citizen", "draft", &["citizen_id", "updated_at"]),
        index("fact_of_application", "fact", &["application_id", "sequence"]),
        index("outbox_ready", "outbox", &["state", "due_at"]),
    ]
}
