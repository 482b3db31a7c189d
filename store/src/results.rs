//! Result documents: what was issued to whom, with the hash that tells real from forged.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, micros, moment, result};
use crate::tx::{Store, Tx};
use domain::id::{ApplicationId, CitizenId, ResultId};
use domain::time::Moment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

/// A result document. Its bytes are in [`crate::Files`] under the hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRecord {
    /// Its identifier.
    pub id: ResultId,
    /// The application it answers.
    pub application: ApplicationId,
    /// Whose it is.
    pub citizen: CitizenId,
    /// The document's number, as printed.
    pub number: String,
    /// What the verification address ends in: unguessable, so that numbers cannot be tried out.
    pub verify_code: String,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
    /// The file's size in bytes.
    pub size: u64,
    /// When it was issued.
    pub issued_at: Moment,
}

impl Store {
    /// A result document.
    pub async fn result(&self, id: ResultId) -> Result<Option<ResultRecord>, StoreError> {
        let row = result::Entity::find_by_id(id.uuid()).one(&self.read).await?;
        Ok(row.map(parse).transpose()?)
    }

    /// The document a verification code belongs to.
    pub async fn result_by_code(&self, code: &str) -> Result<Option<ResultRecord>, StoreError> {
        let row = result::Entity::find()
            .filter(result::Column::VerifyCode.eq(code))
            .one(&self.read)
            .await?;
        Ok(row.map(parse).transpose()?)
    }
}

impl Tx {
    /// Keeps a new result document's record.
    pub async fn insert_result(&mut self, record: &ResultRecord) -> Result<(), StoreError> {
        let row = result::ActiveModel {
            id: Set(record.id.uuid()),
            application_id: Set(record.application.uuid()),
            citizen_id: Set(record.citizen.uuid()),
            number: Set(record.number.clone()),
            verify_code: Set(record.verify_code.clone()),
            sha256: Set(record.sha256.clone()),
            size: Set(i64::try_from(record.size)
                .map_err(|_range| StoreError::Refused("a file too large".into()))?),
            issued_at: Set(micros(record.issued_at)),
        };
        result::Entity::insert(row).exec_without_returning(&self.sql).await?;
        Ok(())
    }
}

fn parse(row: result::Model) -> Result<ResultRecord, Corrupt> {
    let cell = Cell { table: "result", row: &row.id };
    Ok(ResultRecord {
        id: ResultId::from_uuid(row.id),
        application: ApplicationId::from_uuid(row.application_id),
        citizen: CitizenId::from_uuid(row.citizen_id),
        size: cell.count("size", row.size)?,
        issued_at: moment(&cell, "issued_at", row.issued_at)?,
        number: row.number.clone(),
        verify_code: row.verify_code.clone(),
        sha256: row.sha256.clone(),
    })
}
