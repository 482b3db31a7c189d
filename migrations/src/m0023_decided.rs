//! Cases of a service that have ended, by when: how long they usually take is told by the last of them.

use sea_orm_migration::prelude::*;

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(ENDED).await.map(drop)
    }
}

const ENDED: &str = "CREATE INDEX application_ended ON application (service, stage_since) WHERE outcome IS NOT NULL";
