//! Table `call_code_miss`. How many codes of nobody's a consultant has tried lately.

use sea_orm::entity::prelude::*;

/// `missed` tries since a moment.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "call_code_miss")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub consultant_id: Uuid,
    pub since: i64,
    pub missed: i32,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
