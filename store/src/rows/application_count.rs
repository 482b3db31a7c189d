//! Table `application_count`. How many applications of a day, a service, a channel and an office are in a stage.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application_count")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub service: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub service_version: i32,
    /// Empty in counts of a version that did not count by it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: String,
    /// Empty where it was not filed at its department.
    #[sea_orm(primary_key, auto_increment = false)]
    pub direct_reason: String,
    /// Empty where there is none: a key has no NULL.
    #[sea_orm(primary_key, auto_increment = false)]
    pub office: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub stage: String,
    pub applications: i64,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
