//! What the people who run the platform do with the queue: look at it, give set-aside work back, or drop it.

use super::{SET_ASIDE, WAITING};
use crate::error::StoreError;
use crate::live::Wake;
use crate::rows::{micros, queue};
use crate::tx::{Store, Tx};
use domain::application::Application;
use domain::id::{ApplicationId, JobId};
use domain::job::Job;
use domain::time::Moment;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Which rows of the queue; what is absent does not narrow.
#[derive(Debug, Clone, Default)]
pub struct QueueFilter {
    /// One of these rows; empty does not narrow.
    pub jobs: Vec<JobId>,
    /// Only of this receiver or kind of work, by the name of its lane.
    pub lane: Option<String>,
    /// Only jobs of this kind, e.g. `result.generate`.
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
    /// Its identifier.
    pub id: JobId,
    /// Which receiver or kind of work it stands in line for.
    pub lane: String,
    /// The kind of job.
    pub kind: String,
    /// `waiting` or `set_aside`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// How many claims in a row nobody ended.
    pub unended: i32,
    /// Whose hands it is in: the owner of a claim.
    pub claimed_by: Option<String>,
    /// When it was written; `None` if the cell says no moment.
    pub created_at: Option<Moment>,
    /// When it may be claimed; `None` if the cell says no moment.
    pub due_at: Option<Moment>,
    /// Why it waits or was set aside; no personal data.
    pub reason: Option<String>,
}

impl QueueFilter {
    /// Whether it narrows beyond the state.
    #[must_use]
    pub const fn narrows(&self) -> bool {
        !self.jobs.is_empty()
            || self.lane.is_some()
            || self.kind.is_some()
            || self.application.is_some()
            || self.before.is_some()
    }

    fn condition(&self) -> Condition {
        use queue::Column;
        // Written out, not bound: the indexes hold the rows of one state each.
        let state = |aside: bool| {
            let state = if aside { SET_ASIDE } else { WAITING };
            Expr::col((queue::Entity, Column::State)).eq(Expr::cust(format!("'{state}'")))
        };
        let ids = self.jobs.iter().map(|id| id.uuid());
        let jobs = (!self.jobs.is_empty()).then(|| Column::Id.is_in(ids));
        Condition::all()
            .add_option(jobs)
            .add_option(self.set_aside.map(state))
            .add_option(self.lane.as_ref().map(|lane| Column::Lane.eq(lane.as_str())))
            .add_option(self.kind.as_ref().map(|kind| Column::Kind.eq(kind.as_str())))
            .add_option(self.application.map(|id| Column::ApplicationId.eq(id.uuid())))
            .add_option(self.before.map(|at| Column::CreatedAt.lt(micros(at))))
    }
}

impl Store {
    /// Rows of the queue in the order they were written, after one, at most `limit`.
    pub async fn queue_rows(
        &self,
        filter: &QueueFilter,
        after: Option<JobId>,
        limit: u64,
    ) -> Result<Vec<QueueRow>, StoreError> {
        let after = after.map(|id| queue::Column::Id.gt(id.uuid()));
        let rows = queue::Entity::find()
            .filter(filter.condition().add_option(after))
            .order_by_asc(queue::Column::Id)
            .limit(limit)
            .all(&self.read)
            .await?;
        Ok(rows.into_iter().map(shown).collect())
    }

    /// A row of the queue, with the job as stored.
    pub async fn queue_row(&self, id: JobId) -> Result<Option<(QueueRow, String)>, StoreError> {
        let Some(row) = queue::Entity::find_by_id(id.uuid()).one(&self.read).await? else {
            return Ok(None);
        };
        let payload = row.payload.clone();
        Ok(Some((shown(row), payload)))
    }
}

/// Shown whatever stands in it: what is wrong with a row must not hide it, nor the rows beside it.
fn shown(row: queue::Model) -> QueueRow {
    QueueRow {
        id: JobId::from_uuid(row.id),
        lane: row.lane,
        kind: row.kind,
        state: row.state,
        attempts: row.attempts,
        unended: row.unended,
        claimed_by: row.claimed_by,
        created_at: Moment::from_timestamp_micros(row.created_at),
        due_at: Moment::from_timestamp_micros(row.due_at),
        reason: row.reason,
    }
}

impl Tx {
    /// Gives rows that were set aside back, with their tries counted anew; how many of these were set aside.
    pub async fn queue_retry(&mut self, ids: &[JobId]) -> Result<u64, StoreError> {
        use queue::Column;
        if ids.is_empty() {
            return Ok(0);
        }
        self.check_delays(ids).await?;
        let done = queue::Entity::update_many()
            .col_expr(Column::State, Expr::value(WAITING))
            .col_expr(Column::Attempts, Expr::value(0))
            .col_expr(Column::Unended, Expr::value(0))
            .col_expr(Column::DueAt, Expr::value(micros(self.now)))
            .col_expr(Column::Reason, Expr::value(Option::<String>::None))
            .filter(set_aside(ids))
            .exec(&self.sql)
            .await?;
        self.wake(Wake::Queue);
        Ok(done.rows_affected)
    }

    /// Removes rows that were set aside for good; how many of these were.
    pub async fn queue_drop(&mut self, ids: &[JobId]) -> Result<u64, StoreError> {
        if ids.is_empty() {
            return Ok(0);
        }
        self.check_delays(ids).await?;
        let done = queue::Entity::delete_many().filter(set_aside(ids)).exec(&self.sql).await?;
        Ok(done.rows_affected)
    }

    /// Whether work for an application is set aside that it waits for where it stands now.
    pub async fn stands_still(&self, application: &Application) -> Result<bool, StoreError> {
        let rows = queue::Entity::find()
            .filter(queue::Column::ApplicationId.eq(application.id.uuid()))
            .filter(queue::Column::State.eq(SET_ASIDE))
            .all(&self.sql)
            .await?;
        // What cannot be read may be what it waits for.
        let awaited = |row: &queue::Model| match serde_json::from_str::<Job>(&row.payload) {
            Ok(job) => job.entry().is_some_and(|entry| entry.is(application.stage_entry)),
            Err(_unreadable) => Job::moves_the_case(&row.kind),
        };
        Ok(rows.iter().any(awaited))
    }

    /// The cases of these rows are looked at again.
    async fn check_delays(&mut self, ids: &[JobId]) -> Result<(), StoreError> {
        let rows = queue::Entity::find().filter(set_aside(ids)).all(&self.sql).await?;
        for row in rows {
            self.check_delay(&row.kind, row.application_id.map(ApplicationId::from_uuid)).await?;
        }
        Ok(())
    }
}

fn set_aside(ids: &[JobId]) -> Condition {
    Condition::all()
        .add(queue::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .add(queue::Column::State.eq(SET_ASIDE))
}
