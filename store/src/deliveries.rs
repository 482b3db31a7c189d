//! Deliveries: claimed with a lease and a fence, every try written down before it is made.
//!
//! At least once. A try whose outcome was never written may have reached the person: the next one is
//! made under the same identifier and the delivery is marked as a possible duplicate. A sender that
//! wakes up late cannot write over its successor: the fence has moved on.

mod conclude;
#[cfg(test)]
mod tests;

use crate::error::{Corrupt, StoreError};
use crate::notices::{address_place, words_of};
use crate::rows::{Cell, after, attempt, delivery, micros, moment, name_of, notice};
use crate::seal::Seal;
use crate::tx::{Store, Tx};
use domain::id::{ApplicationId, CitizenId, DeliveryId, NoticeId};
use domain::notice::{Channel, DeliveryState, Words};
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set,
    Statement,
};
use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

/// What stands for the outcome of a try that nobody ended.
const LOST: &str = "lost";

/// A delivery in a sender's hand. `Debug` shows neither address nor words.
#[derive(Clone)]
pub struct DeliveryClaim {
    /// The delivery: the stable name of the message, whatever the try.
    pub id: DeliveryId,
    /// The notice.
    pub notice: NoticeId,
    /// Who is told.
    pub citizen: CitizenId,
    /// About which application.
    pub application: ApplicationId,
    /// The channel.
    pub channel: Channel,
    /// The address in it.
    pub address: String,
    /// What is said.
    pub words: Words,
    /// How many times it was tried, this time included.
    pub attempts: u32,
    /// When the notice was planned.
    pub created_at: Moment,
    /// When it is not worth sending any more.
    pub expires_at: Moment,
    n: i32,
    fence: i64,
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
    /// Claims up to `limit` deliveries of a channel that are due, for as long as the lease lasts,
    /// and writes down that each is about to be tried.
    pub async fn claim_deliveries(
        &mut self,
        channel: Channel,
        owner: &str,
        limit: usize,
        lease: Duration,
    ) -> Result<Vec<DeliveryClaim>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        // What another left behind goes first: it waits longest.
        let mut rows = self.take(channel, owner, lease, ("leased", "lease_until", limit)).await?;
        let room = limit - i64::try_from(rows.len()).unwrap_or(limit);
        if room > 0 {
            rows.extend(self.take(channel, owner, lease, ("ready", "due_at", room)).await?);
        }
        let notices = self.notices_by_id(&rows).await?;
        let mut claims = Vec::with_capacity(rows.len());
        for row in rows {
            match parse(&row, notices.get(&row.notice_id), &self.seal) {
                Ok(claim) => {
                    self.write_intent(&claim).await?;
                    claims.push(claim);
                }
                // Another process has the key: that one sends it.
                Err(corrupt) if corrupt.missing_key.is_some() => return Err(corrupt.into()),
                Err(corrupt) => {
                    tracing::error!(delivery.id = %row.id, error = %corrupt, "a delivery cannot be read");
                    self.set_delivery_aside(row.id, &corrupt.to_string()).await?;
                }
            }
        }
        Ok(claims)
    }

    async fn take(
        &self,
        channel: Channel,
        owner: &str,
        lease: Duration,
        (state, since, limit): (&str, &str, i64),
    ) -> Result<Vec<delivery::Model>, StoreError> {
        let now = micros(self.now);
        let until = after(self.now, lease);
        let sql = format!(
            "UPDATE delivery SET state = 'leased', lease_owner = $1, lease_until = $2, \
             fence = fence + 1, attempts = attempts + 1 WHERE id IN (SELECT id FROM delivery WHERE \
             state = '{state}' AND channel = $3 AND {since} <= $4 AND expires_at > $4 \
             ORDER BY {since} LIMIT $5{skip}) RETURNING *",
            skip = self.engine.skip_locked(),
        );
        let values = [owner.into(), until.into(), channel.name().into(), now.into(), limit.into()];
        let statement =
            Statement::from_sql_and_values(self.sql.get_database_backend(), sql, values);
        let mut rows = delivery::Entity::find().from_raw_sql(statement).all(&self.sql).await?;
        rows.sort_by_key(|row| row.due_at);
        Ok(rows)
    }

    async fn notices_by_id(
        &self,
        rows: &[delivery::Model],
    ) -> Result<HashMap<uuid::Uuid, notice::Model>, StoreError> {
        if rows.is_empty() {
            return Ok(HashMap::new());
        }
        let found = notice::Entity::find()
            .filter(notice::Column::Id.is_in(rows.iter().map(|row| row.notice_id)))
            .all(&self.sql)
            .await?;
        Ok(found.into_iter().map(|one| (one.id, one)).collect())
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
            fence: Set(claim.fence),
            started_at: Set(micros(self.now)),
            ended_at: Set(None),
            outcome: Set(None),
            detail: Set(None),
        };
        attempt::Entity::insert(row).exec_without_returning(&self.sql).await?;
        Ok(())
    }

    async fn set_delivery_aside(&self, id: uuid::Uuid, reason: &str) -> Result<(), StoreError> {
        delivery::Entity::update_many()
            .col_expr(delivery::Column::State, Expr::value(name_of(&DeliveryState::Dead)))
            .col_expr(delivery::Column::LastError, Expr::value(reason))
            .col_expr(delivery::Column::FinalAt, Expr::value(micros(self.now)))
            .filter(delivery::Column::Id.eq(id))
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}

impl Store {
    /// How many deliveries wait or are in hand, and how many were given up.
    pub async fn deliveries_depth(&self) -> Result<(u64, u64), StoreError> {
        let count = |states: &'static [&'static str]| {
            delivery::Entity::find()
                .filter(delivery::Column::State.is_in(states.iter().copied()))
                .count(&self.read)
        };
        Ok((count(&["ready", "leased"]).await?, count(&["dead"]).await?))
    }

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
        created_at: moment(&cell, "created_at", notice.created_at)?,
        expires_at: moment(&cell, "expires_at", row.expires_at)?,
        n: row.attempts,
        fence: row.fence,
    })
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
