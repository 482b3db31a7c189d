//! Table `login_attempt`. A sign-in on its way.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub state: Uuid,
    pub verifier: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub return_to: String,
    pub browser: String,
    pub created_at: i64,
    pub until: i64,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
