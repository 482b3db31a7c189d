//! Indexes of what is swept out, and of what was ended lately: a sweep reads what it deletes and nothing else, and open
//! feeds ask for what was taken back, not for each of their rights.

use sea_orm_migration::prelude::*;

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in [REVOKED, ANSWERS, REFRESH_TOKENS, GRANTS, ENDED] {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// A revoked grant says until when it could be used; those revoked before said nothing.
const REVOKED: &str =
    "UPDATE access_grant SET until = created_at WHERE state = 'revoked' AND until IS NULL";

const ANSWERS: &str = "CREATE INDEX idempotency_created ON idempotency (created_at)";
const REFRESH_TOKENS: &str = "CREATE INDEX refresh_until ON refresh_token (until)";
/// Active grants end with their last refresh token.
const GRANTS: &str = "CREATE INDEX grant_until ON access_grant (until) WHERE until IS NOT NULL";
const ENDED: &str = "CREATE INDEX session_ended ON session (ended_at) WHERE ended_at IS NOT NULL";
