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
mod recall;
mod unreadable;

use crate::batch::{Does, Rows};
use crate::error::{Corrupt, StoreError};
use crate::live::Wake;
use crate::rows::{Cell, after, micros, moment, queue};
use crate::tx::Tx;
use domain::id::{ApplicationId, JobId};
use domain::queue::{MOST_UNENDED, SUSPECT};
use domain::time::Moment;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use std::time::Duration;

pub use desk::{QueueFilter, QueueRow};
pub use domain::job::Job;
pub use lane::Paused;
use look::nearest;
pub use look::{LaneLook, SetAside};

/// To be done, claimed or not.
const WAITING: &str = "waiting";
/// Given up: kept for a person to look at.
const SET_ASIDE: &str = "set_aside";
/// The kind of the work that waits for a stage to run out of its term.
const LAPSE: &str = "stage.lapse";
/// The column of the work itself.
const PAYLOAD: &str = "payload";

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
    /// Until when it is the one let through to see whether the lane's receiver answers again; `None` if it is not.
    probe: Option<i64>,
    /// Earlier claims of it were left unended: it may be what kills its process.
    pub suspect: bool,
    fence: i64,
}

/// What came of claiming.
#[derive(Debug, Clone, Default)]
pub struct Claimed {
    /// What is to be done, oldest first.
    pub claims: Vec<Claim>,
    /// What was set aside or left to other nodes.
    pub ended: Vec<Ended>,
    /// How many rows were taken: the claims, and those.
    pub rows: usize,
    /// Whether more may be ready in a lane than was taken.
    pub more: bool,
}

/// A row that was taken and ended at once, for counting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The lane it was in.
    pub lane: String,
    /// The kind of job its row names.
    pub kind: String,
    /// `set_aside` or `left`.
    pub outcome: &'static str,
}

impl Claim {
    /// Whether it is the one let through to see whether the lane's receiver answers again.
    #[must_use]
    pub const fn is_probe(&self) -> bool {
        self.probe.is_some()
    }

    /// Which claim of the row this is.
    pub(crate) const fn fence(&self) -> i64 {
        self.fence
    }
}

impl Tx {
    /// Leaves work behind, due now.
    pub async fn enqueue(&mut self, job: &Job) -> Result<(), StoreError> {
        self.insert_job(self.new_id(), job, self.now, None).await
    }

    /// Leaves all of this work behind, due now.
    pub async fn enqueue_all(&mut self, jobs: &[Job]) -> Result<(), StoreError> {
        let new = |job| (self.new_id(), job, None);
        let rows = jobs.iter().map(new).collect();
        self.insert_jobs(rows, self.now).await
    }

    /// Leaves work behind, due now, unless the same work waits already or is in hand.
    pub async fn enqueue_once(&mut self, job: &Job) -> Result<(), StoreError> {
        self.insert_job(self.new_id(), job, self.now, Some(payload_of(job)?)).await
    }

    /// Leaves work behind, due at a moment.
    pub async fn enqueue_at(&mut self, job: &Job, due_at: Moment) -> Result<(), StoreError> {
        self.insert_job(self.new_id(), job, due_at, None).await
    }

