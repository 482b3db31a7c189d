//! Table `placed_message`. A message that a department's system collects.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "placed_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub receiver: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    pub id: String,
    pub kind: String,
    pub application_id: Uuid,
    pub entry: i64,
    pub revision: i64,
    pub awaited: i64,
    pub placed_at: i64,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
