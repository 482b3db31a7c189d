//! Table `reception`. A visitor before an official at a window.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reception")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose window it is: an office's, or a department's. Nodes of a version that knew offices alone write it by this name.
    #[sea_orm(column_name = "office")]
    pub place: String,
    /// Why a department receives, where one does.
    pub direct_reason: Option<String>,
    pub operator_id: Uuid,
    pub visitor_id: Uuid,
    pub begun_at: i64,
    pub first_at: i64,
    pub ended_at: Option<i64>,
    pub has_left: bool,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
