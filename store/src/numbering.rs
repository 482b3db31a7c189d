//! Giving out the running numbers of applications.

use crate::error::StoreError;
use crate::rows::application_serial::{ActiveModel, Column, Entity};
use crate::serials::{BLOCK, Block};
use crate::tx::{HELD, Store};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QuerySelect, Set};

impl Store {
    /// The next running number of a year.
    pub async fn next_serial(&self, year: i32) -> Result<u64, StoreError> {
        let mut held = self.serials.0.lock().await;
        let block = match held.take() {
            Some(block) if block.year == year && block.next < block.end => block,
            _ => self.reserve(year).await?,
        };
        let serial = block.next;
        *held = Some(Block { next: serial + 1, ..block });
        u64::try_from(serial).map_err(|_range| StoreError::Refused("a negative serial".into()))
    }

    async fn reserve(&self, year: i32) -> Result<Block, StoreError> {
        let tx = self.write.begin(self.engine.begin()).await?;
        let first = ActiveModel { year: Set(year), reserved: Set(0) };
        Entity::insert(first)
            .on_conflict(OnConflict::column(Column::Year).do_nothing().to_owned())
            .exec_without_returning(&tx)
            .await?;
        let row = Entity::find_by_id(year)
            .lock(HELD)
            .one(&tx)
            .await?
            .ok_or_else(|| StoreError::Refused("the serial of the year is gone".into()))?;
        let reserved = row.reserved;
        let mut row = row.into_active_model();
        row.reserved = Set(reserved + BLOCK);
        row.update(&tx).await?;
        tx.commit().await?;
        Ok(Block { year, next: reserved + 1, end: reserved + BLOCK + 1 })
    }
}
