//! The seat of whoever verifies ESIA's signatures, and the key that is pinned.
//!
//! ESIA publishes no JWKS and no `kid`; its key changes once a year. The algorithm is pinned with the
//! key: a token signed otherwise is refused however good its signature.

use super::{Untrusted, UpstreamFault};
use crate::error::IdentityError;
use crate::identity::Identity;
use crate::settings::EsiaSettings;
use chrono::Duration;
use domain::time::Moment;
use jsonwebtoken::{Algorithm, DecodingKey};
use std::sync::{Arc, PoisonError, RwLock};
use url::Url;

/// How soon a signature that does not fit makes us fetch the key again.
const FETCH_AGAIN: Duration = Duration::minutes(1);

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
    /// An RSA key known beforehand: a PEM block `PUBLIC KEY`.
    Rs256Pem(String),
    /// An RSA key to be fetched at first use: only where the address can be trusted.
    Rs256At(Url),
    /// Another algorithm.
    Other(Arc<dyn Verifier>),
}

#[derive(Debug)]
struct Rs256(DecodingKey);

impl Rs256 {
    fn from_pem(pem: &str) -> Option<Self> {
        DecodingKey::from_rsa_pem(pem.as_bytes()).ok().map(Self)
    }
}

#[async_trait::async_trait]
impl Verifier for Rs256 {
    fn algorithm(&self) -> &'static str {
        "RS256"
    }

    async fn fits(&self, message: &[u8], signature: &str) -> bool {
        jsonwebtoken::crypto::verify(signature, message, &self.0, Algorithm::RS256).unwrap_or(false)
    }
}

/// The pinned key, and where to fetch it if it is to be fetched.
#[derive(Debug)]
pub(crate) struct EsiaKey {
    at: Option<Url>,
    held: RwLock<Option<(Moment, Arc<dyn Verifier>)>>,
}

impl EsiaKey {
    pub(crate) fn new(settings: &EsiaSettings) -> Result<Self, IdentityError> {
        let known = |verifier: Arc<dyn Verifier>| Self {
            at: None,
            held: RwLock::new(Some((Moment::MIN_UTC, verifier))),
        };
        match &settings.token_key {
            TokenKey::Rs256At(url) => Ok(Self { at: Some(url.clone()), held: RwLock::new(None) }),
            TokenKey::Other(verifier) => Ok(known(Arc::clone(verifier))),
            TokenKey::Rs256Pem(pem) => {
                let verifier = Rs256::from_pem(pem).ok_or_else(|| IdentityError::Setting {
                    setting: "identity.esia.token_key",
                    reason: "not a PEM block PUBLIC KEY with an RSA key".to_owned(),
                })?;
                Ok(known(Arc::new(verifier)))
            }
        }
    }

    fn held(&self) -> Option<(Moment, Arc<dyn Verifier>)> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Identity {
    /// Checks a signature of ESIA's under the pinned algorithm.
    pub(super) async fn check_esia_signature(
        &self,
        algorithm: &str,
        message: &[u8],
        signature: &str,
    ) -> Result<(), super::LoginError> {
        let (fetched_at, verifier) = match self.esia_key.held() {
            Some(held) => held,
            None => self.fetch_esia_key().await?,
        };
        if verifier.algorithm() != algorithm {
            return Err(Untrusted::Algorithm.into());
        }
        if verifier.fits(message, signature).await {
            return Ok(());
        }
        // The yearly change of the key: look once more, but not for every forged token.
        let stale = self.now().signed_duration_since(fetched_at) >= FETCH_AGAIN;
        if self.esia_key.at.is_some() && stale {
            let (_, verifier) = self.fetch_esia_key().await?;
            if verifier.fits(message, signature).await {
                return Ok(());
            }
        }
        Err(Untrusted::Signature.into())
    }

    async fn fetch_esia_key(&self) -> Result<(Moment, Arc<dyn Verifier>), UpstreamFault> {
        let unread = UpstreamFault::Shape("its public key");
        let Some(url) = self.esia_key.at.clone() else { return Err(unread) };
        let answer = self.fetch(self.http.get(url)).await?.success()?;
        let pem = String::from_utf8(answer.body).map_err(|_bytes| unread.clone())?;
        let verifier: Arc<dyn Verifier> = Arc::new(Rs256::from_pem(&pem).ok_or(unread)?);
        let held = (self.now(), verifier);
        *self.esia_key.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held.clone());
        Ok(held)
    }
}
