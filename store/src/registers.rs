//! What registers told of citizens: kept sealed, so that pre-check answers at once.

use crate::error::StoreError;
use crate::rows::{Cell, micros, moment, register_fact};
use crate::seal::Place;
use crate::tx::{Store, Tx};
use domain::codes::RegisterCode;
use domain::id::CitizenId;
use domain::time::Moment;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::Value;

/// What a register told.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterFacts {
    /// Which register.
    pub register: RegisterCode,
    /// Its answer.
    pub data: Value,
    /// When it was asked.
    pub fetched_at: Moment,
}

impl Store {
    /// Everything registers told of a citizen.
    pub async fn registers_of(&self, citizen: CitizenId) -> Result<Vec<RegisterFacts>, StoreError> {
        let rows = register_fact::Entity::find()
            .filter(register_fact::Column::CitizenId.eq(citizen.uuid()))
            .all(&self.read)
            .await?;
        let mut told = Vec::with_capacity(rows.len());
        for row in rows {
            let cell = Cell { table: "register_fact", row: &row.register };
            let data = self.seal.open(&place(citizen, &row.register), &row.data)?;
            told.push(RegisterFacts {
                register: cell.text("register", &row.register)?,
                data: serde_json::from_slice(&data)
                    .map_err(|_shape| cell.corrupt("data", "not JSON"))?,
                fetched_at: moment(&cell, "fetched_at", row.fetched_at)?,
            });
        }
        Ok(told)
    }
}

impl Tx {
    /// Keeps a register's newest answer.
    pub async fn remember_register(
        &mut self,
        citizen: CitizenId,
        register: &RegisterCode,
        data: &Value,
    ) -> Result<(), StoreError> {
        use register_fact::Column;
        let bytes =
            serde_json::to_vec(data).map_err(|error| StoreError::Refused(error.to_string()))?;
        let row = register_fact::ActiveModel {
            citizen_id: Set(citizen.uuid()),
            register: Set(register.to_string()),
            data: Set(self.seal.seal(&place(citizen, register.as_str()), &bytes, &*self.entropy)),
            fetched_at: Set(micros(self.now)),
        };
        register_fact::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([Column::CitizenId, Column::Register])
                    .update_columns([Column::Data, Column::FetchedAt])
                    .to_owned(),
            )
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }
}

pub(crate) fn place(citizen: CitizenId, register: &str) -> Place {
    Place::new("register_fact", "data", format!("{citizen}/{register}"))
}
