//! How a claimed delivery ends, or goes on.

use super::DeliveryClaim;
use crate::error::StoreError;
use crate::rows::{attempt, delivery, micros, name_of};
use crate::tx::Tx;
use domain::notice::{DeliveryState, Next, Outcome};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

impl Tx {
    /// Writes down what came of a try and what follows. An error if the lease was lost.
    pub async fn conclude(
        &mut self,
        claim: &DeliveryClaim,
        outcome: &Outcome,
        next: Next,
    ) -> Result<(), StoreError> {
        use delivery::Column;
        let (state, due_at, final_at) = match next {
            Next::Ends(state) => (state, None, Some(micros(self.now))),
            Next::Again(due_at) => (DeliveryState::Ready, Some(micros(due_at)), None),
        };
        let reason = outcome.reason().map(str::to_owned);
        let mut change = delivery::Entity::update_many()
            .col_expr(Column::State, Expr::value(name_of(&state)))
            .col_expr(Column::LastError, Expr::value(reason.clone()))
            .col_expr(Column::FinalAt, Expr::value(final_at))
            .col_expr(Column::LeaseUntil, Expr::value(Option::<i64>::None));
        if let Some(due_at) = due_at {
            change = change.col_expr(Column::DueAt, Expr::value(due_at));
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
        let done = change
            .filter(Column::Id.eq(claim.id.uuid()))
            .filter(Column::Fence.eq(claim.fence))
            .exec(&self.sql)
            .await?;
        if done.rows_affected != 1 {
            return Err(StoreError::LeaseLost);
        }
        self.end_attempt(claim, outcome.name(), reason).await
    }

    async fn end_attempt(
        &self,
        claim: &DeliveryClaim,
        outcome: &str,
        detail: Option<String>,
    ) -> Result<(), StoreError> {
        attempt::Entity::update_many()
            .col_expr(attempt::Column::EndedAt, Expr::value(micros(self.now)))
            .col_expr(attempt::Column::Outcome, Expr::value(outcome))
            .col_expr(attempt::Column::Detail, Expr::value(detail))
            .filter(attempt::Column::DeliveryId.eq(claim.id.uuid()))
            .filter(attempt::Column::N.eq(claim.n))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Gives up deliveries that nobody has in hand and whose time ran out; how many.
    pub async fn expire_deliveries(&mut self) -> Result<u64, StoreError> {
        use delivery::Column;
        let now = micros(self.now);
        let left =
            Condition::all().add(Column::State.eq("leased")).add(Column::LeaseUntil.lte(now));
        let done = delivery::Entity::update_many()
            .col_expr(Column::State, Expr::value(name_of(&DeliveryState::Dead)))
            .col_expr(Column::Fence, Expr::col(Column::Fence).add(1_i64))
            .col_expr(Column::FinalAt, Expr::value(now))
            .col_expr(Column::LastError, Expr::value("its time ran out"))
            .filter(Column::ExpiresAt.lte(now))
            .filter(Condition::any().add(Column::State.eq("ready")).add(left))
            .exec(&self.sql)
            .await?;
        Ok(done.rows_affected)
    }
}
