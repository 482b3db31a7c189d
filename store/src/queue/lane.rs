//! A lane whose receiver fails: closed for all nodes, with growing pauses and one probe after each.

use super::{Claim, nearest};
use crate::error::StoreError;
use crate::rows::{after, lane, micros};
use crate::tx::{HELD, Tx};
use domain::entropy;
use domain::queue::{BackOff, pause_by_age};
use domain::time::Moment;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use std::time::Duration;

/// A lane that was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paused {
    /// Until when nothing of it is claimed.
    pub until: Moment,
    /// How many times in a row its receiver failed.
    pub failures: u32,
}

impl Tx {
    /// A try failed for a reason that is about the receiver and not the message: the job goes back with no
    /// try counted, and its lane is closed for all nodes. `asked` is how long the receiver wants to be left
    /// alone. The pause, if this failure is the one that began it. An error if the lease was lost.
    pub async fn receiver_failed(
        &mut self,
        claim: &Claim,
        asked: Option<Duration>,
        reason: &str,
    ) -> Result<Option<Paused>, StoreError> {
        let row = self.lock_lane(&claim.lane).await?;
        let random = u64::from_be_bytes(entropy::bytes(&*self.entropy));
        // Others that were under way when the pause began say nothing new.
        let paused = if row.paused_until > micros(self.now) {
            None
        } else {
            Some(self.next_pause(&row, random, asked))
        };
        let until = match paused {
            Some(paused) => {
                self.close_lane(&claim.lane, paused, reason).await?;
                paused.until
            }
            None => nearest(row.paused_until),
        };
        let age = (self.now - claim.created_at).to_std().unwrap_or_default();
        let own = nearest(after(self.now, pause_by_age(age)));
        self.release(claim, claim.attempts.saturating_sub(1), until.max(own), reason).await?;
        Ok(paused)
    }

    /// A lane's row paces work and is no truth: of a wrong cell in it, the nearest there can be is taken.
    fn next_pause(&self, row: &lane::Model, random: u64, asked: Option<Duration>) -> Paused {
        let failures = u32::try_from(row.failures).unwrap_or_default().saturating_add(1);
        let pause = BackOff::WORK.pause(failures, random).max(asked.unwrap_or_default());
        Paused { until: nearest(after(self.now, pause)), failures }
    }

    /// The probe of a lane was answered: the lane is open again. False if it was open already.
    pub async fn receiver_answered(&mut self, lane: &str) -> Result<bool, StoreError> {
        let done = lane::Entity::delete_many()
            .filter(lane::Column::Name.eq(lane))
            .filter(lane::Column::Failures.gt(0))
            .exec(&self.sql)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// The probe of a lane ended without telling anything of the receiver: another may go. Nothing, if the claim
    /// was no probe, or another has taken its place.
    pub async fn probe_ended(&mut self, claim: &Claim) -> Result<(), StoreError> {
        match claim.probe {
            Some(until) => self.give_back_probe(&claim.lane, until).await,
            None => Ok(()),
        }
    }

    /// Gives back the probe of a lane that was taken until a moment.
    pub(super) async fn give_back_probe(&self, lane: &str, until: i64) -> Result<(), StoreError> {
        lane::Entity::update_many()
            .col_expr(lane::Column::ProbeUntil, Expr::value(0_i64))
            .filter(lane::Column::Name.eq(lane))
            .filter(lane::Column::ProbeUntil.eq(until))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Takes the one probe of a lane that fails; false if another node has it, or the lane is paused again.
    pub(super) async fn take_probe(&mut self, lane: &str, until: i64) -> Result<bool, StoreError> {
        let now = micros(self.now);
        let done = lane::Entity::update_many()
            .col_expr(lane::Column::ProbeUntil, Expr::value(until))
            .filter(lane::Column::Name.eq(lane))
            .filter(lane::Column::Failures.gt(0))
            .filter(lane::Column::PausedUntil.lte(now))
            .filter(lane::Column::ProbeUntil.lte(now))
            .exec(&self.sql)
            .await?;
        Ok(done.rows_affected == 1)
    }

    async fn lock_lane(&self, name: &str) -> Result<lane::Model, StoreError> {
        let open = lane::ActiveModel {
            name: Set(name.to_owned()),
            failures: Set(0),
            paused_until: Set(0),
            probe_until: Set(0),
            reason: Set(None),
        };
        lane::Entity::insert(open)
            .on_conflict(OnConflict::column(lane::Column::Name).do_nothing().to_owned())
            .exec_without_returning(&self.sql)
            .await?;
        let row = lane::Entity::find_by_id(name).lock(HELD).one(&self.sql).await?;
        // It can only be gone when a probe was answered in between; the caller's job is tried again.
        row.ok_or(StoreError::Conflict)
    }

    async fn close_lane(&self, name: &str, paused: Paused, reason: &str) -> Result<(), StoreError> {
        let failures = i32::try_from(paused.failures).unwrap_or(i32::MAX);
        lane::Entity::update_many()
            .col_expr(lane::Column::Failures, Expr::value(failures))
            .col_expr(lane::Column::PausedUntil, Expr::value(micros(paused.until)))
            .col_expr(lane::Column::ProbeUntil, Expr::value(0_i64))
            .col_expr(lane::Column::Reason, Expr::value(reason))
            .filter(lane::Column::Name.eq(name))
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}
