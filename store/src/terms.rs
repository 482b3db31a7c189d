//! Applications by their terms: what is to be looked at now, and what is late.

use crate::applications::{ApplicationPage, parse};
use crate::error::StoreError;
use crate::page::{Page, later};
use crate::rows::{Cell, application, micros, moment};
use crate::tx::Store;
use domain::codes::ServiceCode;
use domain::id::ApplicationId;
use domain::process::Role;
use domain::time::Moment;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

/// What is to be looked at, by the moment since which it is.
#[derive(FromQueryResult)]
struct Watched {
    id: uuid::Uuid,
    watch_at: i64,
}

/// A comparison of rows, which both engines answer from the index.
const WATCHED: &str = "SELECT id, watch_at FROM application WHERE watch_at IS NOT NULL AND outcome IS NULL AND watch_at <= $1 \
    AND (watch_at, id) > ($2, $3) ORDER BY watch_at, id LIMIT $4";

impl Store {
    /// The applications whose terms are to be looked at by a moment, the one that waits longest first, after a place in the list.
    pub async fn watched(
        &self,
        now: Moment,
        after: Option<(Moment, ApplicationId)>,
        limit: u64,
    ) -> Result<Vec<(Moment, ApplicationId)>, StoreError> {
        let (at, id) =
            after.map_or((i64::MIN, uuid::Uuid::nil()), |(at, id)| (micros(at), id.uuid()));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = [micros(now).into(), at.into(), id.into(), limit.into()];
        let statement =
            Statement::from_sql_and_values(self.read.get_database_backend(), WATCHED, values);
        let rows = Watched::find_by_statement(statement).all(&self.read).await?;
        let read = |row: &Watched| {
            let cell = Cell { table: "application", row: &row.id };
            let at = moment(&cell, "watch_at", row.watch_at)?;
            Ok((at, ApplicationId::from_uuid(row.id)))
        };
        rows.iter().map(read).collect()
    }

    /// The applications for a service that are late and go on, the one due first first, after a place in the list.
    pub async fn late_applications(
        &self,
        service: &ServiceCode,
        after: Option<(Moment, ApplicationId)>,
        limit: u64,
    ) -> Result<ApplicationPage, StoreError> {
        use application::Column::{DueAt, HolderRole, Id, Lateness, Outcome, Service};
        // Where those who apply are waited for, nobody else is late.
        let waited_for = Role::ALL.into_iter().filter(|role| role.applies()).map(Role::name);
        let mut query = application::Entity::find()
            .filter(Service.eq(service.as_str()))
            .filter(Lateness.is_not_null())
            .filter(Outcome.is_null())
            .filter(HolderRole.is_not_in(waited_for));
        if let Some((at, id)) = after {
            query = query.filter(later(DueAt, Id, (at, id.uuid())));
        }
        let rows = query
            .order_by_asc(DueAt)
            .order_by_asc(Id)
            .limit(limit.saturating_add(1))
            .all(&self.read)
            .await?;
        let items = rows.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(items, limit, |last| Some((last.due_at, last.id))))
    }
}
