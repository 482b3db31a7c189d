//! What people allowed clients.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, consent, micros, moment};
use crate::tx::{Store, Tx};
use domain::id::CitizenId;
use domain::oidc::{ClientId, Scopes};
use domain::time::Moment;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

/// What a person allowed a client, once for all its sign-ins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// To whom.
    pub client: ClientId,
    /// To what.
    pub scopes: Scopes,
    /// When it was given last.
    pub given_at: Moment,
}

impl Store {
    /// What a person allowed a client.
    pub async fn consent(
        &self,
        citizen: CitizenId,
        client: &ClientId,
    ) -> Result<Option<Consent>, StoreError> {
        let id = (citizen.uuid(), client.to_string());
        let row = consent::Entity::find_by_id(id).one(&self.read).await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }

    /// All that a person allowed, newest first.
    pub async fn consents_of(&self, citizen: CitizenId) -> Result<Vec<Consent>, StoreError> {
        let rows = consent::Entity::find()
            .filter(consent::Column::CitizenId.eq(citizen.uuid()))
            .order_by_desc(consent::Column::GivenAt)
            .all(&self.read)
            .await?;
        Ok(rows.iter().map(parse).collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Keeps a consent; what was allowed before is replaced.
    pub async fn keep_consent(
        &mut self,
        citizen: CitizenId,
        client: &ClientId,
        scopes: &Scopes,
    ) -> Result<(), StoreError> {
        use consent::Column;
        let row = consent::ActiveModel {
            citizen_id: Set(citizen.uuid()),
            client_id: Set(client.to_string()),
            scopes: Set(scopes.to_string()),
            given_at: Set(micros(self.now)),
        };
        consent::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([Column::CitizenId, Column::ClientId])
                    .update_columns([Column::Scopes, Column::GivenAt])
                    .to_owned(),
            )
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Withdraws a consent, and with it all that the client obtained.
    pub async fn withdraw_consent(
        &mut self,
        citizen: CitizenId,
        client: &ClientId,
    ) -> Result<(), StoreError> {
        let id = (citizen.uuid(), client.to_string());
        consent::Entity::delete_by_id(id).exec(&self.sql).await?;
        self.revoke_grants_of(citizen, client).await
    }
}

fn parse(row: &consent::Model) -> Result<Consent, Corrupt> {
    let cell = Cell { table: "consent", row: &row.citizen_id };
    Ok(Consent {
        client: cell.text("client_id", &row.client_id)?,
        scopes: cell.text("scopes", &row.scopes)?,
        given_at: moment(&cell, "given_at", row.given_at)?,
    })
}
