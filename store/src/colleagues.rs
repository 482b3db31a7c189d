//! Who works at a workplace: known from the cases they took there.

use crate::batch::{Does, Rows};
use crate::error::StoreError;
use crate::rows::{colleague, micros};
use crate::tx::{Store, Tx};
use domain::codes::DepartmentCode;
use domain::id::CitizenId;
use domain::process::Role;
use domain::time::Moment;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

impl Tx {
    /// Remembers that somebody took a case at a workplace.
    pub async fn remember_colleague(
        &mut self,
        (role, organisation): (Role, &DepartmentCode),
        person: CitizenId,
    ) -> Result<(), StoreError> {
        use colleague::Column;
        let row = colleague::ActiveModel {
            role: Set(role.name().to_owned()),
            organisation: Set(organisation.to_string()),
            citizen_id: Set(person.uuid()),
            seen_at: Set(micros(self.now)),
        };
        let insert = colleague::Entity::insert(row).on_conflict(
            OnConflict::columns([Column::Role, Column::Organisation, Column::CitizenId])
                .update_column(Column::SeenAt)
                .to_owned(),
        );
        self.sql.does::<colleague::Entity>(Does::Changes, Rows::Any, insert).await
    }
}

impl Store {
    /// Who took a case at a workplace since a moment, at most `limit`: those who did so last first.
    pub async fn colleagues(
        &self,
        (role, organisation): (Role, &DepartmentCode),
        since: Moment,
        limit: u64,
    ) -> Result<Vec<CitizenId>, StoreError> {
        use colleague::Column;
        let found: Vec<uuid::Uuid> = colleague::Entity::find()
            .select_only()
            .column(Column::CitizenId)
            .filter(Column::Role.eq(role.name()))
            .filter(Column::Organisation.eq(organisation.as_str()))
            .filter(Column::SeenAt.gte(micros(since)))
            .order_by_desc(Column::SeenAt)
            .limit(limit)
            .into_tuple()
            .all(&self.read)
            .await?;
        Ok(found.into_iter().map(CitizenId::from_uuid).collect())
    }
}
