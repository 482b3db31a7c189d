//! The outbox: work written in the transaction of the fact that calls for it, claimed with a lease and a
//! fence. At least once: a worker that dies leaves its claim to the next when the lease ends; a worker
//! that wakes up late cannot finish what another took over.

use crate::error::{Corrupt, StoreError};
use crate::live::Wake;
use crate::rows::{Cell, micros, moment, outbox};
use crate::tx::{Store, Tx};
use domain::id::JobId;
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Set,
    Statement,
};
use std::time::Duration;

pub use domain::job::Job;

const READY: &str = "ready";
const LEASED: &str = "leased";
/// Given up: kept for a person to look at.
const DEAD: &str = "dead";

/// A claimed piece of work.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Its row.
    pub id: JobId,
    /// The work.
    pub job: Job,
    /// How many times it was tried since it last went well, this time included.
    pub attempts: u32,
    /// When it was first due.
    pub created_at: Moment,
    fence: i64,
}

impl Tx {
    /// Leaves work behind, due now.
    pub async fn enqueue(&mut self, job: &Job) -> Result<(), StoreError> {
        self.enqueue_at(job, self.now).await
    }

    /// Leaves work behind unless the same work waits already.
    pub async fn enqueue_once(&mut self, job: &Job) -> Result<(), StoreError> {
        let payload =
            serde_json::to_string(job).map_err(|error| StoreError::Refused(error.to_string()))?;
        let waiting = outbox::Entity::find()
            .filter(outbox::Column::Kind.eq(job.kind()))
            .filter(outbox::Column::State.is_in([READY, LEASED]))
            .filter(outbox::Column::Payload.eq(payload))
            .count(&self.sql)
            .await?;
        if waiting == 0 { self.enqueue(job).await } else { Ok(()) }
    }

    /// Leaves work behind, due at a moment.
    pub async fn enqueue_at(&mut self, job: &Job, due_at: Moment) -> Result<(), StoreError> {
        let payload =
            serde_json::to_string(job).map_err(|error| StoreError::Refused(error.to_string()))?;
        outbox::ActiveModel {
            id: Set(JobId::new(self.now, &*self.entropy).uuid()),
            kind: Set(job.kind().to_owned()),
            payload: Set(payload),
            state: Set(READY.to_owned()),
            due_at: Set(micros(due_at)),
            attempts: Set(0),
            lease_owner: Set(None),
            lease_until: Set(None),
            fence: Set(0),
            last_error: Set(None),
            created_at: Set(micros(self.now)),
        }
        .insert(&self.sql)
        .await?;
        if due_at <= self.now {
            self.wake(Wake::Outbox);
        }
        Ok(())
    }

    /// Claims up to `limit` pieces of work that are due, for as long as the lease lasts.
    ///
    /// A row that cannot be read is set aside as dead, with the reason, and does not hold up the rest.
    pub async fn claim(
        &mut self,
        owner: &str,
        limit: u32,
        lease: Duration,
    ) -> Result<Vec<Claim>, StoreError> {
        let now = micros(self.now);
        let until = now.saturating_add(i64::try_from(lease.as_micros()).unwrap_or(i64::MAX));
        let sql = format!(
            "UPDATE outbox SET state = '{LEASED}', lease_owner = $1, lease_until = $2, \
             fence = fence + 1, attempts = attempts + 1 WHERE id IN (SELECT id FROM outbox WHERE \
             (state = '{READY}' AND due_at <= $3) OR (state = '{LEASED}' AND lease_until <= $3) \
             ORDER BY due_at LIMIT $4{skip}) RETURNING *",
            skip = self.engine.skip_locked(),
        );
        let values = [owner.into(), until.into(), now.into(), i64::from(limit).into()];
        let backend = sea_orm::ConnectionTrait::get_database_backend(&self.sql);
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = outbox::Entity::find().from_raw_sql(statement).all(&self.sql).await?;
        let mut claims = Vec::with_capacity(rows.len());
        for row in rows {
            match parse(&row) {
                Ok(claim) => claims.push(claim),
                Err(corrupt) => {
                    tracing::error!(job.id = %row.id, error = %corrupt, "a job cannot be read");
                    self.set_aside(row.id, &corrupt.to_string()).await?;
                }
            }
        }
        claims.sort_by_key(|claim| claim.id);
        Ok(claims)
    }

