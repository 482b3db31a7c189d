//! How a claim ends: done, again later, or set aside for a person.

use super::{Claim, Readable, SET_ASIDE, WAITING};
use crate::batch::{Does, Rows};
use crate::error::StoreError;
use crate::rows::{micros, queue};
use crate::tx::Tx;
use domain::id::ApplicationId;
use domain::job::Job;
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, UpdateMany};
use std::time::Duration;

/// How long a job that this node cannot do is left to others before it is claimed again.
const LEFT: Duration = Duration::from_mins(1);
/// How long a job of a kind or shape that nobody knows is left to newer nodes before it is set aside.
const UNKNOWN: Duration = Duration::from_hours(24);

impl Tx {
    /// Work is done: its row goes, in the transaction of what it did, which ends with an error if the lease was lost.
    pub async fn finish(&mut self, claim: &Claim) -> Result<(), StoreError> {
        let delete = queue::Entity::delete_many()
            .filter(queue::Column::Id.eq(claim.id.uuid()))
            .filter(queue::Column::Fence.eq(claim.fence));
        let rows = Rows::One(StoreError::LeaseLost);
        self.sql.does::<queue::Entity>(Does::Removes, rows, delete).await
    }

    /// Work that failed is tried again later. `reason` is for operators and holds no personal data.
    pub async fn later(
        &mut self,
        claim: &Claim,
        due_at: Moment,
        reason: &str,
    ) -> Result<(), StoreError> {
        self.release(claim, claim.attempts, due_at, reason).await
    }

    /// Work did not come to an end in its time: it is tried again later, and its claim stays counted among those
    /// that nobody ended, so that what always hangs is set aside.
    pub async fn hung(
        &mut self,
        claim: &Claim,
        due_at: Moment,
        reason: &str,
    ) -> Result<(), StoreError> {
        self.put_back(released(claim.id.uuid(), claim.fence, due_at, reason)).await
    }

    /// Work waits without having failed: it goes on at a moment, and its tries are counted anew.
    pub async fn wait(
        &mut self,
        claim: &Claim,
        due_at: Moment,
        reason: &str,
    ) -> Result<(), StoreError> {
        self.release(claim, 0, due_at, reason).await
    }

    /// Work whose data this node has no key for: nothing is wrong with it, and it is left to nodes that have it.
    pub async fn leave(&mut self, claim: &Claim) -> Result<(), StoreError> {
        self.release(claim, 0, self.now + LEFT, "this node lacks the key of its data").await
    }

    /// Work is set aside and kept for a person to look at.
    pub async fn give_up(&mut self, claim: &Claim, reason: &str) -> Result<(), StoreError> {
        self.aside((claim.id.uuid(), claim.fence), reason).await?;
        self.check_delay(claim.job.kind(), claim.job.application()).await
    }

    /// Puts claimed work back, to be claimed from `due_at` on, with this many tries counted.
    pub(super) async fn release(
        &mut self,
        claim: &Claim,
        attempts: u32,
        due_at: Moment,
        reason: &str,
    ) -> Result<(), StoreError> {
        use queue::Column;
        let attempts = i32::try_from(attempts).unwrap_or(i32::MAX);
        let change = released(claim.id.uuid(), claim.fence, due_at, reason)
            .col_expr(Column::Attempts, Expr::value(attempts))
            .col_expr(Column::Unended, Expr::value(0));
        self.put_back(change).await
    }

    /// Sets a row aside that was claimed in this transaction and is not worked on.
    pub(super) async fn set_row_aside(
        &mut self,
        row: &queue::Model,
        reason: &str,
    ) -> Result<(), StoreError> {
        tracing::error!(job.id = %row.id, kind = row.kind, lane = row.lane, reason, "a job was set aside");
        self.aside((row.id, row.fence), reason).await?;
        self.check_delay(&row.kind, row.application_id.map(ApplicationId::from_uuid)).await
    }

    /// Puts a job back whose kind or shape this version does not know, and why not: a newer node wrote it. After a day
    /// of this nobody knows it, and it is set aside.
    pub(super) async fn leave_to_newer(
        &mut self,
        row: &queue::Model,
        unknown: &str,
    ) -> Result<Readable, StoreError> {
        use queue::Column;
        // A wrong cell here is no moment within the day.
        let first = row.left_since.map_or(Some(self.now), Moment::from_timestamp_micros);
        let reason = format!("no node here knows this kind or shape of job: {unknown}");
        let Some(first) = first.filter(|at| *at > self.now - UNKNOWN && *at <= self.now) else {
            self.set_row_aside(row, &reason).await?;
            return Ok(Readable::Ended("set_aside"));
        };
        tracing::warn!(job.id = %row.id, kind = row.kind, reason, "a job is left to newer nodes");
        let due_at = self.now + LEFT;
        let change = put_back_at((row.id, row.fence), due_at, &reason)
            .col_expr(Column::Attempts, Expr::value(row.attempts.saturating_sub(1)))
            .col_expr(Column::Unended, Expr::value(row.unended.saturating_sub(1)))
            .col_expr(Column::LeftSince, Expr::value(micros(first)));
        self.put_back(change).await?;
        Ok(Readable::Ended("left"))
    }

    /// Leaves the question behind whether an application is delayed, if it waits for work of this kind. A job of
    /// its own: whatever is wrong with the case, setting work aside goes on.
    pub(super) async fn check_delay(
        &mut self,
        kind: &str,
        application: Option<ApplicationId>,
    ) -> Result<(), StoreError> {
        match application.filter(|_id| Job::moves_the_case(kind)) {
            Some(application) => self.enqueue(&Job::CheckDelay { application }).await,
            None => Ok(()),
        }
    }

    // The key goes: what is set aside does not keep the same work from being asked for again.
    async fn aside(&self, (id, fence): (uuid::Uuid, i64), reason: &str) -> Result<(), StoreError> {
        use queue::Column;
        let change = released(id, fence, self.now, reason)
            .col_expr(Column::State, Expr::value(SET_ASIDE))
            .col_expr(Column::DedupeKey, Expr::value(Option::<String>::None));
        self.put_back(change).await
    }

    /// Writes the end of a claim; the transaction ends with an error if the lease was lost.
    async fn put_back(&self, change: UpdateMany<queue::Entity>) -> Result<(), StoreError> {
        self.sql.change::<queue::Entity>(Rows::One(StoreError::LeaseLost), change).await
    }
}

/// A row that is no longer in hand and, if it waits, is claimed from `due_at` on.
fn released(id: uuid::Uuid, fence: i64, due_at: Moment, reason: &str) -> UpdateMany<queue::Entity> {
    // Whoever puts it back knows it.
    put_back_at((id, fence), due_at, reason)
        .col_expr(queue::Column::LeftSince, Expr::value(Option::<i64>::None))
}

fn put_back_at(
    (id, fence): (uuid::Uuid, i64),
    due_at: Moment,
    reason: &str,
) -> UpdateMany<queue::Entity> {
    use queue::Column;
    queue::Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(micros(due_at)))
        .col_expr(Column::ClaimedBy, Expr::value(Option::<String>::None))
        .col_expr(Column::Reason, Expr::value(reason))
        .filter(Column::Id.eq(id))
        .filter(Column::Fence.eq(fence))
        .filter(Column::State.eq(WAITING))
}
