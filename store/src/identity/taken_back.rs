//! What gave access and was taken back lately: for those who hold something open by it.

use super::grant::REVOKED;
use crate::error::StoreError;
use crate::rows::{access_grant, micros, session};
use crate::tx::Store;
use domain::id::{GrantId, SessionId};
use domain::time::Moment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;
use uuid::Uuid;

/// More of either than this are not named.
const MOST: u64 = 1_000;

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenBack {
    /// These sessions were ended and these grants revoked.
    These(HashSet<SessionId>, HashSet<GrantId>),
    /// Too many to name.
    Many,
}

impl Store {
    /// The sessions that were ended and the grants that were revoked at a moment or after it, by the clocks of those who
    /// ended them. Two statements, each reading an index from there on.
    pub async fn taken_back(&self, since: Moment) -> Result<TakenBack, StoreError> {
        let sessions: Vec<Uuid> = session::Entity::find()
            .select_only()
            .column(session::Column::Id)
            .filter(session::Column::EndedAt.gte(micros(since)))
            .limit(MOST + 1)
            .into_tuple()
            .all(&self.read)
            .await?;
        let grants: Vec<Uuid> = access_grant::Entity::find()
            .select_only()
            .column(access_grant::Column::Id)
            .filter(access_grant::Column::State.eq(REVOKED))
            .filter(access_grant::Column::Until.gte(micros(since)))
            .limit(MOST + 1)
            .into_tuple()
            .all(&self.read)
            .await?;
        let many = |found: &[Uuid]| u64::try_from(found.len()).is_ok_and(|found| found > MOST);
        if many(&sessions) || many(&grants) {
            return Ok(TakenBack::Many);
        }
        Ok(TakenBack::These(
            sessions.into_iter().map(SessionId::from_uuid).collect(),
            grants.into_iter().map(GrantId::from_uuid).collect(),
        ))
    }
}
