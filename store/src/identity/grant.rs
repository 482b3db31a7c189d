//! Grants: asked, coded, active, revoked, and never back.

use crate::error::{Corrupt, StoreError};
use crate::live_feed::CHUNK;
use crate::rows::{Cell, access_grant, micros, moment, name_of, session};
use crate::tx::{HELD, Store, Tx};
use domain::id::{CitizenId, GrantId, SessionId};
use domain::oidc::{ClientId, Digest, Grant, GrantState, SignIn};
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    UpdateMany,
};
use uuid::Uuid;

const ASKED: &str = "asked";
const CODED: &str = "coded";
const ACTIVE: &str = "active";
/// As stored: `until` is then the moment it was revoked.
pub(super) const REVOKED: &str = "revoked";

impl Store {
    /// A grant, revoked or not; whether it still stands is the caller's to see.
    pub async fn grant(&self, id: GrantId) -> Result<Option<Grant>, StoreError> {
        let row = access_grant::Entity::find_by_id(id.uuid()).one(&self.read).await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }

    /// Those of these grants that were not revoked. One statement for every 500.
    pub async fn standing_grants(&self, ids: &[GrantId]) -> Result<Vec<GrantId>, StoreError> {
        let mut standing = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let rows: Vec<Uuid> = access_grant::Entity::find()
                .select_only()
                .column(access_grant::Column::Id)
                .filter(access_grant::Column::Id.is_in(chunk.iter().map(|id| id.uuid())))
                .filter(access_grant::Column::State.ne(REVOKED))
                .into_tuple()
                .all(&self.read)
                .await?;
            standing.extend(rows.into_iter().map(GrantId::from_uuid));
        }
        Ok(standing)
    }

    /// The grant a code was given out for, exchanged or not.
    pub async fn grant_by_code(&self, code: &Digest) -> Result<Option<Grant>, StoreError> {
        let row = access_grant::Entity::find()
            .filter(access_grant::Column::Code.eq(code.to_string()))
            .one(&self.read)
            .await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }

    /// The live grants of a person, newest first.
    pub async fn grants_of(&self, citizen: CitizenId) -> Result<Vec<Grant>, StoreError> {
        let rows = access_grant::Entity::find()
            .filter(access_grant::Column::CitizenId.eq(citizen.uuid()))
            .filter(access_grant::Column::State.eq(ACTIVE))
            .order_by_desc(access_grant::Column::CreatedAt)
            .limit(100)
            .all(&self.read)
            .await?;
        Ok(rows.iter().map(parse).collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Opens a grant; false, and nothing written, if its session was ended meanwhile.
    pub async fn open_grant(&mut self, grant: &Grant) -> Result<bool, StoreError> {
        let session = session::Entity::find_by_id(grant.session.uuid())
            .filter(session::Column::EndedAt.is_null())
            .lock(HELD)
            .one(&self.sql)
            .await?;
        if session.is_none() {
            return Ok(false);
        }
        let (state, code, until) = columns(&grant.state);
        access_grant::ActiveModel {
            id: Set(grant.id.uuid()),
            client_id: Set(grant.client.to_string()),
            session_id: Set(grant.session.uuid()),
            citizen_id: Set(grant.sign_in.citizen.uuid()),
            assurance: Set(name_of(&grant.sign_in.assurance)),
            auth_time: Set(micros(grant.sign_in.auth_time)),
            method: Set(name_of(&grant.sign_in.method)),
            scopes: Set(grant.scopes.to_string()),
            redirect_uri: Set(grant.redirect_uri.clone()),
            state_value: Set(grant.state_value.clone()),
            nonce: Set(grant.nonce.clone()),
            code_challenge: Set(grant.code_challenge.clone()),
            created_at: Set(micros(grant.created_at)),
            state: Set(state.to_owned()),
            code: Set(code),
            until: Set(until),
        }
        .insert(&self.sql)
        .await?;
        Ok(true)
    }

    /// The person consented: a code goes out. False if the question no longer stands.
    pub async fn give_code(
        &mut self,
        id: GrantId,
        code: &Digest,
        until: Moment,
    ) -> Result<bool, StoreError> {
        use access_grant::Column;
        let given = access_grant::Entity::update_many()
            .col_expr(Column::State, Expr::value(CODED))
            .col_expr(Column::Code, Expr::value(code.to_string()))
            .col_expr(Column::Until, Expr::value(micros(until)))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::State.eq(ASKED))
            .filter(Column::Until.gt(micros(self.now)))
            .exec(&self.sql)
            .await?;
        Ok(given.rows_affected == 1)
    }

    /// The code is exchanged. False if it was before, is too old, or the grant was revoked.
    pub async fn exchange_code(&mut self, id: GrantId) -> Result<bool, StoreError> {
        use access_grant::Column;
        let exchanged = access_grant::Entity::update_many()
            .col_expr(Column::State, Expr::value(ACTIVE))
            .col_expr(Column::Until, Expr::value(Option::<i64>::None))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::State.eq(CODED))
            .filter(Column::Until.gt(micros(self.now)))
            .exec(&self.sql)
            .await?;
        Ok(exchanged.rows_affected == 1)
    }

    /// Revokes a grant with all its tokens.
    pub async fn revoke_grant(&mut self, id: GrantId) -> Result<(), StoreError> {
        let one = access_grant::Column::Id.eq(id.uuid());
        revoked(self.now).filter(one).exec(&self.sql).await?;
        Ok(())
    }

    /// Revokes all that a client obtained from a person.
    pub async fn revoke_grants_of(
        &mut self,
        citizen: CitizenId,
        client: &ClientId,
    ) -> Result<(), StoreError> {
        revoked(self.now)
            .filter(access_grant::Column::CitizenId.eq(citizen.uuid()))
            .filter(access_grant::Column::ClientId.eq(client.as_str()))
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}

