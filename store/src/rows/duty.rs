//! Table `duty`. What a person may do for an organisation.

use sea_orm::entity::prelude::*;

/// A duty. `person` is a blind index of the СНИЛС.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person: Vec<u8>,
    pub role: String,
    pub organisation: Option<String>,
    pub valid_from: i64,
    pub valid_to: Option<i64>,
    pub granted_by: String,
    pub created_at: i64,
    pub ended_at: Option<i64>,
    pub ended_by: Option<String>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
