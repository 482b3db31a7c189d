//! Sweeping out what sign-in leaves behind once nobody can use it: a batch at a time, each by its index.

use crate::error::StoreError;
use crate::rows::{access_grant, login_attempt, micros, refresh_token, session};
use crate::tx::Tx;
use domain::time::Moment;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many rows of a table are deleted at once.
const BATCH: u64 = 500;
/// How many revoked grants are looked at at once; one goes when its last refresh token has gone.
const GRANTS: u64 = 50;

/// How many rows were swept out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SweepCounts {
    /// Sign-ins nobody finished.
    pub logins: u64,
    /// How many that ran out, or whose grant did.
    pub refresh_tokens: u64,
    /// How many that no token rests on any more.
    pub grants: u64,
    /// How many that are over and have no grants.
    pub sessions: u64,
    /// There may be more: a batch was full.
    pub more: bool,
    /// Up to where the sessions were looked through.
    pub walked: Option<SweepPosition>,
}

/// A place among the sessions that are over, in the order they ran out. Behind it are only those that grants are
/// still used of; they go with the last of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SweepPosition {
    until: i64,
    id: Uuid,
}

impl Tx {
    /// Deletes a batch of sign-ins that ran out, and of grants, refresh tokens and sessions that nobody could use
    /// any more at `before`. Used refresh tokens stay until they run out: a replay must be known for what it is.
    /// `walked` is where the last batch ended; without it, all sessions that are over are looked through.
    pub async fn sweep_identity(
        &mut self,
        before: Moment,
        walked: Option<SweepPosition>,
    ) -> Result<SweepCounts, StoreError> {
        let before = micros(before);
        let logins = self.sweep_logins().await?;
        let over: Vec<Uuid> = access_grant::Entity::find()
            .select_only()
            .column(access_grant::Column::Id)
            .filter(access_grant::Column::Until.lte(before))
            .order_by_asc(access_grant::Column::Until)
            .limit(GRANTS)
            .into_tuple()
            .all(&self.sql)
            .await?;
        let with_them = self.sweep_tokens_of(&over).await?;
        let ran_out = self.sweep_refresh_tokens(before).await?;
        let ids = over.iter().chain(&ran_out).copied().collect();
        let (grants, used) = self.sweep_grants(ids).await?;
        let found = self.sessions_over(before, walked).await?;
        let ids = found.iter().map(|one| one.id).chain(used).collect();
        let sessions = self.sweep_sessions(before, ids).await?;
        let full = |count: usize| u64::try_from(count).is_ok_and(|count| count >= BATCH);
        let over_full = u64::try_from(over.len()).is_ok_and(|count| count >= GRANTS);
        Ok(SweepCounts {
            logins,
            refresh_tokens: with_them + u64::try_from(ran_out.len()).unwrap_or(u64::MAX),
            grants,
            sessions,
            more: logins >= BATCH
                || with_them >= BATCH
                || over_full
                || full(ran_out.len())
                || full(found.len()),
            walked: found.last().copied().or(walked),
        })
    }

    async fn sweep_logins(&self) -> Result<u64, StoreError> {
        use login_attempt::Column;
        let some = login_attempt::Entity::find()
            .select_only()
            .column(Column::State)
            .filter(Column::Until.lte(micros(self.now)))
            .order_by_asc(Column::Until)
            .limit(BATCH)
            .into_query();
        let some = Column::State.in_subquery(some);
        let gone = login_attempt::Entity::delete_many().filter(some).exec(&self.sql).await?;
        Ok(gone.rows_affected)
    }

    /// Deletes a batch of the refresh tokens of these grants; how many. One grant may have thousands of used ones.
    async fn sweep_tokens_of(&self, grants: &[Uuid]) -> Result<u64, StoreError> {
        use refresh_token::Column;
        // Nothing is in an empty list, but an engine walks through the table to find that out.
        if grants.is_empty() {
            return Ok(0);
        }
        let some = refresh_token::Entity::find()
            .select_only()
            .column(Column::Hash)
            .filter(Column::GrantId.is_in(grants.iter().copied()))
            .limit(BATCH)
            .into_query();
        let some = Column::Hash.in_subquery(some);
        let gone = refresh_token::Entity::delete_many().filter(some).exec(&self.sql).await?;
        Ok(gone.rows_affected)
    }

