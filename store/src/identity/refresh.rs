//! Refresh tokens: each used once, all of a grant one family.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, micros, moment, refresh_token};
use crate::tx::{Store, Tx};
use domain::id::GrantId;
use domain::oidc::{Digest, RefreshToken};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};

impl Store {
    /// The refresh token of this hash, used or not.
    pub async fn refresh_token(&self, hash: &Digest) -> Result<Option<RefreshToken>, StoreError> {
        let row = refresh_token::Entity::find_by_id(hash.to_string()).one(&self.read).await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }
}

impl Tx {
    /// The refresh token of this hash, as this transaction sees it.
    pub async fn refresh_token(&self, hash: &Digest) -> Result<Option<RefreshToken>, StoreError> {
        let row = refresh_token::Entity::find_by_id(hash.to_string()).one(&self.sql).await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }

    /// Keeps a refresh token that is given out.
    pub async fn keep_refresh(&mut self, token: &RefreshToken) -> Result<(), StoreError> {
        refresh_token::ActiveModel {
            hash: Set(token.hash.to_string()),
            grant_id: Set(token.grant.uuid()),
            parent: Set(token.parent.map(|parent| parent.to_string())),
            created_at: Set(micros(token.created_at)),
            until: Set(micros(token.until)),
            used_at: Set(token.used_at.map(micros)),
        }
        .insert(&self.sql)
        .await?;
        Ok(())
    }

    /// Uses a refresh token up; false if it was used before or is too old.
    pub async fn use_refresh(&mut self, hash: &Digest) -> Result<bool, StoreError> {
        self.use_up(refresh_token::Column::Hash, hash).await
    }

    /// Uses up the unused token that came of this one, for a client that never got to see it; false
    /// if it was used.
    pub async fn replace_refresh(&mut self, parent: &Digest) -> Result<bool, StoreError> {
        self.use_up(refresh_token::Column::Parent, parent).await
    }

    async fn use_up(
        &mut self,
        by: refresh_token::Column,
        hash: &Digest,
    ) -> Result<bool, StoreError> {
        use refresh_token::Column;
        let used = refresh_token::Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(micros(self.now)))
            .filter(by.eq(hash.to_string()))
            .filter(Column::UsedAt.is_null())
            .filter(Column::Until.gt(micros(self.now)))
            .exec(&self.sql)
            .await?;
        Ok(used.rows_affected == 1)
    }
}

fn parse(row: &refresh_token::Model) -> Result<RefreshToken, Corrupt> {
    // The hash of a token is no secret, but it is nobody's business in a log either.
    let cell = Cell { table: "refresh_token", row: &row.grant_id };
    Ok(RefreshToken {
        hash: cell.text("hash", &row.hash)?,
        grant: GrantId::from_uuid(row.grant_id),
        parent: cell.text_if("parent", row.parent.as_deref())?,
        created_at: moment(&cell, "created_at", row.created_at)?,
        until: moment(&cell, "until", row.until)?,
        used_at: row.used_at.map(|at| moment(&cell, "used_at", at)).transpose()?,
    })
}
