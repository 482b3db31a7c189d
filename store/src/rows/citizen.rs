//! Table `citizen`. A citizen's record.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citizen")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub esia_oid: i64,
    pub assurance: String,
    pub profile: Vec<u8>,
    pub snils_index: Option<Vec<u8>>,
    pub journal_sequence: i64,
    pub journal_head: String,
    pub journal_at: i64,
    pub created_at: i64,
    pub updated_at: i64,
    pub lang: Option<String>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
