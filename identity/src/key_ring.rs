//! The keys we sign with, in memory and ready for use.

use crate::error::IdentityError;
use domain::oidc::{SigningAlgorithm, SigningKey};
use domain::time::Moment;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::Serialize;
use serde_json::Value;
use std::sync::{Arc, PoisonError, RwLock};

/// A key ready for use.
pub(crate) struct LoadedKey {
    pub(crate) kid: String,
    pub(crate) algorithm: SigningAlgorithm,
    pub(crate) public: DecodingKey,
    jwk: Value,
    private: EncodingKey,
    signs: bool,
}

impl std::fmt::Debug for LoadedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LoadedKey({})", self.kid)
    }
}

impl LoadedKey {
    /// Signs claims under a `typ`.
    pub(crate) fn sign<T: Serialize>(
        &self,
        typ: &str,
        claims: &T,
    ) -> Result<String, IdentityError> {
        let mut header = Header::new(joined(self.algorithm));
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.private)
            .map_err(|_key| IdentityError::Crypto("a token could not be signed"))
    }
}

/// All keys as loaded at a moment.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) loaded_at: Moment,
    all: Vec<LoadedKey>,
}

impl Keys {
    /// Keys as the store has them at a moment.
    pub(crate) fn load(stored: &[SigningKey], loaded_at: Moment) -> Result<Self, IdentityError> {
        let all = stored.iter().map(load).collect::<Result<_, _>>()?;
        Ok(Self { loaded_at, all })
    }

    /// The public keys, as JWK.
    pub(crate) fn public(&self) -> impl Iterator<Item = &Value> {
        self.all.iter().map(|key| &key.jwk)
    }

    /// The key of a `kid`.
    pub(crate) fn by_kid(&self, kid: &str) -> Option<&LoadedKey> {
        self.all.iter().find(|key| key.kid == kid)
    }

    /// The key that signs.
    pub(crate) fn signing(&self, with: SigningAlgorithm) -> Result<&LoadedKey, IdentityError> {
        self.all
            .iter()
            .find(|key| key.signs && key.algorithm == with)
            .ok_or(IdentityError::Crypto("there is no signing key"))
    }
}

/// The keys in memory.
#[derive(Debug, Default)]
pub(crate) struct KeyRing(RwLock<Option<Arc<Keys>>>);

impl KeyRing {
    /// The keys, if they were loaded.
    pub(crate) fn held(&self) -> Option<Arc<Keys>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps loaded keys.
    pub(crate) fn hold(&self, keys: Keys) -> Arc<Keys> {
        let keys = Arc::new(keys);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&keys));
        keys
    }
}

/// The same algorithm by the name the library has for it.
pub(crate) const fn joined(algorithm: SigningAlgorithm) -> Algorithm {
    match algorithm {
        SigningAlgorithm::Es256 => Algorithm::ES256,
        SigningAlgorithm::Rs256 => Algorithm::RS256,
    }
}

/// A private key as it is kept.
pub(crate) fn private_key(
    algorithm: SigningAlgorithm,
    pem: &str,
) -> Result<EncodingKey, IdentityError> {
    match algorithm {
        SigningAlgorithm::Es256 => EncodingKey::from_ec_pem(pem.as_bytes()),
        SigningAlgorithm::Rs256 => EncodingKey::from_rsa_pem(pem.as_bytes()),
    }
    .map_err(|_key| IdentityError::Crypto("a private key cannot be read"))
}

fn load(key: &SigningKey) -> Result<LoadedKey, IdentityError> {
    let unread = "a public key cannot be read";
    let jwk: Jwk = serde_json::from_value(key.public_jwk.clone())
        .map_err(|_json| IdentityError::Crypto(unread))?;
    Ok(LoadedKey {
        kid: key.id.to_string(),
        algorithm: key.algorithm,
        public: DecodingKey::from_jwk(&jwk).map_err(|_key| IdentityError::Crypto(unread))?,
        jwk: key.public_jwk.clone(),
        private: private_key(key.algorithm, key.private_pem.expose())?,
        signs: key.retired_at.is_none(),
    })
}
