//! How a claim ends: done, again later, or set aside for a person.

use super::{Claim, SET_ASIDE, WAITING};
use crate::aside::Aside;
use crate::error::StoreError;
use crate::rows::{Cell, after, micros, moment, queue};
use crate::tx::Tx;
use domain::id::ApplicationId;
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::time::Duration;

/// How long a job of an unknown kind waits before it is looked at again, and after which age it is set aside.
const NEWER: (Duration, Duration) = (Duration::from_mins(1), Duration::from_hours(24));

impl Tx {
    /// Work is done: its row goes, in the transaction of what it did. An error if the lease was lost.
    pub async fn finish(&mut self, claim: &Claim) -> Result<(), StoreError> {
        let done = queue::Entity::delete_many()
            .filter(queue::Column::Id.eq(claim.id.uuid()))
            .filter(queue::Column::Fence.eq(claim.fence))
            .exec(&self.sql)
            .await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
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
        use queue::Column;
        let done = queue::Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(micros(due_at)))
            .col_expr(Column::ClaimedBy, Expr::value(Option::<String>::None))
            .col_expr(Column::Reason, Expr::value(reason))
            .filter(Column::Id.eq(claim.id.uuid()))
            .filter(Column::Fence.eq(claim.fence))
            .filter(Column::State.eq(WAITING))
            .exec(&self.sql)
            .await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
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

    /// Work is set aside and kept for a person to look at.
    pub async fn give_up(&mut self, claim: &Claim, reason: &str) -> Result<(), StoreError> {
        self.aside(claim.id.uuid(), claim.fence, reason).await?;
        let (kind, application) = (claim.job.kind().to_owned(), claim.job.application());
        self.aside.push(Aside { kind, application });
        Ok(())
    }

    /// What this transaction has set aside so far, for those who tell people of it; each is given out once.
    pub fn take_aside(&mut self) -> Vec<Aside> {
        std::mem::take(&mut self.aside)
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
        let done = queue::Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(micros(due_at)))
            .col_expr(Column::Attempts, Expr::value(attempts))
            .col_expr(Column::Unended, Expr::value(0))
            .col_expr(Column::ClaimedBy, Expr::value(Option::<String>::None))
            .col_expr(Column::Reason, Expr::value(reason))
            .filter(Column::Id.eq(claim.id.uuid()))
            .filter(Column::Fence.eq(claim.fence))
            .filter(Column::State.eq(WAITING))
            .exec(&self.sql)
            .await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
    }

    /// Sets a row aside that was claimed in this transaction and is not worked on.
    pub(super) async fn set_row_aside(
        &mut self,
        row: &queue::Model,
        reason: &str,
    ) -> Result<(), StoreError> {
        tracing::error!(job.id = %row.id, kind = row.kind, lane = row.lane, reason, "a job was set aside");
        self.aside(row.id, row.fence, reason).await?;
        let application = row.application_id.map(ApplicationId::from_uuid);
        self.aside.push(Aside { kind: row.kind.clone(), application });
        Ok(())
    }

    /// Puts a job of a kind back that this version does not know: a newer node wrote it. After a day nobody
    /// knows it, and it is set aside.
    pub(super) async fn leave_to_newer(&mut self, row: &queue::Model) -> Result<(), StoreError> {
        use queue::Column;
        let (pause, longest) = NEWER;
        let written = moment(&Cell { table: "queue", row: &row.id }, "created_at", row.created_at);
        let reason = "no node here knows this kind of job";
        if written.is_ok_and(|at| at <= self.now - longest) {
            return self.set_row_aside(row, reason).await;
        }
        tracing::warn!(job.id = %row.id, kind = row.kind, "a job of an unknown kind is left to newer nodes");
        queue::Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(after(self.now, pause)))
            .col_expr(Column::Attempts, Expr::value(row.attempts - 1))
            .col_expr(Column::Unended, Expr::value(row.unended - 1))
            .col_expr(Column::ClaimedBy, Expr::value(Option::<String>::None))
            .col_expr(Column::Reason, Expr::value(reason))
            .filter(Column::Id.eq(row.id))
            .filter(Column::Fence.eq(row.fence))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Removes jobs whose work is done or given up otherwise; none of them may be in hand.
    pub(crate) async fn forget_jobs(
        &self,
        ids: impl IntoIterator<Item = uuid::Uuid>,
    ) -> Result<(), StoreError> {
        queue::Entity::delete_many().filter(queue::Column::Id.is_in(ids)).exec(&self.sql).await?;
        Ok(())
    }

    // The key goes: what is set aside does not keep the same work from being asked for again.
    async fn aside(&self, id: uuid::Uuid, fence: i64, reason: &str) -> Result<(), StoreError> {
        use queue::Column;
        let done = queue::Entity::update_many()
            .col_expr(Column::State, Expr::value(SET_ASIDE))
            .col_expr(Column::DueAt, Expr::value(micros(self.now)))
            .col_expr(Column::DedupeKey, Expr::value(Option::<String>::None))
            .col_expr(Column::ClaimedBy, Expr::value(Option::<String>::None))
            .col_expr(Column::Reason, Expr::value(reason))
            .filter(Column::Id.eq(id))
            .filter(Column::Fence.eq(fence))
            .filter(Column::State.eq(WAITING))
            .exec(&self.sql)
            .await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
    }
}
