//! Table `delivery`. A notice on its way through one channel.

use sea_orm::entity::prelude::*;

/// A delivery. While it is `ready`, the row of `queue` with the same identifier says when it is due.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub notice_id: Uuid,
    pub channel: String,
    pub address: Vec<u8>,
    pub state: String,
    pub expires_at: i64,
    pub attempts: i32,
    pub possible_duplicate: bool,
    pub provider_ref: Option<String>,
    pub last_error: Option<String>,
    pub final_at: Option<i64>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
