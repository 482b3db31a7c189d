//! Drafts: forms not filed yet. They change, so they carry a version; they are nobody else's business,
//! so they leave no facts.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, draft, micros, moment};
use crate::seal::{Place, Seal};
use crate::tx::{HELD, Store, Tx};
use domain::codes::ServiceCode;
use domain::id::{CitizenId, DraftId};
use domain::time::Moment;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde_json::Value;
use uuid::Uuid;

/// A form not filed yet, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its identifier.
    pub id: DraftId,
    /// Whose it is.
    pub citizen: CitizenId,
    /// What is going to be applied for.
    pub service: ServiceCode,
    /// The form, as far as it is filled.
    pub form: Value,
    /// Its version, for `ETag`.
    pub version: i64,
    /// When it was begun.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
}

/// A draft in a list: without its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSummary {
    /// Its identifier.
    pub id: DraftId,
    /// What is going to be applied for.
    pub service: ServiceCode,
    /// When it was begun.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
}

/// How many drafts a list has at most.
const LISTED: u64 = 100;

impl Store {
    /// A citizen's draft.
    pub async fn draft(
        &self,
        citizen: CitizenId,
        id: DraftId,
    ) -> Result<Option<Draft>, StoreError> {
        let row = draft::Entity::find_by_id(id.uuid())
            .filter(draft::Column::CitizenId.eq(citizen.uuid()))
            .one(&self.read)
            .await?;
        Ok(row.map(|row| parse(row, &self.seal)).transpose()?)
    }

    /// A citizen's drafts, last changed first.
    pub async fn drafts_of(&self, citizen: CitizenId) -> Result<Vec<DraftSummary>, StoreError> {
        use draft::Column::{CitizenId as Owner, CreatedAt, Id, Service, UpdatedAt};
        let rows: Vec<(Uuid, String, i64, i64)> = draft::Entity::find()
            .select_only()
            .columns([Id, Service, CreatedAt, UpdatedAt])
            .filter(Owner.eq(citizen.uuid()))
            .order_by_desc(UpdatedAt)
            .limit(LISTED)
            .into_tuple()
            .all(&self.read)
            .await?;
        let summary = |(id, service, created_at, updated_at): (Uuid, String, i64, i64)| {
            let cell = Cell { table: "draft", row: &id };
            Ok::<_, Corrupt>(DraftSummary {
                id: DraftId::from_uuid(id),
                service: cell.text("service", &service)?,
                created_at: moment(&cell, "created_at", created_at)?,
                updated_at: moment(&cell, "updated_at", updated_at)?,
            })
        };
        Ok(rows.into_iter().map(summary).collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Begins a draft.
    pub async fn insert_draft(
        &mut self,
        citizen: CitizenId,
        service: &ServiceCode,
        form: &Value,
    ) -> Result<Draft, StoreError> {
        let id = DraftId::new(self.now, &*self.entropy);
        draft::ActiveModel {
            id: Set(id.uuid()),
            citizen_id: Set(citizen.uuid()),
            service: Set(service.to_string()),
            form: Set(self.sealed(id, form)?),
            version: Set(1),
            created_at: Set(micros(self.now)),
            updated_at: Set(micros(self.now)),
        }
        .insert(&self.sql)
        .await?;
        Ok(Draft {
            id,
            citizen,
            service: service.clone(),
            form: form.clone(),
            version: 1,
            created_at: self.now,
            updated_at: self.now,
        })
    }

    /// A citizen's draft under its lock.
    pub async fn lock_draft(
        &mut self,
        citizen: CitizenId,
        id: DraftId,
    ) -> Result<Option<Draft>, StoreError> {
        let row = draft::Entity::find_by_id(id.uuid())
            .filter(draft::Column::CitizenId.eq(citizen.uuid()))
            .lock(HELD)
            .one(&self.sql)
            .await?;
        Ok(row.map(|row| parse(row, &self.seal)).transpose()?)
    }

    /// Keeps a changed form of a draft held under its lock.
    pub async fn update_draft(&mut self, draft: Draft, form: Value) -> Result<Draft, StoreError> {
        let version = draft.version + 1;
        draft::ActiveModel {
            id: Set(draft.id.uuid()),
            form: Set(self.sealed(draft.id, &form)?),
            version: Set(version),
            updated_at: Set(micros(self.now)),
            ..Default::default()
        }
        .update(&self.sql)
        .await?;
        Ok(Draft { form, version, updated_at: self.now, ..draft })
    }

    /// Removes a draft.
    pub async fn delete_draft(&mut self, id: DraftId) -> Result<(), StoreError> {
        draft::Entity::delete_by_id(id.uuid()).exec(&self.sql).await?;
        Ok(())
    }

    fn sealed(&self, id: DraftId, form: &Value) -> Result<Vec<u8>, StoreError> {
        let bytes =
            serde_json::to_vec(form).map_err(|error| StoreError::Refused(error.to_string()))?;
        Ok(self.seal.seal(&place(id), &bytes, &*self.entropy))
    }
}

pub(crate) fn place(id: DraftId) -> Place {
    Place::new("draft", "form", id)
}

fn parse(row: draft::Model, seal: &Seal) -> Result<Draft, Corrupt> {
    let cell = Cell { table: "draft", row: &row.id };
    let id = DraftId::from_uuid(row.id);
    let form = seal.open(&place(id), &row.form)?;
    Ok(Draft {
        id,
        citizen: CitizenId::from_uuid(row.citizen_id),
        service: cell.text("service", &row.service)?,
        form: serde_json::from_slice(&form).map_err(|_shape| cell.corrupt("form", "not JSON"))?,
        version: row.version,
        created_at: moment(&cell, "created_at", row.created_at)?,
        updated_at: moment(&cell, "updated_at", row.updated_at)?,
    })
}
