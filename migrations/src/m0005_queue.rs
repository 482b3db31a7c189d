//! One queue for work: lanes, one index to claim by, and what is known of each lane's receiver. Moves what
//! waits in `outbox` into it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, integer, string, string_null, text, text_null, uuid, uuid_null,
};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(queue()).await?;
        manager.create_table(lane()).await?;
        let connection = manager.get_connection();
        for statement in [INDEX_DUE, INDEX_ONCE, INDEX_SET_ASIDE, INDEX_APPLICATION, MOVE] {
            connection.execute_unprepared(statement).await?;
        }
        manager.drop_table(Table::drop().table("outbox").take()).await
    }
}

/// What is claimed: waiting work and claims that lapsed alike.
const INDEX_DUE: &str = "CREATE INDEX queue_due ON queue (lane, due_at) WHERE state = 'waiting'";
const INDEX_ONCE: &str =
    "CREATE UNIQUE INDEX queue_once ON queue (dedupe_key) WHERE state = 'waiting'";
const INDEX_SET_ASIDE: &str =
    "CREATE INDEX queue_set_aside ON queue (lane, kind, id) WHERE state = 'set_aside'";
const INDEX_APPLICATION: &str = "CREATE INDEX queue_of_application ON queue (application_id)";

/// A claim that was not ended is due when its lease ends, as before.
const MOVE: &str = "INSERT INTO queue (id, lane, kind, payload, dedupe_key, application_id, due_at, \
    attempts, unended, state, claimed_by, fence, reason, created_at) \
    SELECT id, CASE WHEN kind LIKE 'exchange.%' THEN 'exchange' WHEN kind = 'register.fetch' THEN 'register' \
    WHEN kind = 'result.generate' THEN 'result' WHEN kind = 'notice.plan' THEN 'notice' ELSE kind END, \
    kind, payload, NULL, NULL, CASE WHEN state = 'leased' THEN COALESCE(lease_until, due_at) ELSE due_at END, \
    attempts, 0, CASE WHEN state = 'dead' THEN 'set_aside' ELSE 'waiting' END, \
    CASE WHEN state = 'leased' THEN lease_owner ELSE NULL END, fence, last_error, created_at FROM outbox";

fn queue() -> TableCreateStatement {
    Table::create()
        .table("queue")
        .col(uuid("id").primary_key())
        .col(string("lane"))
        .col(string("kind"))
        .col(text("payload"))
        .col(text_null("dedupe_key"))
        .col(uuid_null("application_id"))
        .col(big_integer("due_at"))
        .col(integer("attempts"))
        .col(integer("unended"))
        .col(string("state"))
        .col(string_null("claimed_by"))
        .col(big_integer("fence"))
        .col(text_null("reason"))
        .col(big_integer("created_at"))
        .take()
}

fn lane() -> TableCreateStatement {
    Table::create()
        .table("lane")
        .col(string("name").primary_key())
        .col(integer("failures"))
        .col(big_integer("paused_until"))
        .col(big_integer("probe_until"))
        .col(text_null("reason"))
        .take()
}
