//! Table `queue`. Work to do after the commit that wrote it; a row that is done is deleted.

use sea_orm::entity::prelude::*;

/// A piece of work. `due_at` is when it may be claimed: while it is claimed, when the lease ends.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "queue")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub lane: String,
    pub kind: String,
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub dedupe_key: Option<String>,
    pub application_id: Option<Uuid>,
    pub due_at: i64,
    pub attempts: i32,
    pub unended: i32,
    pub state: String,
    pub claimed_by: Option<String>,
    pub fence: i64,
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    pub created_at: i64,
    pub left_since: Option<i64>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
