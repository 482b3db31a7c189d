//! Table `master_key`. A master key that data is or was sealed by: its id, never the key.

use sea_orm::entity::prelude::*;

/// A key in use, or one that was removed after nothing was sealed by it any more.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "master_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub used_since: i64,
    pub removed_at: Option<i64>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