    /// Deletes refresh tokens that ran out; the grant of each.
    async fn sweep_refresh_tokens(&self, before: i64) -> Result<Vec<Uuid>, StoreError> {
        use refresh_token::Column;
        let rows: Vec<(String, Uuid)> = refresh_token::Entity::find()
            .select_only()
            .columns([Column::Hash, Column::GrantId])
            .filter(Column::Until.lte(before))
            .order_by_asc(Column::Until)
            .limit(BATCH)
            .into_tuple()
            .all(&self.sql)
            .await?;
        // Nothing is in an empty list, but an engine walks through the table to find that out.
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let (hashes, grants): (Vec<_>, _) = rows.into_iter().unzip();
        refresh_token::Entity::delete_many()
            .filter(Column::Hash.is_in(hashes))
            .exec(&self.sql)
            .await?;
        Ok(grants)
    }

    /// Deletes those of these grants that have no refresh token any more; how many, and the sessions of all.
    async fn sweep_grants(&self, ids: BTreeSet<Uuid>) -> Result<(u64, Vec<Uuid>), StoreError> {
        use access_grant::Column;
        if ids.is_empty() {
            return Ok((0, Vec::new()));
        }
        let of_these = Column::Id.is_in(ids.iter().copied());
        let sessions = access_grant::Entity::find()
            .select_only()
            .column(Column::SessionId)
            .filter(of_these.clone())
            .into_tuple()
            .all(&self.sql)
            .await?;
        let with_tokens = refresh_token::Entity::find()
            .select_only()
            .column(refresh_token::Column::GrantId)
            .filter(refresh_token::Column::GrantId.is_in(ids))
            .into_query();
        let gone = access_grant::Entity::delete_many()
            .filter(of_these)
            .filter(Column::Id.not_in_subquery(with_tokens))
            .exec(&self.sql)
            .await?;
        Ok((gone.rows_affected, sessions))
    }

    /// The next sessions that are over, in the order they ran out.
    async fn sessions_over(
        &self,
        before: i64,
        walked: Option<SweepPosition>,
    ) -> Result<Vec<SweepPosition>, StoreError> {
        use session::Column;
        let beyond = |at: SweepPosition| {
            Condition::any()
                .add(Column::Until.gt(at.until))
                .add(Condition::all().add(Column::Until.eq(at.until)).add(Column::Id.gt(at.id)))
        };
        let rows: Vec<(i64, Uuid)> = session::Entity::find()
            .select_only()
            .columns([Column::Until, Column::Id])
            .filter(Column::Until.lte(before))
            .filter(Condition::all().add_option(walked.map(beyond)))
            .order_by_asc(Column::Until)
            .order_by_asc(Column::Id)
            .limit(BATCH)
            .into_tuple()
            .all(&self.sql)
            .await?;
        Ok(rows.into_iter().map(|(until, id)| SweepPosition { until, id }).collect())
    }

    /// Deletes those of these sessions that are over and have no grant any more; how many.
    async fn sweep_sessions(&self, before: i64, ids: BTreeSet<Uuid>) -> Result<u64, StoreError> {
        use session::Column;
        if ids.is_empty() {
            return Ok(0);
        }
        let with_grants = access_grant::Entity::find()
            .select_only()
            .column(access_grant::Column::SessionId)
            .filter(access_grant::Column::SessionId.is_in(ids.iter().copied()))
            .into_query();
        let gone = session::Entity::delete_many()
            .filter(Column::Id.is_in(ids))
            .filter(Column::Until.lte(before))
            .filter(Column::Id.not_in_subquery(with_grants))
            .exec(&self.sql)
            .await?;
        Ok(gone.rows_affected)
    }
}
