//! Deliveries wait in the queue like all other work; suspects get an index; an application says since when it
//! is delayed.
//!
//! What waits in `delivery` gets a row of `queue` under the same identifier. A delivery in hand is due when its
//! lease ends, as before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let (delivery, application) = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => ("lower(hex(d.id))", "lower(hex(n.application_id))"),
            _ => ("replace(d.id::text, '-', '')", "replace(n.application_id::text, '-', '')"),
        };
        for statement in [&moved(delivery, application), RELEASE, "DROP INDEX delivery_ready"] {
            connection.execute_unprepared(statement).await?;
        }
        for column in ["due_at", "lease_owner", "lease_until", "fence"] {
            let table = Table::alter().table("delivery").drop_column(column).take();
            manager.alter_table(table).await?;
        }
        let delayed = big_integer_null("delayed_since");
        let table = Table::alter().table("application").add_column(delayed).take();
        manager.alter_table(table).await?;
        for statement in [INDEX_EXPIRY, INDEX_SUSPECTS] {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// The jobs of what waits, as `domain::job::Job::SendNotice` is stored.
fn moved(delivery: &str, application: &str) -> String {
    format!(
        "INSERT INTO queue (id, lane, kind, payload, dedupe_key, application_id, due_at, attempts, unended, \
         state, claimed_by, fence, reason, created_at) \
         SELECT d.id, d.channel, 'notice.send', '{{\"kind\":\"notice.send\",\"delivery\":\"dlv_' || {delivery} || \
         '\",\"channel\":\"' || d.channel || '\",\"application\":\"app_' || {application} || '\"}}', NULL, \
         n.application_id, CASE WHEN d.state = 'leased' THEN COALESCE(d.lease_until, d.due_at) ELSE d.due_at \
         END, d.attempts, 0, 'waiting', CASE WHEN d.state = 'leased' THEN d.lease_owner ELSE NULL END, d.fence, d.last_error, n.created_at \
         FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE d.state IN ('ready', 'leased')"
    )
}

const RELEASE: &str = "UPDATE delivery SET state = 'ready' WHERE state = 'leased'";
const INDEX_EXPIRY: &str =
    "CREATE INDEX delivery_expiry ON delivery (expires_at) WHERE state = 'ready'";
/// Jobs whose last claims were left unended: few, and found without passing over what waits.
const INDEX_SUSPECTS: &str =
    "CREATE INDEX queue_suspects ON queue (lane, due_at) WHERE state = 'waiting' AND unended >= 2";
