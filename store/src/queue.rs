//! The queue: work written in the transaction of the fact that calls for it, claimed with a lease and a
//! fence. At least once: a worker that dies leaves its claim to the next when the lease ends; a worker
//! that wakes up late cannot finish what another took over.
//!
//! A claim sets `due_at` to the end of its lease. So what waits and what was left behind are found by one
//! index over `(lane, due_at)`, and no row changes its state until it is set aside.

mod desk;
mod end;
mod lane;
mod look;

use crate::error::{Corrupt, StoreError};
use crate::live::Wake;
use crate::rows::{Cell, after, micros, moment, queue};
use crate::tx::Tx;
use domain::id::{ApplicationId, JobId};
use domain::queue::MOST_UNENDED;
use domain::time::Moment;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use std::time::Duration;

pub use desk::{QueueFilter, QueueRow};
pub use domain::job::Job;
pub use lane::Paused;
pub use look::{LaneLook, SetAside};

/// To be done, claimed or not.
const WAITING: &str = "waiting";
/// Given up: kept for a person to look at.
const SET_ASIDE: &str = "set_aside";

/// A claimed piece of work.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Its row.
    pub id: JobId,
    /// The work.
    pub job: Job,
    /// The lane it was claimed in.
    pub lane: String,
    /// How many times it was tried since it last went well, this time included; counted when it is claimed.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Moment,
    /// It is the one let through to see whether the lane's receiver answers again.
    pub probe: bool,
    fence: i64,
}

impl Tx {
    /// Leaves work behind, due now.
    pub async fn enqueue(&mut self, job: &Job) -> Result<(), StoreError> {
        self.insert_job(job, self.now, None).await
    }

    /// Leaves work behind, due now, unless the same work waits already or is in hand.
    pub async fn enqueue_once(&mut self, job: &Job) -> Result<(), StoreError> {
        self.insert_job(job, self.now, Some(payload_of(job)?)).await
    }

    /// Leaves work behind, due at a moment.
    pub async fn enqueue_at(&mut self, job: &Job, due_at: Moment) -> Result<(), StoreError> {
        self.insert_job(job, due_at, None).await
    }

    /// One statement, no look-up: with a key, the index of what waits tells a repeat.
    async fn insert_job(
        &mut self,
        job: &Job,
        due_at: Moment,
        key: Option<String>,
    ) -> Result<(), StoreError> {
        let payload = payload_of(job)?;
        let sql = format!(
            "INSERT INTO queue (id, lane, kind, payload, dedupe_key, application_id, due_at, attempts, \
             unended, state, fence, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, '{WAITING}', 0, $8) \
             ON CONFLICT (dedupe_key) WHERE state = '{WAITING}' DO NOTHING"
        );
        let values = [
            JobId::new(self.now, &*self.entropy).uuid().into(),
            job.lane().into(),
            job.kind().into(),
            payload.into(),
            key.into(),
            job.application().map(ApplicationId::uuid).into(),
            micros(due_at).into(),
            micros(self.now).into(),
        ];
        let backend = self.sql.get_database_backend();
        self.sql.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        if due_at <= self.now {
            self.wake(Wake::Outbox);
        }
        Ok(())
    }

    /// Claims what is due in each lane, at most as much as `room` says, for as long as the lease lasts.
    ///
    /// A lane whose receiver fails gives nothing while it is paused, and one probe after that. A row that
    /// cannot be read, and one whose claims were left unended too often, is set aside with the reason and
    /// does not hold up the rest.
    pub async fn claim(
        &mut self,
        owner: &str,
        room: impl Fn(&str) -> u32 + Send + Sync,
        lease: Duration,
    ) -> Result<Vec<Claim>, StoreError> {
        let until = after(self.now, lease);
        // So many leases cannot have lapsed of what is younger: its claims were released by hand.
        let young = self.now - lease * MOST_UNENDED;
        let mut claims = Vec::new();
        for lane in look::lanes(&self.sql).await? {
            let free = room(&lane.name);
            if free == 0 || lane.ready_at > self.now {
                continue;
            }
            if lane.failing && !self.take_probe(&lane.name, until).await? {
                continue;
            }
            let limit = if lane.failing { 1 } else { free };
            for row in self.take_due(owner, &lane, limit, until).await? {
                match readable(&row, &lane, young) {
                    Ok(claim) => claims.push(claim),
                    Err(reason) => self.set_row_aside(&row, &reason).await?,
                }
            }
        }
        claims.sort_by_key(|claim| claim.id);
        Ok(claims)
    }

    async fn take_due(
        &self,
        owner: &str,
        lane: &LaneLook,
        limit: u32,
        until: i64,
    ) -> Result<Vec<queue::Model>, StoreError> {
        // Between the look and this statement another node may have found the receiver failing.
        let open = "AND NOT EXISTS (SELECT 1 FROM lane WHERE name = $3 AND failures > 0)";
        let sql = format!(
            "UPDATE queue SET claimed_by = $1, due_at = $2, fence = fence + 1, \
             attempts = attempts + 1, unended = unended + 1 WHERE id IN (SELECT id FROM queue WHERE \
             state = '{WAITING}' AND lane = $3 AND due_at <= $4 {open} \
             ORDER BY due_at LIMIT $5{skip}) RETURNING *",
            open = if lane.failing { "" } else { open },
            skip = self.engine.skip_locked(),
        );
        let values = [
            owner.into(),
            until.into(),
            lane.name.as_str().into(),
            micros(self.now).into(),
            i64::from(limit).into(),
        ];
        let statement =
            Statement::from_sql_and_values(self.sql.get_database_backend(), sql, values);
        Ok(queue::Entity::find().from_raw_sql(statement).all(&self.sql).await?)
    }
}

/// The work as stored.
fn payload_of(job: &Job) -> Result<String, StoreError> {
    serde_json::to_string(job).map_err(|error| StoreError::Refused(error.to_string()))
}

/// The claim of a row, or why it is set aside. What was written after `young` is not yet blamed for unended claims.
fn readable(row: &queue::Model, lane: &LaneLook, young: Moment) -> Result<Claim, String> {
    let claim = parse(row, lane).map_err(|corrupt| corrupt.to_string())?;
    let unended = u32::try_from(row.unended).unwrap_or(u32::MAX);
    if unended > MOST_UNENDED && claim.created_at <= young {
        return Err(format!(
            "{MOST_UNENDED} times in a row the process that worked on it was killed or hung"
        ));
    }
    Ok(claim)
}

fn parse(row: &queue::Model, lane: &LaneLook) -> Result<Claim, Corrupt> {
    let cell = Cell { table: "queue", row: &row.id };
    Ok(Claim {
        id: JobId::from_uuid(row.id),
        job: cell.json("payload", &row.payload)?,
        lane: row.lane.clone(),
        attempts: cell.count("attempts", i64::from(row.attempts))?,
        created_at: moment(&cell, "created_at", row.created_at)?,
        probe: lane.failing,
        fence: row.fence,
    })
}
