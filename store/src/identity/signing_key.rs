//! The provider's signing keys; private halves are sealed.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, micros, moment, name_of, signing_key};
use crate::seal::{Place, Seal};
use crate::tx::{Store, Tx};
use domain::id::KeyId;
use domain::oidc::{Secret, SigningKey};
use sea_orm::{ActiveModelTrait, EntityTrait, QueryOrder, Set};

impl Store {
    /// All keys, oldest first: those that sign and those that only verify.
    pub async fn signing_keys(&self) -> Result<Vec<SigningKey>, StoreError> {
        let rows = signing_key::Entity::find()
            .order_by_asc(signing_key::Column::CreatedAt)
            .all(&self.read)
            .await?;
        Ok(rows.iter().map(|row| parse(row, &self.seal)).collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Keeps a new signing key. `Conflict` if another node made one for the algorithm first.
    pub async fn keep_signing_key(&mut self, key: &SigningKey) -> Result<(), StoreError> {
        let algorithm = name_of(&key.algorithm);
        let private = key.private_pem.expose().as_bytes();
        signing_key::ActiveModel {
            id: Set(key.id.uuid()),
            signs_for: Set(key.retired_at.is_none().then(|| algorithm.clone())),
            algorithm: Set(algorithm),
            private_pem: Set(self.seal.seal(&place(key.id), private, &*self.entropy)),
            public_jwk: Set(key.public_jwk.to_string()),
            created_at: Set(micros(key.created_at)),
            retired_at: Set(key.retired_at.map(micros)),
        }
        .insert(&self.sql)
        .await?;
        Ok(())
    }
}

pub(crate) fn place(id: KeyId) -> Place {
    Place::new("signing_key", "private_pem", id)
}

fn parse(row: &signing_key::Model, seal: &Seal) -> Result<SigningKey, Corrupt> {
    let cell = Cell { table: "signing_key", row: &row.id };
    let id = KeyId::from_uuid(row.id);
    let private = String::from_utf8(seal.open(&place(id), &row.private_pem)?)
        .map_err(|_bytes| cell.corrupt("private_pem", "not a text"))?;
    Ok(SigningKey {
        id,
        algorithm: cell.name("algorithm", &row.algorithm)?,
        private_pem: Secret::new(private),
        public_jwk: cell.json("public_jwk", &row.public_jwk)?,
        created_at: moment(&cell, "created_at", row.created_at)?,
        retired_at: row.retired_at.map(|at| moment(&cell, "retired_at", at)).transpose()?,
    })
}
