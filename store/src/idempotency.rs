//! Answers given once, to be given again: same actor, same key, same body, same answer.

use crate::batch::{Does, Rows};
use crate::error::StoreError;
use crate::rows::{Cell, idempotency, micros};
use crate::tx::{Store, Tx};
use domain::time::Moment;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// How many answers are forgotten at once.
const BATCH: u64 = 500;

/// An idempotency key in the hands of one actor, with the hash of the body it came with.
#[derive(Debug, Clone)]
pub struct Key {
    /// Who uses it: keys of different actors never meet.
    pub actor: String,
    /// As the client made it up: 1 to 128 visible ASCII characters.
    pub key: String,
    /// SHA-256 of operation and body, lower-case hex.
    pub body_sha256: String,
}

/// What was done with the key before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Earlier<T> {
    /// Nothing: go on.
    Nothing,
    /// The same body: give this answer again.
    Answer(T),
    /// Another body: refuse.
    OtherBody,
}

impl Store {
    /// What was done with the key before. Cheap look before the transaction; [`Tx::keep_answer`]
    /// decides.
    pub async fn earlier<T: DeserializeOwned>(&self, key: &Key) -> Result<Earlier<T>, StoreError> {
        let id = (key.actor.clone(), key.key.clone());
        match idempotency::Entity::find_by_id(id).one(&self.read).await? {
            None => Ok(Earlier::Nothing),
            Some(row) if row.body_sha256 != key.body_sha256 => Ok(Earlier::OtherBody),
            Some(row) => {
                let cell = Cell { table: "idempotency", row: &row.key };
                Ok(Earlier::Answer(cell.json("answer", &row.answer)?))
            }
        }
    }
}

impl Tx {
    /// Keeps the answer under the key, in the transaction of what it answers. It ends with a conflict if another
    /// transaction used the key first: nothing of this one is kept, and its answer is there to read.
    pub async fn keep_answer<T: Serialize>(
        &mut self,
        key: &Key,
        answer: &T,
    ) -> Result<(), StoreError> {
        let row = idempotency::ActiveModel {
            actor: Set(key.actor.clone()),
            key: Set(key.key.clone()),
            body_sha256: Set(key.body_sha256.clone()),
            answer: Set(serde_json::to_string(answer)
                .map_err(|error| StoreError::Refused(error.to_string()))?),
            created_at: Set(micros(self.now)),
        };
        let insert = idempotency::Entity::insert(row).on_conflict(
            OnConflict::columns([idempotency::Column::Actor, idempotency::Column::Key])
                .do_nothing()
                .to_owned(),
        );
        let rows = Rows::One(StoreError::Conflict);
        self.sql.does::<idempotency::Entity>(Does::AddsUnlessThere, rows, insert).await
    }

    /// Forgets a batch of answers given before a moment; how many, and whether there may be more.
    pub async fn forget_answers(&mut self, before: Moment) -> Result<(u64, bool), StoreError> {
        use idempotency::Column;
        let some = idempotency::Entity::find()
            .select_only()
            .columns([Column::Actor, Column::Key])
            .filter(Column::CreatedAt.lt(micros(before)))
            .order_by_asc(Column::CreatedAt)
            .limit(BATCH)
            .into_query();
        let keys = Expr::tuple([Column::Actor.into_simple_expr(), Column::Key.into_simple_expr()]);
        let gone = idempotency::Entity::delete_many()
            .filter(keys.in_subquery(some))
            .exec(&self.sql)
            .await?;
        Ok((gone.rows_affected, gone.rows_affected >= BATCH))
    }
}
