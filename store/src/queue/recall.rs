//! Work that nothing would ever wake: a wrong cell says that it is put off for longer than anything here is, or that its state is
//! none of ours.

use super::{SET_ASIDE, WAITING};
use crate::error::StoreError;
use crate::live::Wake;
use crate::rows::{lane, micros, queue};
use crate::tx::{Store, Tx};
use domain::id::ApplicationId;
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use std::time::Duration;

/// No work is put off and no lane paused for so long: the longest term of a service is counted in months.
const LONGEST: Duration = Duration::from_hours(2 * 366 * 24);
/// No lane was paused so often: pauses grow to an hour.
const MOST_FAILURES: i32 = 1_000_000;
/// How many rows are taken in one step.
const MOST: u32 = 1_000;

impl Store {
    /// The lanes with work that says it is due in more than two years, and whether a lane is paused so long or a row is in
    /// no state of ours. Takes no lock and writes nothing.
    pub async fn put_off_for_ever(&self, now: Moment) -> Result<(Vec<String>, bool), StoreError> {
        let far = micros(now + LONGEST);
        let backend = self.read.get_database_backend();
        let one = |sql: String, values: Vec<sea_orm::Value>| {
            self.read.query_one_raw(Statement::from_sql_and_values(backend, sql, values))
        };
        let mut lanes = Vec::new();
        for lane in self.queue_lanes().await? {
            let sql = format!(
                "SELECT 1 AS one FROM queue WHERE state = '{WAITING}' AND lane = $1 AND due_at > $2 LIMIT 1"
            );
            if one(sql, vec![lane.name.as_str().into(), far.into()]).await?.is_some() {
                lanes.push(lane.name);
            }
        }
        let paused = "SELECT 1 AS one FROM lane WHERE paused_until > $1 OR probe_until > $1 OR \
                      failures > $2 LIMIT 1";
        let paused =
            one(paused.to_owned(), vec![far.into(), MOST_FAILURES.into()]).await?.is_some();
        let odd = format!(
            "SELECT 1 AS one FROM queue WHERE state NOT IN ('{WAITING}', '{SET_ASIDE}') LIMIT 1"
        );
        Ok((lanes, paused || one(odd, vec![]).await?.is_some()))
    }
}

impl Tx {
    /// Sets aside rows whose state is none of ours: nothing would ever claim, show or count them. How many, at most a
    /// thousand.
    pub async fn set_odd_aside(&mut self) -> Result<u64, StoreError> {
        let odd = format!("state NOT IN ('{WAITING}', '{SET_ASIDE}')");
        let sql = format!(
            "UPDATE queue SET state = '{SET_ASIDE}', dedupe_key = NULL, claimed_by = NULL, \
             reason = 'its state was none that work can have' \
             WHERE id IN (SELECT id FROM queue WHERE {odd} ORDER BY id LIMIT {MOST}) RETURNING *"
        );
        let backend = self.sql.get_database_backend();
        let statement = Statement::from_string(backend, sql);
        let rows = queue::Entity::find().from_raw_sql(statement).all(&self.sql).await?;
        for row in &rows {
            let (kind, lane) = (&row.kind, &row.lane);
            tracing::error!(job.id = %row.id, kind, lane, "a job was set aside: its state was unknown");
            self.check_delay(kind, row.application_id.map(ApplicationId::from_uuid)).await?;
        }
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    }

    /// Makes work of a lane due that says it is due in more than two years, and says so in its reason; how much it was.
    /// Its tries stay counted.
    pub async fn recall(&mut self, lane: &str) -> Result<u64, StoreError> {
        let sql = format!(
            "UPDATE queue SET due_at = $1, claimed_by = NULL, \
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

    /// Opens the lanes that are paused for more than two years, or by more failures than there can be, each to one probe; how
    /// many they were.
    pub async fn recall_lanes(&mut self) -> Result<u64, StoreError> {
        use lane::Column;
        let (now, far) = (micros(self.now), micros(self.now + LONGEST));
        let done = lane::Entity::update_many()
            .col_expr(Column::PausedUntil, Expr::value(now))
            .col_expr(Column::ProbeUntil, Expr::value(0_i64))
            .col_expr(Column::Failures, Expr::value(1))
            .filter(
                Condition::any()
                    .add(Column::PausedUntil.gt(far))
                    .add(Column::ProbeUntil.gt(far))
                    .add(Column::Failures.gt(MOST_FAILURES)),
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
