//! Deliveries: notices on their way through one channel. Each waits in the queue as a job under its own
//! identifier, and every try is written down before it is made.
//!
//! At least once. A try whose outcome was never written may have reached the person: the next one is
//! made under the same identifier and the delivery is marked as a possible duplicate. A sender that
//! wakes up late cannot write over its successor: the fence of the job has moved on.

mod conclude;
#[cfg(test)]
mod tests;

use crate::error::{Corrupt, StoreError};
use crate::notices::{address_place, words_of};
use crate::queue::Claim;
use crate::rows::{Cell, attempt, delivery, micros, moment, notice};
use crate::seal::Seal;
use crate::tx::{Store, Tx};
use domain::id::{ApplicationId, CitizenId, DeliveryId, NoticeId};
use domain::notice::{Channel, DeliveryState, Words};
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set, Statement};
use std::fmt;

/// What stands for the outcome of a try that nobody ended.
const LOST: &str = "lost";

/// A delivery in a sender's hand. `Debug` shows neither address nor words.
#[derive(Clone)]
pub struct DeliveryClaim {
    /// The delivery: the stable name of the message, whatever the try.
    pub id: DeliveryId,
    /// What is sent.
    pub notice: NoticeId,
    /// Who is told.
    pub citizen: CitizenId,
    /// About which application.
    pub application: ApplicationId,
    /// By which it is sent.
    pub channel: Channel,
    /// An e-mail address, or the number of a chat; unsealed.
    pub address: String,
    /// What is said.
    pub words: Words,
    /// How many times it was tried, this time included.
    pub attempts: u32,
    /// When the notice was planned.
    pub created_at: Moment,
    /// When it is not worth sending any more.
    pub expires_at: Moment,
    job: Claim,
    n: i32,
}

impl fmt::Debug for DeliveryClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeliveryClaim({}, try {})", self.id, self.attempts)
    }
}

/// A try to send, as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRecord {
    /// Which try, from 1.
    pub n: u32,
    /// When it began.
    pub started_at: Moment,
    /// When it ended; absent if nobody ended it.
    pub ended_at: Option<Moment>,
    /// What came of it: a name of [`domain::notice::Outcome`], or `lost`; absent while it goes on.
    pub outcome: Option<String>,
    /// Why; no personal data.
    pub detail: Option<String>,
}

impl Tx {
    /// Takes the delivery of a claimed job in hand and writes down that it is about to be tried, in the
    /// transaction of the claim. `None` if it has ended, or its time ran out: then the job is done. An error if there is
    /// no such delivery: the job is none of a delivery's.
    pub async fn begin_try(&mut self, job: &Claim) -> Result<Option<DeliveryClaim>, StoreError> {
        // Counted from the tries on record: a wrong count must not write a try that is there.
        let sql = "UPDATE delivery SET attempts = CASE WHEN attempts < 0 THEN attempts ELSE \
                   (SELECT COALESCE(MAX(n), 0) + 1 FROM attempt WHERE delivery_id = $1) END \
                   WHERE id = $1 AND state = 'ready' AND expires_at > $2 RETURNING *";
        let values = [job.id.uuid().into(), micros(self.now).into()];
        let statement =
            Statement::from_sql_and_values(self.sql.get_database_backend(), sql, values);
        // A claim takes several: the tries of those before it may go on waiting.
        let own = self.sql.about(&["delivery"]);
        let Some(row) = delivery::Entity::find().from_raw_sql(statement).one(&own).await? else {
            self.none_to_try(job).await?;
            return Ok(None);
        };
        let notice =
            notice::Entity::find_by_id(row.notice_id).one(&self.sql.about(&["notice"])).await?;
        let claim = match parse(&row, notice.as_ref(), &self.seal, job) {
            Ok(claim) => claim,
            Err(corrupt) => {
                // No try was made.
                let was = delivery::Entity::update_many().col_expr(
                    delivery::Column::Attempts,
                    Expr::value(row.attempts.saturating_sub(1)),
                );
                was.filter(delivery::Column::Id.eq(row.id)).exec(&self.sql).await?;
                return Err(corrupt.into());
            }
        };
        self.write_intent(&claim).await?;
        Ok(Some(claim))
    }

