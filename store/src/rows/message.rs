//! Table `message`. A message a department's system has received, and what it answered.

use sea_orm::entity::prelude::*;

/// A received message: one row an identity, however often it was sent.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub application_id: Uuid,
    pub receiver: Option<String>,
    pub entry: i64,
    pub revision: i64,
    pub department_number: String,
    pub received_at: i64,
    pub data: Option<Vec<u8>>,
    pub decided_at: Option<i64>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
