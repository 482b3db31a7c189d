//! What registers told of citizens: kept sealed, so that pre-check answers at once.

use crate::citizens;
use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, citizen, micros, moment, register_fact, related};
use crate::seal::{Place, Seal};
use crate::tx::{Store, Tx};
use domain::citizen::Citizen;
use domain::codes::RegisterCode;
use domain::id::CitizenId;
use domain::time::Moment;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, Set};
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
        let told = rows.iter().map(|row| parse(row, &self.seal));
        Ok(told.collect::<Result<_, _>>()?)
    }

    /// A citizen's record and everything registers told of them, in one look: what a form is checked with.
    pub async fn citizen_with_registers(
        &self,
        id: CitizenId,
    ) -> Result<Option<(Citizen, Vec<RegisterFacts>)>, StoreError> {
        let registers = related::<citizen::Entity, register_fact::Entity>(
            citizen::Column::Id,
            register_fact::Column::CitizenId,
        );
        let rows = citizen::Entity::find_by_id(id.uuid())
            .join(JoinType::LeftJoin, registers)
            .column(register_fact::Column::Register)
            .column(register_fact::Column::Data)
            .column(register_fact::Column::FetchedAt)
            .into_model::<Known>()
            .all(&self.read)
            .await?;
        let mut record = None;
        let mut told = Vec::new();
        for Known { citizen, register, data, fetched_at } in rows {
            if let (Some(register), Some(data), Some(fetched_at)) = (register, data, fetched_at) {
                let row =
                    register_fact::Model { citizen_id: citizen.id, register, data, fetched_at };
                told.push(parse(&row, &self.seal)?);
            }
            if record.is_none() {
                record = Some(citizens::parse(citizen, &self.seal)?);
            }
        }
        Ok(record.map(|record| (record, told)))
    }
}

/// A citizen's record, with one register's answer or none.
#[derive(FromQueryResult)]
struct Known {
    #[sea_orm(nested)]
    citizen: citizen::Model,
    register: Option<String>,
    data: Option<Vec<u8>>,
    fetched_at: Option<i64>,
}

fn parse(row: &register_fact::Model, seal: &Seal) -> Result<RegisterFacts, Corrupt> {
    let cell = Cell { table: "register_fact", row: &row.register };
    let place = place(CitizenId::from_uuid(row.citizen_id), &row.register);
    let data = seal.open(&place, &row.data)?;
    Ok(RegisterFacts {
        register: cell.text("register", &row.register)?,
        data: serde_json::from_slice(&data).map_err(|_shape| cell.corrupt("data", "not JSON"))?,
        fetched_at: moment(&cell, "fetched_at", row.fetched_at)?,
    })
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
