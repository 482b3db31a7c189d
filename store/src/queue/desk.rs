//! What the people who run the platform do with the queue: look at it, and give set-aside work back.

use super::{SET_ASIDE, WAITING};
use crate::error::StoreError;
use crate::rows::{Cell, micros, moment, queue};
use crate::tx::{Store, Tx};
use domain::id::{ApplicationId, JobId};
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Which rows of the queue; what is absent does not narrow.
#[derive(Debug, Clone, Default)]
pub struct QueueFilter {
    /// In this lane.
    pub lane: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// About this application.
    pub application: Option<ApplicationId>,
    /// Written before.
    pub before: Option<Moment>,
    /// Set aside (`true`) or waiting (`false`).
    pub set_aside: Option<bool>,
}

/// A row of the queue, as people see it: without its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// Its name.
    pub id: JobId,
    /// Its lane.
    pub lane: String,
    /// The kind of job.
    pub kind: String,
    /// `waiting` or `set_aside`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it may be claimed.
    pub due_at: Moment,
    /// Why it waits or was set aside; no personal data.
    pub reason: Option<String>,
}

impl QueueFilter {
    fn condition(&self) -> Condition {
        use queue::Column;
        let state = |aside: bool| Column::State.eq(if aside { SET_ASIDE } else { WAITING });
        Condition::all()
            .add_option(self.set_aside.map(state))
            .add_option(self.lane.as_ref().map(|lane| Column::Lane.eq(lane.as_str())))
            .add_option(self.kind.as_ref().map(|kind| Column::Kind.eq(kind.as_str())))
            .add_option(self.application.map(|id| Column::ApplicationId.eq(id.uuid())))
            .add_option(self.before.map(|at| Column::CreatedAt.lt(micros(at))))
    }
}

impl Store {
    /// Rows of the queue by the order they were written in, at most `limit`.
    pub async fn queue_rows(
        &self,
        filter: &QueueFilter,
        limit: u64,
    ) -> Result<Vec<QueueRow>, StoreError> {
        let rows = queue::Entity::find()
            .filter(filter.condition())
            .order_by_asc(queue::Column::Id)
            .limit(limit)
            .all(&self.read)
            .await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let due_at = moment(&Cell { table: "queue", row: &row.id }, "due_at", row.due_at)?;
            found.push(QueueRow {
                id: JobId::from_uuid(row.id),
                lane: row.lane,
                kind: row.kind,
                state: row.state,
                attempts: row.attempts,
                due_at,
                reason: row.reason,
            });
        }
        Ok(found)
    }
}

impl Tx {
    /// Gives a row that was set aside back, with its tries counted anew; false if it was not set aside.
    pub async fn queue_retry(&mut self, id: JobId) -> Result<bool, StoreError> {
        use queue::Column;
        let done = queue::Entity::update_many()
            .col_expr(Column::State, Expr::value(WAITING))
            .col_expr(Column::Attempts, Expr::value(0))
            .col_expr(Column::Unended, Expr::value(0))
            .col_expr(Column::DueAt, Expr::value(micros(self.now)))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::State.eq(SET_ASIDE))
            .exec(&self.sql)
            .await?;
        Ok(done.rows_affected == 1)
    }
}
