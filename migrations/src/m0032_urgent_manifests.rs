//! Manifests: what goes before other papers is listed first.

use sea_orm_migration::prelude::*;

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for step in STEPS {
            manager.get_connection().execute_unprepared(step).await?;
        }
        Ok(())
    }
}

/// Nothing was urgent before. Nodes of the version before this one write rows without the column.
const STEPS: [&str; 7] = [
    "ALTER TABLE manifest ADD COLUMN urgent boolean NOT NULL DEFAULT FALSE",
    "DROP INDEX manifest_from",
    "DROP INDEX manifest_to",
    "DROP INDEX manifest_carried",
    "CREATE INDEX manifest_from ON manifest (from_place, urgent DESC, id) WHERE state <> 'closed'",
    "CREATE INDEX manifest_to ON manifest (to_place, urgent DESC, id) WHERE state <> 'closed'",
    "CREATE INDEX manifest_carried ON manifest (couriers, urgent DESC, id) WHERE state <> 'closed'",
];
