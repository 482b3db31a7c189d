//! The keys the provider signs with.

use super::Secret;
use crate::id::KeyId;
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SigningAlgorithm {
    /// ECDSA on P-256.
    #[serde(rename = "ES256")]
    Es256,
    /// RSA PKCS#1 v1.5, for clients that know nothing else: the default OpenID Connect demands.
    #[serde(rename = "RS256")]
    Rs256,
}

impl SigningAlgorithm {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Es256, Self::Rs256];

    /// The JOSE name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }
}

/// A key that tokens are signed with, as it is kept.
#[derive(Debug, Clone)]
pub struct SigningKey {
    /// Its identifier, the `kid` of what it signs.
    pub id: KeyId,
    /// How it signs.
    pub algorithm: SigningAlgorithm,
    /// The private key, PKCS#8 in PEM.
    pub private_pem: Secret,
    /// The public key, a JWK.
    pub public_jwk: serde_json::Value,
    /// When it was made.
    pub created_at: Moment,
    /// Since when it no longer signs. What it signed is still verified.
    pub retired_at: Option<Moment>,
}
