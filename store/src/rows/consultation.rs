//! Table `consultation`. A call that a consultant answers.

use sea_orm::entity::prelude::*;

/// At most one of `application_id` and `caller_id` is there.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consultation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation: String,
    pub consultant_id: Uuid,
    pub application_id: Option<Uuid>,
    pub caller_id: Option<Uuid>,
    pub begun_at: i64,
    pub ended_at: Option<i64>,
    pub topic: Option<String>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
