//! The seat of whoever verifies ESIA's signatures, and the key that is pinned.
//!
//! ESIA publishes no JWKS and no `kid`; its key changes once a year. So that the day of the change is no outage, several keys are
//! trusted side by side: the next one is added beforehand. The algorithm is pinned with the keys: a token signed otherwise is
//! refused however good its signature.

use crate::error::IdentityError;
use domain::time::Moment;
use jsonwebtoken::{Algorithm, DecodingKey};
use std::sync::{Arc, PoisonError, RwLock};
use url::Url;

/// Verifies ESIA's signatures.
#[async_trait::async_trait]
pub trait Verifier: Send + Sync + std::fmt::Debug {
    /// The `alg` it stands for, e.g. `GOST3410_2012_256`.
    fn algorithm(&self) -> &str;
    /// Whether this is ESIA's signature (base64url) of the message.
    async fn fits(&self, message: &[u8], signature: &str) -> bool;
}

/// The key ESIA signs tokens with.
#[derive(Debug, Clone)]
pub enum TokenKey {
    /// RSA keys known beforehand: PEM blocks `PUBLIC KEY`, all of them trusted.
    Rs256Pem(String),
    /// An RSA key to be fetched at first use: only where the address can be trusted.
    Rs256At(Url),
    /// Another algorithm.
    Other(Arc<dyn Verifier>),
}

/// RSA keys that ESIA may sign with: in the days of a change there are two.
#[derive(Debug)]
pub(crate) struct Rs256(Vec<DecodingKey>);

impl Rs256 {
    /// Every block `PUBLIC KEY` of a text; nothing if there is none, one that cannot be read, or a block of another kind, which would be
    /// passed over.
    pub(crate) fn from_pem(pem: &str) -> Option<Self> {
        const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
        const END: &str = "-----END PUBLIC KEY-----";
        if pem.matches("-----BEGIN ").count() != pem.matches(BEGIN).count() {
            return None;
        }
        let blocks = pem.split_inclusive(END).filter(|block| block.contains("-----"));
        let keys: Option<Vec<_>> =
            blocks.map(|block| DecodingKey::from_rsa_pem(block.trim().as_bytes()).ok()).collect();
        keys.filter(|keys| !keys.is_empty()).map(Self)
    }
}

#[async_trait::async_trait]
impl Verifier for Rs256 {
    fn algorithm(&self) -> &'static str {
        "RS256"
    }

    async fn fits(&self, message: &[u8], signature: &str) -> bool {
        self.0.iter().any(|key| {
            jsonwebtoken::crypto::verify(signature, message, key, Algorithm::RS256).unwrap_or(false)
        })
    }
}

/// The pinned key, and where to fetch it if it is to be fetched.
#[derive(Debug)]
pub(crate) struct EsiaKey {
    at: Option<Url>,
    held: RwLock<Option<(Moment, Arc<dyn Verifier>)>>,
}

impl EsiaKey {
    pub(crate) fn new(key: &TokenKey) -> Result<Self, IdentityError> {
        let known = |verifier: Arc<dyn Verifier>| Self {
            at: None,
            held: RwLock::new(Some((Moment::MIN_UTC, verifier))),
        };
        match key {
            TokenKey::Rs256At(url) => Ok(Self { at: Some(url.clone()), held: RwLock::new(None) }),
            TokenKey::Other(verifier) => Ok(known(Arc::clone(verifier))),
            TokenKey::Rs256Pem(pem) => {
                let verifier = Rs256::from_pem(pem).ok_or_else(|| IdentityError::Setting {
                    setting: "identity.esia.token_key",
                    reason: "not PEM blocks PUBLIC KEY with RSA keys alone (of a certificate: openssl x509 -pubkey -noout)"
                        .to_owned(),
                })?;
                Ok(known(Arc::new(verifier)))
            }
        }
    }

    /// Where it is to be fetched; `None` if it was known beforehand.
    pub(crate) const fn at(&self) -> Option<&Url> {
        self.at.as_ref()
    }

    /// The key in memory, and when it was fetched.
    pub(crate) fn held(&self) -> Option<(Moment, Arc<dyn Verifier>)> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps a fetched key in memory.
    pub(crate) fn hold(&self, fetched: (Moment, Arc<dyn Verifier>)) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(fetched);
    }
}
