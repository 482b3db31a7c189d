//! Which master keys the data needs: written down by their ids, so that a process which lacks one, or still seals by
//! one that was removed, says so at its start and not in the middle of somebody's application.

use crate::error::{Corrupt, StoreError};
use crate::master_key::MasterKeyId;
use crate::rows::{Cell, master_key, micros, moment};
use crate::tx::Store;
use domain::time::Moment;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

/// A key that data is or was sealed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedKey {
    /// As seals name it.
    pub id: MasterKeyId,
    /// When a process first started with it as the current one.
    pub used_since: Moment,
    /// When it was removed, because nothing was sealed by it any more.
    pub removed_at: Option<Moment>,
}

/// Why a process may not work with its key ring.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Data is sealed by a key that the ring lacks.
    #[error("data is sealed by master key {0}, which the key ring lacks")]
    Missing(MasterKeyId),
    /// The ring's current key was removed from the platform: the ring is an old copy.
    #[error(
        "master key {0}, the current one of the key ring, was removed: the ring is an old copy"
    )]
    Removed(MasterKeyId),
    /// The database cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Checks the key ring against the keys the data needs, and writes the current one down among them. An error if
    /// the ring is not the one to work with; then nothing was written.
    pub async fn check_keys(&self, now: Moment) -> Result<(), KeyError> {
        if !self.look_at_keys().await? {
            self.write_key_down(self.seal.current(), now).await?;
        }
        Ok(())
    }

    /// The same without writing; whether the current key is written down already.
    pub async fn look_at_keys(&self) -> Result<bool, KeyError> {
        let used = self.used_keys().await?;
        let missing = used.iter().find(|key| key.removed_at.is_none() && !self.seal.has(key.id));
        if let Some(key) = missing {
            return Err(KeyError::Missing(key.id));
        }
        let current = self.seal.current();
        match used.iter().find(|key| key.id == current) {
            Some(key) if key.removed_at.is_some() => Err(KeyError::Removed(current)),
            written => Ok(written.is_some()),
        }
    }

    /// The id of the key that seals.
    #[must_use]
    pub fn current_key(&self) -> MasterKeyId {
        self.seal.current()
    }

    /// The keys that data is or was sealed by, in the order they came into use.
    pub async fn used_keys(&self) -> Result<Vec<UsedKey>, StoreError> {
        let rows = master_key::Entity::find()
            .order_by_asc(master_key::Column::UsedSince)
            .order_by_asc(master_key::Column::Id)
            .all(&self.read)
            .await?;
        Ok(rows.iter().map(parse).collect::<Result<_, _>>()?)
    }

    /// Writes down that a key was removed: no process may start with it as the current one any more.
    pub async fn key_removed(&self, id: MasterKeyId, now: Moment) -> Result<(), StoreError> {
        master_key::Entity::update_many()
            .col_expr(master_key::Column::RemovedAt, Expr::value(micros(now)))
            .filter(master_key::Column::Id.eq(id.to_string()))
            .exec(&self.write)
            .await?;
        Ok(())
    }

    async fn write_key_down(&self, id: MasterKeyId, now: Moment) -> Result<(), StoreError> {
        let row = master_key::ActiveModel {
            id: Set(id.to_string()),
            used_since: Set(micros(now)),
            removed_at: Set(None),
        };
        // Several processes may start at once with the same new key.
        master_key::Entity::insert(row)
            .on_conflict(OnConflict::column(master_key::Column::Id).do_nothing().to_owned())
            .exec_without_returning(&self.write)
            .await?;
        Ok(())
    }
}

fn parse(row: &master_key::Model) -> Result<UsedKey, Corrupt> {
    let cell = Cell { table: "master_key", row: &row.id };
    Ok(UsedKey {
        id: cell.text("id", &row.id)?,
        used_since: moment(&cell, "used_since", row.used_since)?,
        removed_at: row.removed_at.map(|at| moment(&cell, "removed_at", at)).transpose()?,
    })
}
