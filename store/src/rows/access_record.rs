//! Table `access_record`. Who read a person's data, in an hour.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub citizen_id: Uuid,
    /// The nil UUID: the person's own record.
    pub application_id: Uuid,
    /// Of the application; empty for the person's own record.
    pub number: String,
    /// The official's citizen, or the client's identifier.
    pub reader: String,
    /// Empty for a client.
    pub role: String,
    /// Empty for a client.
    pub organisation: String,
    /// Hours since 1970.
    pub hour: i64,
    pub first_at: i64,
    pub last_at: i64,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
