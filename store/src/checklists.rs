//! The steps of checklists that people said are done: their own notes, which leave no facts.

use crate::error::StoreError;
use crate::rows::checklist_mark::{ActiveModel, Column, Entity};
use crate::rows::micros;
use crate::tx::{Store, Tx};
use domain::codes::ServiceCode;
use domain::id::CitizenId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use std::collections::BTreeSet;

impl Store {
    /// The steps of a service's checklist that a person said are done.
    pub async fn checklist_marks(
        &self,
        citizen: CitizenId,
        service: &ServiceCode,
    ) -> Result<BTreeSet<String>, StoreError> {
        let steps: Vec<String> = Entity::find()
            .select_only()
            .column(Column::Step)
            .filter(Column::CitizenId.eq(citizen.uuid()))
            .filter(Column::Service.eq(service.as_str()))
            .into_tuple()
            .all(&self.read)
            .await?;
        Ok(steps.into_iter().collect())
    }
}

impl Tx {
    /// Keeps that a person said a step is done. Saying it again changes nothing.
    pub async fn mark_step(
        &mut self,
        citizen: CitizenId,
        service: &ServiceCode,
        step: &str,
    ) -> Result<(), StoreError> {
        let row = ActiveModel {
            citizen_id: Set(citizen.uuid()),
            service: Set(service.to_string()),
            step: Set(step.to_owned()),
            done_at: Set(micros(self.now)),
        };
        let once = OnConflict::columns([Column::CitizenId, Column::Service, Column::Step])
            .do_nothing()
            .to_owned();
        Entity::insert(row).on_conflict(once).exec_without_returning(&self.sql).await?;
        Ok(())
    }

    /// Forgets that a person said these steps are done.
    pub async fn unmark_steps<'a>(
        &mut self,
        citizen: CitizenId,
        service: &ServiceCode,
        steps: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), StoreError> {
        Entity::delete_many()
            .filter(Column::CitizenId.eq(citizen.uuid()))
            .filter(Column::Service.eq(service.as_str()))
            .filter(Column::Step.is_in(steps))
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}
