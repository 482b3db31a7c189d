//! How a try to send ends, or what follows it.

use super::DeliveryClaim;
use crate::batch::Rows;
use crate::error::StoreError;
use crate::queue::Paused;
use crate::rows::{attempt, delivery, micros, name_of};
use crate::tx::{Store, Tx};
use domain::notice::{DeliveryState, Next, Outcome};
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use std::time::Duration;

/// How many deliveries are given up in one statement.
const BATCH: u64 = 500;

impl Tx {
    /// Writes down what came of a try and what follows, for the delivery and its job. An error if the lease
    /// was lost.
    pub async fn conclude(
        &mut self,
        claim: &DeliveryClaim,
        outcome: &Outcome,
        next: Next,
    ) -> Result<(), StoreError> {
        match next {
            Next::Ends(_) => self.finish(&claim.job).await?,
            Next::Again(due_at) => {
                self.later(&claim.job, due_at, outcome.reason().unwrap_or_default()).await?;
            }
        }
        let ended = if let Next::Ends(state) = next { Some(state) } else { None };
        self.write_outcome(claim, outcome, ended).await
    }

    /// Writes down that the other side took nothing now: the job goes back, and its lane is closed for all
    /// nodes. `asked` is how long it wants to be left alone. The pause, if this failure began it. An error if
    /// the lease was lost.
    pub async fn conclude_away(
        &mut self,
        claim: &DeliveryClaim,
        outcome: &Outcome,
        asked: Option<Duration>,
    ) -> Result<Option<Paused>, StoreError> {
        let reason = outcome.reason().unwrap_or_default();
        let paused = self.receiver_failed(&claim.job, asked, reason).await?;
        self.write_outcome(claim, outcome, None).await?;
        Ok(paused)
    }

    async fn write_outcome(
        &self,
        claim: &DeliveryClaim,
        outcome: &Outcome,
        ended: Option<DeliveryState>,
    ) -> Result<(), StoreError> {
        use delivery::Column;
        let reason = outcome.reason().map(str::to_owned);
        let mut change = delivery::Entity::update_many()
            .col_expr(Column::LastError, Expr::value(reason.clone()))
            .filter(Column::Id.eq(claim.id.uuid()));
        if let Some(state) = ended {
            change = change
                .col_expr(Column::State, Expr::value(name_of(&state)))
                .col_expr(Column::FinalAt, Expr::value(micros(self.now)));
        }
        match outcome {
            Outcome::Sent { reference: Some(reference) } => {
                change = change.col_expr(Column::ProviderRef, Expr::value(reference.as_str()));
            }
            Outcome::Unknown { .. } => {
                change = change.col_expr(Column::PossibleDuplicate, Expr::value(true));
            }
            _ => {}
        }
        self.sql.change::<delivery::Entity>(Rows::Any, change).await?;
        let ended = attempt::Entity::update_many()
            .col_expr(attempt::Column::EndedAt, Expr::value(micros(self.now)))
            .col_expr(attempt::Column::Outcome, Expr::value(outcome.name()))
            .col_expr(attempt::Column::Detail, Expr::value(reason))
            .filter(attempt::Column::DeliveryId.eq(claim.id.uuid()))
            .filter(attempt::Column::N.eq(claim.n));
        self.sql.change::<attempt::Entity>(Rows::Any, ended).await
    }

    /// Gives up a delivery whose time ran out; nothing if it had ended.
    pub(super) async fn expire_one(&self, id: uuid::Uuid) -> Result<(), StoreError> {
        use delivery::Column;
        delivery::Entity::update_many()
            .col_expr(Column::State, Expr::value(name_of(&DeliveryState::Dead)))
            .col_expr(Column::FinalAt, Expr::value(micros(self.now)))
            .filter(Column::Id.eq(id))
            .filter(Column::State.eq(name_of(&DeliveryState::Ready)))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Gives up deliveries that nobody has in hand and whose time ran out, with their jobs; at most a batch, by
    /// its index. How many.
    pub async fn expire_deliveries(&mut self) -> Result<u64, StoreError> {
        let expired = "d.state = 'ready' AND d.expires_at <= $1";
        // The jobs first, as a claim does, and none that somebody holds: whoever takes rows of both tables takes
        // them in one order.
        let skip = self.engine.skip_locked();
        let jobs = format!(
            "DELETE FROM queue WHERE id IN (SELECT q.id FROM queue q WHERE q.id IN (SELECT d.id FROM delivery d \
             WHERE {expired} ORDER BY d.expires_at LIMIT {BATCH}) AND (q.claimed_by IS NULL OR q.due_at <= $1){skip})",
        );
        // The state is asked for within alone, where the rows are locked: asked for outside too, PostgreSQL would look
        // through all that are ready.
        let deliveries = format!(
            "UPDATE delivery SET state = 'dead', final_at = $1 WHERE id IN (SELECT d.id \
             FROM delivery d WHERE {expired} AND NOT EXISTS (SELECT 1 FROM queue q WHERE q.id = d.id) \
             ORDER BY d.expires_at LIMIT {BATCH}{skip})"
        );
        let backend = self.sql.get_database_backend();
        let now = [micros(self.now).into()];
        self.sql.execute_raw(Statement::from_sql_and_values(backend, jobs, now.clone())).await?;
        let done =
            self.sql.execute_raw(Statement::from_sql_and_values(backend, deliveries, now)).await?;
        Ok(done.rows_affected())
    }
}

impl Store {
    /// Whether there are deliveries whose time ran out. Takes no lock and writes nothing.
    pub async fn has_expired_deliveries(&self, now: Moment) -> Result<bool, StoreError> {
        let sql =
            "SELECT 1 AS one FROM delivery WHERE state = 'ready' AND expires_at <= $1 LIMIT 1";
        let backend = self.read.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, [micros(now).into()]);
        Ok(self.read.query_one_raw(statement).await?.is_some())
    }
}
