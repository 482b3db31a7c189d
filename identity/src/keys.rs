//! The keys we sign with: one for each algorithm, made once by whichever node is first.

use crate::error::IdentityError;
use crate::identity::Identity;
use crate::pem;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RsaKeyPair};
use chrono::Duration;
use domain::id::KeyId;
use domain::oidc::{Secret, SigningAlgorithm, SigningKey};
use domain::time::Moment;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::{Arc, PoisonError, RwLock};
use store::StoreError;

/// How soon an unknown `kid` makes us look into the store again.
const LOOK_AGAIN: Duration = Duration::seconds(5);

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
    loaded_at: Moment,
    all: Vec<LoadedKey>,
}

impl Keys {
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
    fn held(&self) -> Option<Arc<Keys>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn hold(&self, keys: Keys) -> Arc<Keys> {
        let keys = Arc::new(keys);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&keys));
        keys
    }
}

impl Identity {
    /// Makes the signing keys that are missing. Several nodes may call it at once: the first to write
    /// wins, and all use what was written.
    pub async fn ensure_keys(&self) -> Result<(), IdentityError> {
        let known = self.store.signing_keys().await?;
        for algorithm in SigningAlgorithm::ALL {
            let signs = |key: &SigningKey| key.algorithm == algorithm && key.retired_at.is_none();
            if known.iter().any(signs) {
                continue;
            }
            let key = self.new_key(algorithm).await?;
            let mut tx = self.begin().await?;
            match tx.keep_signing_key(&key).await {
                Ok(()) => tx.commit().await?,
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.load_keys().await?;
        Ok(())
    }

    /// The public keys, as `/oauth2/jwks` answers.
    pub async fn jwks(&self) -> Result<Value, IdentityError> {
        let keys = self.keys().await?;
        Ok(json!({ "keys": keys.all.iter().map(|key| &key.jwk).collect::<Vec<_>>() }))
    }

    /// The keys, from memory if they are there.
    pub(crate) async fn keys(&self) -> Result<Arc<Keys>, IdentityError> {
        match self.keys.held() {
            Some(keys) => Ok(keys),
            None => self.load_keys().await,
        }
    }

    /// The keys; looked up again if this `kid` is unknown and the last look was not just now, so that
    /// a key another node made is found and invented names cost nothing.
    pub(crate) async fn keys_with(&self, kid: &str) -> Result<Arc<Keys>, IdentityError> {
        let keys = self.keys().await?;
        let fresh = self.now().signed_duration_since(keys.loaded_at) < LOOK_AGAIN;
        if fresh || keys.by_kid(kid).is_some() { Ok(keys) } else { self.load_keys().await }
    }

    async fn load_keys(&self) -> Result<Arc<Keys>, IdentityError> {
        let loaded_at = self.now();
        let stored = self.store.signing_keys().await?;
        let all = stored.iter().map(load).collect::<Result<_, _>>()?;
        Ok(self.keys.hold(Keys { loaded_at, all }))
    }

    async fn new_key(&self, algorithm: SigningAlgorithm) -> Result<SigningKey, IdentityError> {
        // An RSA key takes a good part of a second to find.
        let private = tokio::task::spawn_blocking(move || generate(algorithm))
            .await
            .map_err(|_panicked| IdentityError::Crypto("making a key was interrupted"))??;
        let now = self.now();
        let id = KeyId::new(now, &*self.entropy);
        let public_jwk = public_jwk(id, algorithm, &private)?;
        let private_pem = Secret::new(private);
        Ok(SigningKey { id, algorithm, private_pem, public_jwk, created_at: now, retired_at: None })
    }
}

const fn joined(algorithm: SigningAlgorithm) -> Algorithm {
    match algorithm {
        SigningAlgorithm::Es256 => Algorithm::ES256,
        SigningAlgorithm::Rs256 => Algorithm::RS256,
    }
}

fn generate(algorithm: SigningAlgorithm) -> Result<String, IdentityError> {
    let unmade = |_unspecified| IdentityError::Crypto("a key could not be made");
    let der: Vec<u8> = match algorithm {
        SigningAlgorithm::Es256 => EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .and_then(|pair| pair.to_pkcs8v1())
            .map_err(unmade)?
            .as_ref()
            .to_vec(),
        SigningAlgorithm::Rs256 => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(unmade)?;
            AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(unmade)?.as_ref().to_vec()
        }
    };
    Ok(pem::encode("PRIVATE KEY", &der))
}

fn private_key(algorithm: SigningAlgorithm, pem: &str) -> Result<EncodingKey, IdentityError> {
    match algorithm {
        SigningAlgorithm::Es256 => EncodingKey::from_ec_pem(pem.as_bytes()),
        SigningAlgorithm::Rs256 => EncodingKey::from_rsa_pem(pem.as_bytes()),
    }
    .map_err(|_key| IdentityError::Crypto("a private key cannot be read"))
}

fn public_jwk(id: KeyId, algorithm: SigningAlgorithm, pem: &str) -> Result<Value, IdentityError> {
    let unread = "a public key cannot be derived";
    let private = private_key(algorithm, pem)?;
    let mut jwk = Jwk::from_encoding_key(&private, joined(algorithm))
        .map_err(|_key| IdentityError::Crypto(unread))?;
    jwk.common.key_id = Some(id.to_string());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    serde_json::to_value(&jwk).map_err(|_json| IdentityError::Crypto(unread))
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
