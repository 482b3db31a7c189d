//! Manifests: papers that are handed over between places, and who has signed for them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, string, string_null, text, uuid,
};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [serials(), manifests(), items(), signatures()] {
            manager.create_table(table).await?;
        }
        for index in INDEXES {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }
}

const INDEXES: [&str; 8] = [
    // Papers between two places are gathered in one manifest at a time.
    "CREATE UNIQUE INDEX manifest_open ON manifest (from_place, to_place, couriers) WHERE state = 'open'",
    "CREATE UNIQUE INDEX manifest_number ON manifest (number)",
    // The lists of those who give, carry and receive.
    "CREATE INDEX manifest_from ON manifest (from_place, id) WHERE state <> 'closed'",
    "CREATE INDEX manifest_to ON manifest (to_place, id) WHERE state <> 'closed'",
    "CREATE INDEX manifest_carried ON manifest (couriers, id) WHERE state <> 'closed'",
    "CREATE INDEX manifest_item_of_manifest ON manifest_item (manifest_id, id)",
    "CREATE INDEX manifest_item_of_application ON manifest_item (application_id)",
    // A set of papers is in one place.
    "CREATE UNIQUE INDEX manifest_item_once ON manifest_item (application_id, papers) \
     WHERE state IN ('waiting', 'given', 'carried')",
];

/// How many numbers of a year were given: who takes the next holds the row until it is done.
fn serials() -> TableCreateStatement {
    Table::create()
        .table("manifest_serial")
        .col(integer("year").primary_key())
        .col(big_integer("given"))
        .take()
}

fn manifests() -> TableCreateStatement {
    Table::create()
        .table("manifest")
        .col(uuid("id").primary_key())
        .col(string_null("number"))
        .col(string("direction"))
        .col(string("from_place"))
        .col(string("to_place"))
        .col(string("couriers"))
        .col(string("state"))
        .col(big_integer("made_at"))
        .take()
}

/// A set of papers. `entry` is the stage entry of its application in which the next signature for it is awaited.
fn items() -> TableCreateStatement {
    Table::create()
        .table("manifest_item")
        .col(uuid("id").primary_key())
        .col(uuid("manifest_id"))
        .col(uuid("application_id"))
        .col(string("number"))
        .col(string("papers"))
        .col(boolean("urgent"))
        .col(string("state"))
        .col(big_integer("entry"))
        .foreign_key(ForeignKey::create().from("manifest_item", "manifest_id").to("manifest", "id"))
        .foreign_key(
            ForeignKey::create().from("manifest_item", "application_id").to("application", "id"),
        )
        .take()
}

/// A signature. `items` are the sets of papers it is for, as JSON.
fn signatures() -> TableCreateStatement {
    Table::create()
        .table("manifest_signature")
        .col(uuid("manifest_id"))
        .col(integer("sequence"))
        .col(string("act"))
        .col(uuid("citizen_id"))
        .col(text("items"))
        .col(big_integer_null("signed_at"))
        .col(big_integer("recorded_at"))
        .primary_key(Index::create().col("manifest_id").col("sequence"))
        .foreign_key(
            ForeignKey::create().from("manifest_signature", "manifest_id").to("manifest", "id"),
        )
        .take()
}