    /// Ends a job whose delivery has ended or is late.
    async fn none_to_try(&mut self, job: &Claim) -> Result<(), StoreError> {
        let id = job.id.uuid();
        let found = delivery::Entity::find_by_id(id).one(&self.sql).await?;
        if !state_of(id, found.as_ref())?.is_final() {
            self.expire_one(id).await?;
        }
        self.finish(job).await
    }

    /// Intent before effect: the try is on record before anything leaves the house.
    async fn write_intent(&self, claim: &DeliveryClaim) -> Result<(), StoreError> {
        if claim.attempts > 1 {
            let lost = attempt::Entity::update_many()
                .col_expr(attempt::Column::Outcome, Expr::value(LOST))
                .filter(attempt::Column::DeliveryId.eq(claim.id.uuid()))
                .filter(attempt::Column::Outcome.is_null())
                .exec(&self.sql)
                .await?;
            if lost.rows_affected > 0 {
                delivery::Entity::update_many()
                    .col_expr(delivery::Column::PossibleDuplicate, Expr::value(true))
                    .filter(delivery::Column::Id.eq(claim.id.uuid()))
                    .exec(&self.sql)
                    .await?;
            }
        }
        let row = attempt::ActiveModel {
            delivery_id: Set(claim.id.uuid()),
            n: Set(claim.n),
            fence: Set(claim.job.fence()),
            started_at: Set(micros(self.now)),
            ended_at: Set(None),
            outcome: Set(None),
            detail: Set(None),
        };
        self.sql.add::<attempt::Entity>(attempt::Entity::insert(row)).await
    }
}

impl Store {
    /// Every try of a delivery, in order.
    pub async fn attempts_of(&self, id: DeliveryId) -> Result<Vec<AttemptRecord>, StoreError> {
        let rows = attempt::Entity::find()
            .filter(attempt::Column::DeliveryId.eq(id.uuid()))
            .order_by_asc(attempt::Column::N)
            .all(&self.read)
            .await?;
        Ok(rows.into_iter().map(parse_attempt).collect::<Result<_, _>>()?)
    }
}

fn parse(
    row: &delivery::Model,
    notice: Option<&notice::Model>,
    seal: &Seal,
    job: &Claim,
) -> Result<DeliveryClaim, Corrupt> {
    let cell = Cell { table: "delivery", row: &row.id };
    let notice = notice.ok_or_else(|| cell.corrupt("notice_id", "no such notice"))?;
    let id = DeliveryId::from_uuid(row.id);
    let address = seal.open(&address_place(id), &row.address)?;
    Ok(DeliveryClaim {
        id,
        notice: NoticeId::from_uuid(notice.id),
        citizen: CitizenId::from_uuid(notice.citizen_id),
        application: ApplicationId::from_uuid(notice.application_id),
        channel: cell.name("channel", &row.channel)?,
        address: String::from_utf8(address)
            .map_err(|_bytes| cell.corrupt("address", "not a text"))?,
        words: words_of(notice, seal)?,
        attempts: cell.count("attempts", i64::from(row.attempts))?,
        created_at: planned_at(notice)?,
        expires_at: moment(&cell, "expires_at", row.expires_at)?,
        job: job.clone(),
        n: row.attempts,
    })
}

/// Where a delivery stands that a job is to send.
fn state_of(id: uuid::Uuid, row: Option<&delivery::Model>) -> Result<DeliveryState, Corrupt> {
    let cell = Cell { table: "delivery", row: &id };
    let row = row.ok_or_else(|| cell.corrupt("id", "a job is to send it, and it is not there"))?;
    cell.name("state", &row.state)
}

fn planned_at(notice: &notice::Model) -> Result<Moment, Corrupt> {
    moment(&Cell { table: "notice", row: &notice.id }, "created_at", notice.created_at)
}

fn parse_attempt(row: attempt::Model) -> Result<AttemptRecord, Corrupt> {
    let cell = Cell { table: "attempt", row: &row.delivery_id };
    Ok(AttemptRecord {
        n: cell.count("n", i64::from(row.n))?,
        started_at: moment(&cell, "started_at", row.started_at)?,
        ended_at: row.ended_at.map(|at| moment(&cell, "ended_at", at)).transpose()?,
        outcome: row.outcome,
        detail: row.detail,
    })
}