/// Grants that end now; which ones, the caller says.
pub(super) fn revoked(now: Moment) -> UpdateMany<access_grant::Entity> {
    use access_grant::Column;
    access_grant::Entity::update_many()
        .col_expr(Column::State, Expr::value(REVOKED))
        .col_expr(Column::Until, Expr::value(micros(now)))
        .filter(Column::State.ne(REVOKED))
}

fn columns(state: &GrantState) -> (&'static str, Option<String>, Option<i64>) {
    match state {
        GrantState::Asked { until } => (ASKED, None, Some(micros(*until))),
        GrantState::Coded { code, until } => (CODED, Some(code.to_string()), Some(micros(*until))),
        GrantState::Active { code } => (ACTIVE, Some(code.to_string()), None),
        GrantState::Revoked => (REVOKED, None, None),
    }
}

fn state(row: &access_grant::Model, cell: &Cell<'_>) -> Result<GrantState, Corrupt> {
    let code = || {
        let code = row.code.as_deref().ok_or_else(|| cell.corrupt("code", "is missing"))?;
        cell.text("code", code)
    };
    let until = || {
        let until = row.until.ok_or_else(|| cell.corrupt("until", "is missing"))?;
        moment(cell, "until", until)
    };
    Ok(match row.state.as_str() {
        ASKED => GrantState::Asked { until: until()? },
        CODED => GrantState::Coded { code: code()?, until: until()? },
        ACTIVE => GrantState::Active { code: code()? },
        REVOKED => GrantState::Revoked,
        _ => return Err(cell.corrupt("state", "an unknown name")),
    })
}

fn parse(row: &access_grant::Model) -> Result<Grant, Corrupt> {
    let cell = Cell { table: "access_grant", row: &row.id };
    Ok(Grant {
        id: GrantId::from_uuid(row.id),
        client: cell.text("client_id", &row.client_id)?,
        session: SessionId::from_uuid(row.session_id),
        sign_in: SignIn {
            citizen: CitizenId::from_uuid(row.citizen_id),
            assurance: cell.name("assurance", &row.assurance)?,
            auth_time: moment(&cell, "auth_time", row.auth_time)?,
            method: cell.name("method", &row.method)?,
        },
        scopes: cell.text("scopes", &row.scopes)?,
        redirect_uri: row.redirect_uri.clone(),
        state_value: row.state_value.clone(),
        nonce: row.nonce.clone(),
        code_challenge: row.code_challenge.clone(),
        created_at: moment(&cell, "created_at", row.created_at)?,
        state: state(row, &cell)?,
    })
}
