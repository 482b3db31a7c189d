//! Table `lane`. What all nodes know of a lane whose receiver fails; a lane without a row is open.

use sea_orm::entity::prelude::*;

/// A lane. `failures` above 0: closed, but for one probe at a time once `paused_until` is past.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lane")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub failures: i32,
    pub paused_until: i64,
    pub probe_until: i64,
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
