//! Sweeping out what sign-in leaves behind once nobody can use it.

use crate::error::StoreError;
use crate::rows::{access_grant, login_attempt, micros, refresh_token, session};
use crate::tx::Tx;
use domain::time::Moment;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

/// How many rows were swept out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sign-ins nobody finished.
    pub logins: u64,
    /// Refresh tokens.
    pub refresh_tokens: u64,
    /// Grants.
    pub grants: u64,
    /// Sessions.
    pub sessions: u64,
}

impl Tx {
    /// Deletes sign-ins that ran out, and whatever grants, refresh tokens and sessions ran out before
    /// `before`. Used refresh tokens stay until they run out: a replay must be known for what it is.
    pub async fn sweep_identity(&mut self, before: Moment) -> Result<Swept, StoreError> {
        let before = micros(before);
        let logins = login_attempt::Entity::delete_many()
            .filter(login_attempt::Column::Until.lte(micros(self.now)))
            .exec(&self.sql)
            .await?;
        let refresh_tokens = refresh_token::Entity::delete_many()
            .filter(refresh_token::Column::Until.lte(before))
            .exec(&self.sql)
            .await?;
        let with_tokens = refresh_token::Entity::find()
            .select_only()
            .column(refresh_token::Column::GrantId)
            .into_query();
        let grants = access_grant::Entity::delete_many()
            .filter(access_grant::Column::CreatedAt.lte(before))
            .filter(access_grant::Column::Id.not_in_subquery(with_tokens))
            .exec(&self.sql)
            .await?;
        let with_grants = access_grant::Entity::find()
            .select_only()
            .column(access_grant::Column::SessionId)
            .into_query();
        let over = Condition::any()
            .add(session::Column::Until.lte(before))
            .add(session::Column::EndedAt.lte(before));
        let sessions = session::Entity::delete_many()
            .filter(over)
            .filter(session::Column::Id.not_in_subquery(with_grants))
            .exec(&self.sql)
            .await?;
        Ok(Swept {
            logins: logins.rows_affected,
            refresh_tokens: refresh_tokens.rows_affected,
            grants: grants.rows_affected,
            sessions: sessions.rows_affected,
        })
    }
}
