//! Table `application_counted`. Where an application is counted, so that it can be counted elsewhere once it moves.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application_counted")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub application_id: Uuid,
    pub day: String,
    pub service: String,
    pub service_version: i32,
    /// Empty in counts of a version that did not count by it.
    pub channel: String,
    /// Empty where it was not filed at its department.
    pub direct_reason: String,
    /// Empty where there is none.
    pub office: String,
    pub stage: String,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
