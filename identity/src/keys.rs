//! The keys we sign with: one for each algorithm, made once by whichever node is first.

use crate::error::IdentityError;
use crate::identity::Identity;
use crate::key_ring::{Keys, joined, private_key};
use crate::pem;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RsaKeyPair};
use chrono::Duration;
use domain::id::KeyId;
use domain::oidc::{Secret, SigningAlgorithm, SigningKey};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use serde_json::{Value, json};
use std::sync::Arc;
use store::StoreError;

/// How soon an unknown `kid` makes us look into the store again.
const LOOK_AGAIN: Duration = Duration::seconds(5);

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
                // It is read below; it may not be committed yet.
                Err(StoreError::Conflict) => {
                    drop(tx);
                    self.store.settled().await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        self.load_keys().await?;
        Ok(())
    }

    /// The public keys, as `/oauth2/jwks` answers.
    pub async fn jwks(&self) -> Result<Value, IdentityError> {
        let keys = self.keys().await?;
        Ok(json!({ "keys": keys.public().collect::<Vec<_>>() }))
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
        Ok(self.keys.hold(Keys::load(&stored, loaded_at)?))
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

fn public_jwk(id: KeyId, algorithm: SigningAlgorithm, pem: &str) -> Result<Value, IdentityError> {
    let unread = "a public key cannot be derived";
    let private = private_key(algorithm, pem)?;
    let mut jwk = Jwk::from_encoding_key(&private, joined(algorithm))
        .map_err(|_key| IdentityError::Crypto(unread))?;
    jwk.common.key_id = Some(id.to_string());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    serde_json::to_value(&jwk).map_err(|_json| IdentityError::Crypto(unread))
}
