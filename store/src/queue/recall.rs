//! Work that is put off for longer than anything here is: a wrong cell says so, and nothing would ever wake it.

use super::WAITING;
use crate::error::StoreError;
use crate::live::Wake;
use crate::rows::{lane, micros};
use crate::tx::Tx;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use std::time::Duration;

/// No work is put off and no lane paused for so long: the longest term of a service is counted in months.
const LONGEST: Duration = Duration::from_hours(2 * 366 * 24);
/// How many rows of a lane are recalled in one step.
const MOST: u32 = 1_000;

impl Tx {
    /// Makes work of a lane due that says it is due in more than two years, and says so in its reason; how much it was.
    /// Its tries stay counted.
    pub async fn recall(&mut self, lane: &str) -> Result<u64, StoreError> {
        let sql = format!(
            "UPDATE queue SET due_at = $1, claimed_by = NULL, fence = fence + 1, \
             reason = 'it was put off for ever, which nothing of ours does' WHERE id IN (SELECT id FROM queue \
             WHERE state = '{WAITING}' AND lane = $2 AND due_at > $3 ORDER BY due_at LIMIT {MOST}) \
             AND state = '{WAITING}' AND due_at > $3"
        );
        let values = [micros(self.now).into(), lane.into(), micros(self.now + LONGEST).into()];
        let backend = self.sql.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let recalled = self.sql.execute_raw(statement).await?.rows_affected();
        if recalled > 0 {
            tracing::error!(lane, recalled, "work that was put off for ever is due now");
            self.wake(Wake::Queue);
        }
        Ok(recalled)
    }

    /// Opens the lanes that are paused for more than two years, each to one probe; how many they were.
    pub async fn recall_lanes(&mut self) -> Result<u64, StoreError> {
        use lane::Column;
        let (now, far) = (micros(self.now), micros(self.now + LONGEST));
        let done = lane::Entity::update_many()
            .col_expr(Column::PausedUntil, Expr::value(now))
            .col_expr(Column::ProbeUntil, Expr::value(0_i64))
            .filter(
                Condition::any().add(Column::PausedUntil.gt(far)).add(Column::ProbeUntil.gt(far)),
            )
            .exec(&self.sql)
            .await?;
        if done.rows_affected > 0 {
            tracing::error!(
                lanes = done.rows_affected,
                "lanes that were paused for ever are tried now"
            );
        }
        Ok(done.rows_affected)
    }
}
