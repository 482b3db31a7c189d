//! Looking at the queue without a lock: which lanes have work, how much there is, what was set aside.

use super::{SET_ASIDE, WAITING};
use crate::error::StoreError;
use crate::tx::Store;
use domain::queue::SUSPECT;
use domain::time::Moment;
use sea_orm::{ConnectionTrait, Statement};

/// A lane with work in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneLook {
    /// The lane.
    pub name: String,
    /// From when on something of it can be claimed: work is due or a claim lapsed, and no pause holds it.
    pub ready_at: Moment,
    /// The same of jobs whose last claims were ended.
    pub fresh_at: Option<Moment>,
    /// The same of suspects: jobs whose last claims were left unended.
    pub suspect_at: Option<Moment>,
    /// Its receiver fails: only one probe at a time is let through.
    pub failing: bool,
}

/// How much of one kind was set aside in a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// By its name, e.g. `exchange:czn-krasnogorsk`.
    pub lane: String,
    /// The kind of job.
    pub kind: String,
    /// How many.
    pub count: u64,
}

/// Counting stops here: beyond it "many" is said as well by this number, and counting costs.
const COUNTED: u64 = 100_000;

/// The lanes with work, each found by one step over the index of what waits.
pub(super) async fn lanes(sql: &impl ConnectionTrait) -> Result<Vec<LaneLook>, StoreError> {
    let next = |after: &str| {
        format!(
            "SELECT q.lane FROM queue q WHERE q.state = '{WAITING}' {after} ORDER BY q.lane LIMIT 1"
        )
    };
    let due = |of: &str| {
        format!(
            "SELECT q.due_at FROM queue q WHERE q.state = '{WAITING}' AND q.lane = found.lane \
             AND q.unended {of} {SUSPECT} ORDER BY q.due_at LIMIT 1"
        )
    };
    let skip = format!(
        "WITH RECURSIVE found(lane) AS (SELECT * FROM ({first}) AS first UNION ALL \
         SELECT ({next}) FROM found WHERE found.lane IS NOT NULL) \
         SELECT found.lane AS lane, CAST(({fresh}) AS bigint) AS fresh_at, CAST(({suspect}) AS bigint) AS suspect_at, {failures}, {paused}, {probe} \
         FROM found LEFT JOIN lane l ON l.name = found.lane WHERE found.lane IS NOT NULL",
        failures = number("failures"),
        paused = number("paused_until"),
        probe = number("probe_until"),
        fresh = due("<"),
        suspect = due(">="),
        first = next(""),
        next = next("AND q.lane > found.lane"),
    );
    let rows = sql.query_all_raw(Statement::from_string(sql.get_database_backend(), skip)).await?;
    let mut lanes = Vec::with_capacity(rows.len());
    for row in rows {
        let name: String = row.try_get("", "lane")?;
        let failing = row.try_get::<i64>("", "failures")? > 0;
        let held = if failing {
            row.try_get::<i64>("", "paused_until")?.max(row.try_get("", "probe_until")?)
        } else {
            0
        };
        let at = |column: &str| -> Result<Option<Moment>, StoreError> {
            let due_at: Option<i64> = row.try_get("", column)?;
            Ok(due_at.map(|due_at| nearest(due_at.max(held))))
        };
        let (fresh_at, suspect_at) = (at("fresh_at")?, at("suspect_at")?);
        // Neither: taken by another between the looks of the statement.
        let Some(ready_at) = fresh_at.into_iter().chain(suspect_at).min() else { continue };
        lanes.push(LaneLook { name, ready_at, fresh_at, suspect_at, failing });
    }
    Ok(lanes)
}

/// A cell of a lane as a number, whatever stands in it: SQLite keeps words in columns of numbers, and one wrong cell must not
/// hide the other lanes.
fn number(column: &str) -> String {
    format!("CAST(COALESCE(l.{column}, 0) AS bigint) AS {column}")
}

/// The moment of a cell, or the nearest there is: one wrong row is met when it is claimed, and holds up no lane before.
pub(super) fn nearest(micros: i64) -> Moment {
    let end = if micros < 0 { Moment::MIN_UTC } else { Moment::MAX_UTC };
    Moment::from_timestamp_micros(micros).unwrap_or(end)
}

impl Store {
    /// The lanes with work in them, in the order of their names. Takes no lock and writes nothing.
    pub async fn queue_lanes(&self) -> Result<Vec<LaneLook>, StoreError> {
        lanes(&self.read).await
    }

    /// From when on there is something to claim in any lane.
    pub async fn queue_next_claim(&self) -> Result<Option<Moment>, StoreError> {
        Ok(self.queue_lanes().await?.into_iter().map(|lane| lane.ready_at).min())
    }

    /// How many pieces of work wait or are in hand, and how many were set aside; at most 100,000 of each are
    /// counted.
    pub async fn queue_depth(&self) -> Result<(u64, u64), StoreError> {
        Ok((self.counted(WAITING).await?, self.counted(SET_ASIDE).await?))
    }

    /// What was set aside, by lane and kind; at most 100,000 are counted.
    pub async fn queue_set_aside(&self) -> Result<Vec<SetAside>, StoreError> {
        let sql = format!(
            "SELECT lane, kind, count(*) AS number FROM (SELECT lane, kind FROM queue \
             WHERE state = '{SET_ASIDE}' ORDER BY lane, kind LIMIT {COUNTED}) AS counted \
             GROUP BY lane, kind ORDER BY lane, kind"
        );
        let statement = Statement::from_string(self.read.get_database_backend(), sql);
        let rows = self.read.query_all_raw(statement).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let (lane, kind) = (row.try_get("", "lane")?, row.try_get("", "kind")?);
            let count = u64::try_from(row.try_get::<i64>("", "number")?).unwrap_or_default();
            found.push(SetAside { lane, kind, count });
        }
        Ok(found)
    }

    async fn counted(&self, state: &str) -> Result<u64, StoreError> {
        let sql = format!(
            "SELECT count(*) AS number FROM (SELECT 1 FROM queue WHERE state = '{state}' \
             LIMIT {COUNTED}) AS counted"
        );
        let statement = Statement::from_string(self.read.get_database_backend(), sql);
        let row = self.read.query_one_raw(statement).await?;
        let number = row.map(|row| row.try_get::<i64>("", "number")).transpose()?;
        Ok(number.and_then(|number| u64::try_from(number).ok()).unwrap_or_default())
    }
}
