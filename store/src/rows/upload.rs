//! Table `upload`. A file that an applicant gave, or is giving.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub citizen_id: Uuid,
    pub state: String,
    /// Sealed: people write names into names of files.
    pub name: Vec<u8>,
    /// In bytes; NULL while it is not known.
    pub size: Option<i64>,
    /// How many bytes are there.
    pub received_bytes: i64,
    /// In their order: JSON of `[name, bytes]`.
    #[sea_orm(column_type = "Text")]
    pub parts: String,
    pub kind: Option<String>,
    pub pages: Option<i64>,
    pub sha256: Option<String>,
    pub defect: Option<String>,
    /// When the virus scanner found nothing; NULL if none looked.
    pub scanned_at: Option<i64>,
    pub created_at: i64,
    pub filed_at: Option<i64>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
