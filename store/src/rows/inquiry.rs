//! Table `inquiry`. A question about an application that a consultant passed on.

use sea_orm::entity::prelude::*;

/// `answer` is sealed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inquiry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    pub number: String,
    pub citizen_id: Uuid,
    pub topic: String,
    pub addressee: String,
    pub asked_at: i64,
    pub answer_by: i64,
    pub answered_at: Option<i64>,
    pub answer: Option<Vec<u8>>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
