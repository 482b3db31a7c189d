//! Table `application`. An application: the fold of its facts, kept for reading.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: String,
    pub citizen_id: Uuid,
    pub service: String,
    pub service_version: i32,
    pub process: String,
    pub process_version: i32,
    pub channel: String,
    pub office: Option<String>,
    pub stage: String,
    pub stage_entry: i64,
    pub stage_since: i64,
    pub stage_due_at: Option<i64>,
    pub filed_at: i64,
    pub registered_on: String,
    pub due_at: i64,
    #[sea_orm(column_type = "Text")]
    pub cleared: String,
    pub revision: i64,
    pub outcome: Option<String>,
    pub refusal: Option<String>,
    pub result_id: Option<Uuid>,
    pub version: i64,
    pub delayed_since: Option<i64>,
    pub holder_role: Option<String>,
    pub holder_organisation: Option<String>,
    pub queue: Option<String>,
    pub rating: Option<i32>,
    #[sea_orm(column_type = "Text", nullable)]
    pub documents: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub to_correct: Option<String>,
    pub assignee: Option<Uuid>,
    pub filing_place: Option<String>,
    pub direct_reason: Option<String>,
    pub place: Option<i32>,
    pub co_applicant: Option<Uuid>,
    pub unconfirmed: Option<bool>,
    pub lateness: Option<String>,
    pub watch_at: Option<i64>,
}

/// No relations: joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
