//! Whether the terms of applications are kept: how late one is, and when that is looked at next; and whether a co-applicant has yet to
//! confirm one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, boolean_null, string_null};

/// The step.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let unconfirmed = boolean_null("unconfirmed");
        for column in [string_null("lateness"), big_integer_null("watch_at"), unconfirmed] {
            let added = Table::alter().table("application").add_column(column).take();
            manager.alter_table(added).await?;
        }
        for index in [WATCHED, LATE] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }
}

/// What is looked at next.
const WATCHED: &str = "CREATE INDEX application_watched ON application (watch_at, id) WHERE watch_at IS NOT NULL AND outcome IS NULL";

/// What is late and goes on, by service, the one due first first: few rows of many.
const LATE: &str = "CREATE INDEX application_late ON application (service, due_at, id) \
    WHERE lateness IS NOT NULL AND outcome IS NULL";
