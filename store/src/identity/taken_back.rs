//! What gave access and was taken back lately: for those who hold something open by it.

use super::grant::REVOKED;
use crate::error::StoreError;
use crate::rows::{access_grant, micros, session};
use crate::tx::Store;
use domain::id::{GrantId, SessionId};
use domain::time::Moment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

/// More of either than this are not named: so many sign-outs of a minute, and then each right is asked for.
const MOST: u64 = 20_000;

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// Sessions that were ended.
    pub sessions: Vec<SessionId>,
    /// Grants that were revoked.
    pub grants: Vec<GrantId>,
}

impl Store {
    /// The sessions that were ended and the grants that were revoked at a moment or after it, by the clocks of those who
    /// ended them; `None` if they are too many to name. Two statements, each reading an index from there on.
    pub async fn taken_back(&self, since: Moment) -> Result<Option<TakenBack>, StoreError> {
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
            return Ok(None);
        }
        Ok(Some(TakenBack {
            sessions: sessions.into_iter().map(SessionId::from_uuid).collect(),
            grants: grants.into_iter().map(GrantId::from_uuid).collect(),
        }))
    }
}
