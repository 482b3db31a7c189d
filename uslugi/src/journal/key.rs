//! The key checkpoints are signed with: Ed25519, made at the first start. The public half lies beside it.

use anyhow::Context;
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::sync::Arc;

#[derive(Clone)]
pub(crate) struct SigningKey(Arc<Ed25519KeyPair>);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

impl SigningKey {
    /// A new private key (PKCS#8, PEM).
    pub(crate) fn generate() -> anyhow::Result<String> {
        let key = Ed25519KeyPair::generate().context("a signing key cannot be made")?;
        let der = key.to_pkcs8().context("a signing key cannot be written")?;
        Ok(pem("PRIVATE KEY", der.as_ref()))
    }

    /// Reads a private key (PKCS#8, PEM).
    pub(crate) fn from_pem(text: &str) -> anyhow::Result<Self> {
        let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
        let der = STANDARD.decode(body.trim()).context("the key is not PEM")?;
        let pair =
            Ed25519KeyPair::from_pkcs8(&der).context("the key is no Ed25519 key (PKCS#8)")?;
        Ok(Self(Arc::new(pair)))
    }

    /// The public half (`SubjectPublicKeyInfo`, PEM).
    pub(crate) fn public_pem(&self) -> anyhow::Result<String> {
        let der: PublicKeyX509Der<'_> =
            self.0.public_key().as_der().context("the public key cannot be written")?;
        Ok(pem("PUBLIC KEY", der.as_ref()))
    }

    /// The signature of a text.
    pub(crate) fn sign(&self, text: &str) -> Vec<u8> {
        self.0.sign(text.as_bytes()).as_ref().to_vec()
    }

    /// Whether a signature is this key's, by its public half alone.
    pub(crate) fn signed(&self, text: &str, signature: &[u8]) -> bool {
        let public = UnparsedPublicKey::new(&ED25519, self.0.public_key().as_ref());
        public.verify(text.as_bytes(), signature).is_ok()
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    // An Ed25519 key is one line.
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}