    /// Work is done: its row goes, in the transaction of what it did. An error if the lease was lost.
    pub async fn finish(&mut self, claim: &Claim) -> Result<(), StoreError> {
        let done = outbox::Entity::delete_many()
            .filter(outbox::Column::Id.eq(claim.id.uuid()))
            .filter(outbox::Column::Fence.eq(claim.fence))
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
        self.release(claim, READY, due_at, reason).await
    }

    /// Work waits without having failed: it goes on at a moment, and its tries are counted anew.
    pub async fn wait(
        &mut self,
        claim: &Claim,
        due_at: Moment,
        reason: &str,
    ) -> Result<(), StoreError> {
        self.release(claim, READY, due_at, reason).await?;
        outbox::Entity::update_many()
            .col_expr(outbox::Column::Attempts, Expr::value(0))
            .filter(outbox::Column::Id.eq(claim.id.uuid()))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Work is given up and kept for a person to look at.
    pub async fn give_up(&mut self, claim: &Claim, reason: &str) -> Result<(), StoreError> {
        self.release(claim, DEAD, self.now, reason).await
    }

    async fn release(
        &mut self,
        claim: &Claim,
        state: &str,
        due_at: Moment,
        reason: &str,
    ) -> Result<(), StoreError> {
        let done = outbox::Entity::update_many()
            .col_expr(outbox::Column::State, Expr::value(state))
            .col_expr(outbox::Column::DueAt, Expr::value(micros(due_at)))
            .col_expr(outbox::Column::LastError, Expr::value(reason))
            .col_expr(outbox::Column::LeaseUntil, Expr::value(Option::<i64>::None))
            .filter(outbox::Column::Id.eq(claim.id.uuid()))
            .filter(outbox::Column::Fence.eq(claim.fence))
            .exec(&self.sql)
            .await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
    }

    async fn set_aside(&self, id: uuid::Uuid, reason: &str) -> Result<(), StoreError> {
        outbox::Entity::update_many()
            .col_expr(outbox::Column::State, Expr::value(DEAD))
            .col_expr(outbox::Column::LastError, Expr::value(reason))
            .filter(outbox::Column::Id.eq(id))
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}

impl Store {
    /// How many pieces of work wait or run, and how many were given up.
    pub async fn outbox_depth(&self) -> Result<(u64, u64), StoreError> {
        let count = |states: &'static [&'static str]| {
            outbox::Entity::find()
                .filter(outbox::Column::State.is_in(states.iter().copied()))
                .count(&self.read)
        };
        Ok((count(&[READY, LEASED]).await?, count(&[DEAD]).await?))
    }

    /// When the next piece of waiting work is due; not counting work others have claimed.
    pub async fn outbox_next_due(&self) -> Result<Option<Moment>, StoreError> {
        self.earliest(READY, outbox::Column::DueAt).await
    }

    /// From when on there is something to claim: waiting work that is due, or a claim that ran out.
    pub async fn outbox_next_claim(&self) -> Result<Option<Moment>, StoreError> {
        let due = self.earliest(READY, outbox::Column::DueAt).await?;
        let lapsed = self.earliest(LEASED, outbox::Column::LeaseUntil).await?;
        Ok(due.into_iter().chain(lapsed).min())
    }

    async fn earliest(
        &self,
        state: &str,
        column: outbox::Column,
    ) -> Result<Option<Moment>, StoreError> {
        let first: Option<Option<i64>> = outbox::Entity::find()
            .select_only()
            .column_as(column.min(), "first")
            .filter(outbox::Column::State.eq(state))
            .into_tuple()
            .one(&self.read)
            .await?;
        let cell = Cell { table: "outbox", row: &state };
        Ok(first.flatten().map(|at| moment(&cell, "due_at", at)).transpose()?)
    }
}

fn parse(row: &outbox::Model) -> Result<Claim, Corrupt> {
    let cell = Cell { table: "outbox", row: &row.id };
    Ok(Claim {
        id: JobId::from_uuid(row.id),
        job: cell.json("payload", &row.payload)?,
        attempts: cell.count("attempts", i64::from(row.attempts))?,
        created_at: moment(&cell, "created_at", row.created_at)?,
        fence: row.fence,
    })
}
