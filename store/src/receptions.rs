//! Receptions: begun, ended, found by their identifier or by who receives.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, micros, moment, reception};
use crate::tx::{Store, Tx};
use domain::id::{CitizenId, ReceptionId};
use domain::reception::{Reception, Window};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Select, Set};

impl Store {
    /// That of an identifier, going on or over.
    pub async fn reception(&self, id: ReceptionId) -> Result<Option<Reception>, StoreError> {
        let row = reception::Entity::find_by_id(id.uuid()).one(&self.read).await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }

    /// The reception of an operator that nobody has ended; its time may be over.
    pub async fn reception_of(&self, operator: CitizenId) -> Result<Option<Reception>, StoreError> {
        let row = unended_of(operator).one(&self.read).await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }
}

impl Tx {
    /// The reception of an operator that nobody has ended; whoever else begins or goes on with one of theirs waits until this transaction has
    /// ended.
    pub async fn hold_reception_of(
        &mut self,
        operator: CitizenId,
    ) -> Result<Option<Reception>, StoreError> {
        self.hold_official(operator).await?;
        let row = unended_of(operator).one(&self.sql).await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }

    /// Begins a reception. The one the operator left open is ended by it; those begun at once by one follow each other.
    pub async fn begin_reception(&mut self, of: &Reception) -> Result<(), StoreError> {
        self.hold_official(of.operator).await?;
        reception::Entity::update_many()
            .col_expr(reception::Column::EndedAt, Expr::value(micros(of.begun_at)))
            .filter(reception::Column::OperatorId.eq(of.operator.uuid()))
            .filter(reception::Column::EndedAt.is_null())
            .exec(&self.sql)
            .await?;
        let row = reception::ActiveModel {
            id: Set(of.id.uuid()),
            place: Set(of.window.place.to_string()),
            direct_reason: Set(of.window.direct_reason.as_ref().map(ToString::to_string)),
            operator_id: Set(of.operator.uuid()),
            visitor_id: Set(of.visitor.uuid()),
            begun_at: Set(micros(of.begun_at)),
            first_at: Set(micros(of.first_at)),
            ended_at: Set(of.ended_at.map(micros)),
            has_left: Set(of.has_left),
        };
        row.insert(&self.sql).await?;
        Ok(())
    }

    /// Ends a reception: the visitor has left. When it ended stays as it was, if it had.
    pub async fn end_reception(&mut self, of: &Reception) -> Result<(), StoreError> {
        let ended = of.ended_at.unwrap_or(self.now);
        reception::Entity::update_many()
            .col_expr(reception::Column::EndedAt, Expr::value(micros(ended)))
            .col_expr(reception::Column::HasLeft, Expr::value(true))
            .filter(reception::Column::Id.eq(of.id.uuid()))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// A reception, inside the transaction.
    pub async fn reception(&mut self, id: ReceptionId) -> Result<Option<Reception>, StoreError> {
        let row = reception::Entity::find_by_id(id.uuid()).one(&self.sql).await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }
}

fn unended_of(operator: CitizenId) -> Select<reception::Entity> {
    reception::Entity::find()
        .filter(reception::Column::OperatorId.eq(operator.uuid()))
        .filter(reception::Column::EndedAt.is_null())
}

fn parse(row: &reception::Model) -> Result<Reception, Corrupt> {
    let cell = Cell { table: "reception", row: &row.id };
    Ok(Reception {
        id: ReceptionId::from_uuid(row.id),
        window: Window {
            place: cell.text("office", &row.place)?,
            direct_reason: cell.text_if("direct_reason", row.direct_reason.as_deref())?,
        },
        operator: CitizenId::from_uuid(row.operator_id),
        visitor: CitizenId::from_uuid(row.visitor_id),
        begun_at: moment(&cell, "begun_at", row.begun_at)?,
        first_at: moment(&cell, "first_at", row.first_at)?,
        has_left: row.has_left,
        ended_at: row.ended_at.map(|at| moment(&cell, "ended_at", at)).transpose()?,
    })
}
