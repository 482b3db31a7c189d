//! Files that applicants give. The bytes are parts in [`crate::Files`]; here is what is known of each file. A file that is
//! filed with no application is nobody else's business, so it leaves no facts; the fact of filing names its hash.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, micros, moment, name_of, upload};
use crate::seal::{Place, Seal};
use crate::tx::{HELD, Store, Tx};
use domain::id::{CitizenId, UploadId};
use domain::time::Moment;
use domain::upload::{FileDefect, FileKind, UploadState};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use uuid::Uuid;

/// A part of a file: the name it is kept under, and how many bytes it has.
pub type FilePart = (String, u64);

/// A file that an applicant gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its identifier.
    pub id: UploadId,
    /// Whose it is.
    pub citizen: CitizenId,
    /// How far it is.
    pub state: UploadState,
    /// What its owner calls it.
    pub name: String,
    /// How many bytes it will have, once that is known.
    pub size: Option<u64>,
    /// How many are there.
    pub received: u64,
    /// Its parts, in their order.
    pub parts: Vec<FilePart>,
    /// What it is, once it was looked at.
    pub kind: Option<FileKind>,
    /// How many pages it has, once it was looked at.
    pub pages: Option<u64>,
    /// SHA-256 of its bytes, lower-case hex, once it was looked at.
    pub sha256: Option<String>,
    /// Why it was refused.
    pub defect: Option<FileDefect>,
    /// When the virus scanner found nothing in it; `None` if none looked.
    pub scanned_at: Option<Moment>,
    /// When its owner began to send it.
    pub created_at: Moment,
    /// When it was filed with an application first.
    pub filed_at: Option<Moment>,
}

impl Store {
    /// A file, whoever's it is.
    pub async fn upload(&self, id: UploadId) -> Result<Option<Upload>, StoreError> {
        Ok(self.uploads(&[id]).await?.pop())
    }

    /// Those of these files that are there.
    pub async fn uploads(&self, ids: &[UploadId]) -> Result<Vec<Upload>, StoreError> {
        // Nothing is in an empty list, but an engine walks through the table to find that out.
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = upload::Entity::find()
            .filter(upload::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
            .all(&self.read)
            .await?;
        Ok(rows.into_iter().map(|row| parse(row, &self.seal)).collect::<Result<_, _>>()?)
    }

    /// How many files of a person are filed with nothing and were not rejected.
    pub async fn uploads_waiting(&self, citizen: CitizenId) -> Result<u64, StoreError> {
        Ok(upload::Entity::find()
            .filter(upload::Column::CitizenId.eq(citizen.uuid()))
            .filter(upload::Column::FiledAt.is_null())
            .filter(upload::Column::State.ne(name_of(&UploadState::Rejected)))
            .count(&self.read)
            .await?)
    }

    /// Files that were begun before a moment and are filed with nothing, oldest first; so many at most.
    pub async fn unfiled_uploads(
        &self,
        before: Moment,
        limit: u64,
    ) -> Result<Vec<UploadId>, StoreError> {
        use upload::Column::{CreatedAt, FiledAt, Id};
        let ids: Vec<Uuid> = upload::Entity::find()
            .select_only()
            .column(Id)
            .filter(FiledAt.is_null())
            .filter(CreatedAt.lt(micros(before)))
            .order_by_asc(CreatedAt)
            .limit(limit)
            .into_tuple()
            .all(&self.read)
            .await?;
        Ok(ids.into_iter().map(UploadId::from_uuid).collect())
    }
}

impl Tx {
    /// Keeps a file that is begun.
    pub async fn insert_upload(&mut self, of: &Upload) -> Result<(), StoreError> {
        let name = self.seal.seal(&place(of.id), of.name.as_bytes(), &*self.entropy);
        let row = upload::ActiveModel { name: Set(name), ..changing(of)? };
        upload::Entity::insert(row).exec_without_returning(&self.sql).await?;
        Ok(())
    }

    /// A file under its lock.
    pub async fn lock_upload(&mut self, id: UploadId) -> Result<Option<Upload>, StoreError> {
        let row = upload::Entity::find_by_id(id.uuid()).lock(HELD).one(&self.sql).await?;
        Ok(row.map(|row| parse(row, &self.seal)).transpose()?)
    }

    /// Keeps what a file held under its lock has become. Its name does not change.
    pub async fn update_upload(&mut self, of: &Upload) -> Result<(), StoreError> {
        changing(of)?.update(&self.sql).await?;
        Ok(())
    }

    /// Forgets a file held under its lock.
    pub async fn delete_upload(&mut self, id: UploadId) -> Result<(), StoreError> {
        upload::Entity::delete_by_id(id.uuid()).exec(&self.sql).await?;
        Ok(())
    }
}

/// Everything of a row but the name.
fn changing(of: &Upload) -> Result<upload::ActiveModel, StoreError> {
    let number = |bytes: u64| {
        i64::try_from(bytes).map_err(|_range| StoreError::Refused("a file too large".into()))
    };
    let parts =
        serde_json::to_string(&of.parts).map_err(|error| StoreError::Refused(error.to_string()))?;
    Ok(upload::ActiveModel {
        id: Set(of.id.uuid()),
        citizen_id: Set(of.citizen.uuid()),
        state: Set(name_of(&of.state)),
        size: Set(of.size.map(number).transpose()?),
        received_bytes: Set(number(of.received)?),
        parts: Set(parts),
        kind: Set(of.kind.as_ref().map(name_of)),
        pages: Set(of.pages.map(number).transpose()?),
        sha256: Set(of.sha256.clone()),
        defect: Set(of.defect.as_ref().map(name_of)),
        scanned_at: Set(of.scanned_at.map(micros)),
        created_at: Set(micros(of.created_at)),
        filed_at: Set(of.filed_at.map(micros)),
        ..Default::default()
    })
}

pub(crate) fn place(id: UploadId) -> Place {
    Place::new("upload", "name", id)
}

fn parse(row: upload::Model, seal: &Seal) -> Result<Upload, Corrupt> {
    let cell = Cell { table: "upload", row: &row.id };
    let id = UploadId::from_uuid(row.id);
    let name = seal.open(&place(id), &row.name)?;
    Ok(Upload {
        id,
        citizen: CitizenId::from_uuid(row.citizen_id),
        state: cell.name("state", &row.state)?,
        name: String::from_utf8(name).map_err(|error| cell.corrupt("name", error))?,
        size: row.size.map(|size| cell.count("size", size)).transpose()?,
        received: cell.count("received_bytes", row.received_bytes)?,
        parts: cell.json("parts", &row.parts)?,
        kind: row.kind.as_deref().map(|kind| cell.name("kind", kind)).transpose()?,
        pages: row.pages.map(|pages| cell.count("pages", pages)).transpose()?,
        sha256: row.sha256.clone(),
        defect: row.defect.as_deref().map(|defect| cell.name("defect", defect)).transpose()?,
        scanned_at: row.scanned_at.map(|at| moment(&cell, "scanned_at", at)).transpose()?,
        created_at: moment(&cell, "created_at", row.created_at)?,
        filed_at: row.filed_at.map(|at| moment(&cell, "filed_at", at)).transpose()?,
    })
}
