//! Sessions, known by the hash of what the cookie holds.

use crate::error::{Corrupt, StoreError};
use crate::live_feed::CHUNK;
use crate::rows::{Cell, access_grant, micros, moment, name_of, session};
use crate::tx::{Store, Tx};
use domain::id::{CitizenId, SessionId};
use domain::oidc::{Digest, Session, SignIn};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

impl Store {
    /// The session whose cookie hashes to this, ended or not.
    pub async fn session_by_secret(&self, secret: &Digest) -> Result<Option<Session>, StoreError> {
        let row = session::Entity::find()
            .filter(session::Column::Secret.eq(secret.to_string()))
            .one(&self.read)
            .await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }

    /// Those of these sessions that were not ended. One statement for every 500.
    pub async fn open_sessions(&self, ids: &[SessionId]) -> Result<Vec<Session>, StoreError> {
        let mut sessions = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let rows = session::Entity::find()
                .filter(session::Column::Id.is_in(chunk.iter().map(|id| id.uuid())))
                .filter(session::Column::EndedAt.is_null())
                .all(&self.read)
                .await?;
            sessions.extend(rows.iter().map(parse).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(sessions)
    }

    /// A person's sessions that were not ended, newest first.
    pub async fn sessions_of(&self, citizen: CitizenId) -> Result<Vec<Session>, StoreError> {
        let rows = session::Entity::find()
            .filter(session::Column::CitizenId.eq(citizen.uuid()))
            .filter(session::Column::EndedAt.is_null())
            .order_by_desc(session::Column::CreatedAt)
            .limit(100)
            .all(&self.read)
            .await?;
        Ok(rows.iter().map(parse).collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Opens a session under the hash of its cookie.
    pub async fn open_session(
        &mut self,
        session: &Session,
        secret: &Digest,
    ) -> Result<(), StoreError> {
        session::ActiveModel {
            id: Set(session.id.uuid()),
            secret: Set(secret.to_string()),
            citizen_id: Set(session.sign_in.citizen.uuid()),
            assurance: Set(name_of(&session.sign_in.assurance)),
            auth_time: Set(micros(session.sign_in.auth_time)),
            method: Set(name_of(&session.sign_in.method)),
            created_at: Set(micros(session.created_at)),
            seen_at: Set(micros(session.seen_at)),
            until: Set(micros(session.until)),
            ended_at: Set(session.ended_at.map(micros)),
        }
        .insert(&self.sql)
        .await?;
        Ok(())
    }

    /// Notes that a session is in use.
    pub async fn touch_session(&mut self, id: SessionId) -> Result<(), StoreError> {
        session::Entity::update_many()
            .col_expr(session::Column::SeenAt, Expr::value(micros(self.now)))
            .filter(session::Column::Id.eq(id.uuid()))
            .filter(session::Column::EndedAt.is_null())
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Ends a session, if it is this person's, and every grant obtained in it; false if there was
    /// nothing to end.
    pub async fn end_session(
        &mut self,
        id: SessionId,
        citizen: CitizenId,
    ) -> Result<bool, StoreError> {
        let ended = session::Entity::update_many()
            .col_expr(session::Column::EndedAt, Expr::value(micros(self.now)))
            .filter(session::Column::Id.eq(id.uuid()))
            .filter(session::Column::CitizenId.eq(citizen.uuid()))
            .filter(session::Column::EndedAt.is_null())
            .exec(&self.sql)
            .await?;
        if ended.rows_affected == 0 {
            return Ok(false);
        }
        super::grant::revoked(self.now)
            .filter(access_grant::Column::SessionId.eq(id.uuid()))
            .exec(&self.sql)
            .await?;
        Ok(true)
    }
}

fn parse(row: &session::Model) -> Result<Session, Corrupt> {
    let cell = Cell { table: "session", row: &row.id };
    Ok(Session {
        id: SessionId::from_uuid(row.id),
        sign_in: SignIn {
            citizen: CitizenId::from_uuid(row.citizen_id),
            assurance: cell.name("assurance", &row.assurance)?,
            auth_time: moment(&cell, "auth_time", row.auth_time)?,
            method: cell.name("method", &row.method)?,
        },
        created_at: moment(&cell, "created_at", row.created_at)?,
        seen_at: moment(&cell, "seen_at", row.seen_at)?,
        until: moment(&cell, "until", row.until)?,
        ended_at: row.ended_at.map(|at| moment(&cell, "ended_at", at)).transpose()?,
    })
}