    /// Takes back what waits for a stage of an application to run out of its term, unless somebody has it in hand.
    pub async fn forget_lapse(&mut self, application: ApplicationId) -> Result<(), StoreError> {
        use queue::Column;
        queue::Entity::delete_many()
            .filter(Column::ApplicationId.eq(application.uuid()))
            .filter(Column::Kind.eq(LAPSE))
            .filter(Column::State.eq(WAITING))
            .filter(Column::ClaimedBy.is_null())
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Leaves work behind, due now, under an identifier of the caller's.
    pub(crate) async fn enqueue_as(&mut self, id: JobId, job: &Job) -> Result<(), StoreError> {
        self.insert_job(id, job, self.now, None).await
    }

    fn new_id(&self) -> JobId {
        JobId::new(self.now, &*self.entropy)
    }

    async fn insert_job(
        &mut self,
        id: JobId,
        job: &Job,
        due_at: Moment,
        key: Option<String>,
    ) -> Result<(), StoreError> {
        self.insert_jobs(vec![(id, job, key)], due_at).await
    }

    /// One statement, no look-up: with a key, the index of what waits tells a repeat.
    async fn insert_jobs(
        &mut self,
        jobs: Vec<(JobId, &Job, Option<String>)>,
        due_at: Moment,
    ) -> Result<(), StoreError> {
        if jobs.is_empty() {
            return Ok(());
        }
        let once = jobs.iter().any(|(_, _, key)| key.is_some());
        let does = if once { Does::AddsUnlessThere } else { Does::Adds };
        let (mut rows, mut values) = (Vec::new(), Vec::<sea_orm::Value>::new());
        for (id, job, key) in jobs {
            let first = values.len() + 1;
            let numbered: Vec<_> = (first..first + 7).map(|n| format!("${n}")).collect();
            let (numbered, last) = (numbered.join(", "), first + 7);
            rows.push(format!("({numbered}, 0, 0, '{WAITING}', 0, ${last})"));
            values.extend([
                id.uuid().into(),
                job.lane().into(),
                job.kind().into(),
                payload_of(job)?.into(),
                key.into(),
                job.application().map(ApplicationId::uuid).into(),
                micros(due_at).into(),
                micros(self.now).into(),
            ]);
        }
        let sql = format!(
            "INSERT INTO queue (id, lane, kind, payload, dedupe_key, application_id, due_at, attempts, \
             unended, state, fence, created_at) VALUES {rows} \
             ON CONFLICT (dedupe_key) WHERE state = '{WAITING}' DO NOTHING",
            rows = rows.join(", "),
        );
        let backend = self.sql.get_database_backend();
        let insert = Statement::from_sql_and_values(backend, sql, values);
        self.sql.write::<queue::Entity>(does, Rows::Any, insert).await?;
        if due_at <= self.now {
            self.wake(Wake::Queue);
        }
        Ok(())
    }

    /// Claims what is due in each of these lanes, at most as much as `room` says, for as long as the lease lasts.
    ///
    /// The lanes are those of a look just now ([`Store::queue_lanes`](crate::Store::queue_lanes)). What has changed in them
    /// since is seen when a row is taken: a lane that fails by now gives nothing, and one that has more gives it after
    /// the next look.
    ///
    /// A lane whose receiver fails gives nothing while it is paused, and one probe after that. Of the jobs whose
    /// last claims were left unended, an owner holds one at a time, so that what runs beside the one that kills
    /// its process is not taken for guilty. A row that cannot be read, and one whose claims were left unended
    /// too often, is set aside with the reason and does not hold up the rest. A job of a kind or shape that this
    /// version does not know is left to the nodes that do.
    pub async fn claim(
        &mut self,
        lanes: &[LaneLook],
        owner: &str,
        room: impl Fn(&str) -> u32 + Send + Sync,
        lease: Duration,
    ) -> Result<Claimed, StoreError> {
        let until = after(self.now, lease);
        // So many leases cannot have lapsed of what is younger: its claims were released by hand.
        let young = self.now - lease * MOST_UNENDED;
        let mut claimed = Claimed::default();
        let mut suspects = true;
        for lane in lanes {
            let free = room(&lane.name);
            if free == 0 || lane.ready_at > self.now {
                continue;
            }
            if lane.failing && !self.take_probe(&lane.name, until).await? {
                continue;
            }
            let mut limit = if lane.failing { 1 } else { free };
            let mut rows = Vec::new();
            if suspects && lane.suspect_at.is_some_and(|at| at <= self.now) {
                if !self.holds_suspect(owner).await? {
                    rows = self.take_due(owner, lane, (Suspects::Only, 1), until).await?;
                }
                suspects = rows.is_empty();
                claimed.more |= !rows.is_empty();
                limit = if rows.is_empty() { limit } else { limit - 1 };
            }
            if limit > 0 && lane.fresh_at.is_some_and(|at| at <= self.now) {
                let fresh = self.take_due(owner, lane, (Suspects::None, limit), until).await?;
                claimed.more |= u32::try_from(fresh.len()).is_ok_and(|taken| taken >= limit);
                rows.extend(fresh);
            }
            let before = claimed.claims.len();
            for row in &rows {
                let probe = lane.failing.then_some(until);
                match self.readable(row, probe, young).await? {
                    Readable::Claim(claim) => claimed.claims.push(*claim),
                    Readable::Ended(outcome) => {
                        let (lane, kind) = (row.lane.clone(), row.kind.clone());
                        claimed.ended.push(Ended { lane, kind, outcome });
                    }
                }
            }
            claimed.rows += rows.len();
            if lane.failing && claimed.claims.len() == before {
                // Nothing goes out that could tell of the receiver.
                self.give_back_probe(&lane.name, until).await?;
            }
        }
        claimed.claims.sort_by_key(|claim| claim.created_at);
        Ok(claimed)
    }

    async fn take_due(
        &self,
        owner: &str,
        lane: &LaneLook,
        (suspects, limit): (Suspects, u32),
        until: i64,
    ) -> Result<Vec<queue::Model>, StoreError> {
        // Between the look and this statement another node may have found the receiver failing.
        let open = "AND NOT EXISTS (SELECT 1 FROM lane WHERE name = $3 AND failures > 0)";
        let sql = format!(
            "UPDATE queue SET claimed_by = $1, due_at = $2, {fence}, {attempts}, {unended} \
             WHERE id IN (SELECT id FROM queue WHERE \
             state = '{WAITING}' AND lane = $3 AND due_at <= $4 AND unended {of} {open} \
             ORDER BY due_at LIMIT $5{skip}) RETURNING *",
            fence = one_more("fence", i64::MAX - 1),
            attempts = one_more("attempts", i64::from(i32::MAX) - 1),
            unended = one_more("unended", i64::from(i32::MAX) - 1),
            of = suspects.condition(),
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

    /// Whether an owner has a job in hand whose earlier claims were left unended.
    async fn holds_suspect(&self, owner: &str) -> Result<bool, StoreError> {
        let sql = format!(
            "SELECT 1 AS one FROM queue WHERE state = '{WAITING}' AND unended >= {SUSPECT} \
             AND claimed_by = $1 AND due_at > $2 AND unended > {SUSPECT} LIMIT 1"
        );
        let values = [owner.into(), micros(self.now).into()];
        let backend = self.sql.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        Ok(self.sql.query_one_raw(statement).await?.is_some())
    }

    /// The claim of a row just taken, or what became of it: set aside, or left to others. What was written after `young`
    /// is not yet blamed for unended claims.
    async fn readable(
        &mut self,
        row: &queue::Model,
        probe: Option<i64>,
        young: Moment,
    ) -> Result<Readable, StoreError> {
        let reason = match parse(row, probe, self.now) {
            Ok(claim) if row.unended <= most_unended() || claim.created_at > young => {
                return Ok(Readable::Claim(Box::new(claim)));
            }
            Ok(_blamed) => format!(
                "{MOST_UNENDED} times in a row the process that worked on it was killed, or it hung"
            ),
            Err(corrupt) if corrupt.column == PAYLOAD && is_of_its_kind(row) => {
                return self.leave_to_newer(row, &corrupt.reason).await;
            }
            Err(corrupt) => corrupt.to_string(),
        };
        self.set_row_aside(row, &reason).await?;
        Ok(Readable::Ended("set_aside"))
    }
}

/// What a row just taken is.
enum Readable {
    /// Work to be done.
    Claim(Box<Claim>),
    /// It was ended or put back, and how.
    Ended(&'static str),
}

/// Counts a claim in a column. Where a wrong cell leaves no room for one more it stays: one row must not make the claim of
/// all lanes fail.
fn one_more(column: &str, most: i64) -> String {
    format!("{column} = CASE WHEN {column} <= {most} THEN {column} + 1 ELSE {column} END")
}

/// Which rows of a lane are taken.
#[derive(Debug, Clone, Copy)]
enum Suspects {
    /// Those whose last claims were left unended.
    Only,
    /// The others.
    None,
}

impl Suspects {
    /// The bound is part of the statement, so that the index of suspects serves it.
    fn condition(self) -> String {
        match self {
            Self::Only => format!(">= {SUSPECT}"),
            Self::None => format!("< {SUSPECT}"),
        }
    }
}

fn most_unended() -> i32 {
    i32::try_from(MOST_UNENDED).unwrap_or(i32::MAX)
}

/// Whether the work says of itself what its row says: a version that knows more kinds or shapes may have written it.
fn is_of_its_kind(row: &queue::Model) -> bool {
    let told = serde_json::from_str::<serde_json::Value>(&row.payload);
    told.is_ok_and(|job| job.get("kind").and_then(|kind| kind.as_str()) == Some(&row.kind))
}

/// The work as stored.
fn payload_of(job: &Job) -> Result<String, StoreError> {
    serde_json::to_string(job).map_err(|error| StoreError::Refused(error.to_string()))
}

/// How far in the future a row may say that it was written: clocks of nodes differ, and not by more.
const AHEAD: Duration = Duration::from_hours(24);

fn parse(row: &queue::Model, probe: Option<i64>, now: Moment) -> Result<Claim, Corrupt> {
    let cell = Cell { table: "queue", row: &row.id };
    let created_at = moment(&cell, "created_at", row.created_at)?;
    if created_at > now + AHEAD {
        // By its age a job is set aside: one that is always young would be tried for ever.
        return Err(cell.corrupt("created_at", "lies in the future"));
    }
    Ok(Claim {
        id: JobId::from_uuid(row.id),
        job: cell.json(PAYLOAD, &row.payload)?,
        lane: row.lane.clone(),
        attempts: cell.count("attempts", i64::from(row.attempts))?,
        created_at,
        probe,
        // This claim counts as well.
        suspect: row.unended > i32::try_from(SUSPECT).unwrap_or(i32::MAX),
        fence: row.fence,
    })
}
