//! Table `chat_link`. A link of a chat to a citizen.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chat_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub citizen_id: Uuid,
    pub assurance: String,
    pub code: String,
    pub number: i32,
    pub state: String,
    pub channel: Option<String>,
    pub chat: Option<Vec<u8>>,
    pub confirmed: Option<String>,
    pub cause: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    pub active_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub active_citizen: Option<Uuid>,
    pub active_chat: Option<Vec<u8>>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
