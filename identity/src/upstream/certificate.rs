//! The certificate ESIA knows our system by.

use crate::pem;
use crate::signer::SignError;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ECDSA_P256_SHA256};
use secrecy::SecretString;
use streebog::{Digest, Streebog256};

/// A private key and the certificate for it.
#[derive(Debug, Clone)]
pub struct ClientCertificate {
    /// The key, PKCS#8 in PEM.
    pub private_key_pem: SecretString,
    /// The certificate, DER: what the hash is taken over and what ESIA is given.
    pub certificate_der: Vec<u8>,
}

impl ClientCertificate {
    /// A new key on P-256 with a self-signed certificate for a system's mnemonic.
    pub fn generate(mnemonic: &str) -> Result<Self, SignError> {
        let failed = |error: rcgen::Error| SignError::Failed(error.to_string());
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)?;
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, mnemonic);
        let certificate = params.self_signed(&key).map_err(failed)?;
        Ok(Self {
            private_key_pem: SecretString::from(key.serialize_pem()),
            certificate_der: certificate.der().to_vec(),
        })
    }

    /// The certificate in PEM, for people.
    #[must_use]
    pub fn certificate_pem(&self) -> String {
        pem::encode("CERTIFICATE", &self.certificate_der)
    }
}

/// What ESIA calls `client_certificate_hash`: Streebog-256 over the DER form, upper-case hex.
pub(super) fn hash(certificate_der: &[u8]) -> String {
    hex::encode_upper(Streebog256::digest(certificate_der))
}
