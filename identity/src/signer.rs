//! The seat of whoever signs our requests to ESIA. GOST R 34.10-2012 takes it through a certified
//! module (an OpenSSL with its engine, a signing service); what is not GOST is signed here.

use crate::pem;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use secrecy::{ExposeSecret, SecretString};

/// Signs requests to ESIA.
#[async_trait::async_trait]
pub trait Signer: Send + Sync + std::fmt::Debug {
    /// The raw signature of a message: 64 bytes for GOST 256 and for P-256.
    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// A request that could not be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The private key is not what the signer needs.
    #[error("the private key cannot be used: {0}")]
    Key(&'static str),
    /// The signing module failed.
    #[error("signing failed: {0}")]
    Failed(String),
}

/// ECDSA on P-256 with SHA-256: `r‖s`, the same shape as GOST's signature.
#[derive(Debug)]
pub struct EcdsaSigner(EcdsaKeyPair);

impl EcdsaSigner {
    /// The signer of a private key: PKCS#8 in PEM.
    pub fn from_pem(private_key: &SecretString) -> Result<Self, SignError> {
        let der = pem::decode("PRIVATE KEY", private_key.expose_secret())
            .ok_or(SignError::Key("not a PEM block PRIVATE KEY"))?;
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der)
            .map(Self)
            .map_err(|_rejected| SignError::Key("not a PKCS#8 key on P-256"))
    }
}

#[async_trait::async_trait]
impl Signer for EcdsaSigner {
    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature = self
            .0
            .sign(&SystemRandom::new(), message)
            .map_err(|_unspecified| SignError::Failed("ECDSA".to_owned()))?;
        Ok(signature.as_ref().to_vec())
    }
}
