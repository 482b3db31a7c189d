//! A registered system: its certificate, the hash ESIA knows it by, and the check of its signatures.

use crate::settings::{BadCertificate, System};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use streebog::{Digest, Streebog256};
use url::Url;
use x509_parser::{certificate::X509Certificate, prelude::FromDer, x509::SubjectPublicKeyInfo};

const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
const P256: &str = "1.2.840.10045.3.1.7";

/// Checks raw signatures of one key. GOST R 34.10-2012 takes its seat here.
pub(crate) trait Verifier: Send + Sync {
    /// Whether the signature is this key's over the message.
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool;
}

/// ECDSA on P-256 with SHA-256, 64 bytes `r‖s`.
struct EcdsaP256(Vec<u8>);

impl Verifier for EcdsaP256 {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.0).verify(message, signature).is_ok()
    }
}

/// A system as ESIA knows it.
pub(crate) struct Registered {
    pub(crate) mnemonic: String,
    /// Upper-case hex of Streebog-256 over the DER certificate.
    certificate_hash: String,
    redirect_hosts: Vec<String>,
    verifier: Box<dyn Verifier>,
}

impl Registered {
    /// Reads the certificate and chooses the verifier of its key.
    pub(crate) fn new(system: &System) -> Result<Self, BadCertificate> {
        let (rest, certificate) = X509Certificate::from_der(&system.certificate_der)
            .map_err(|_error| BadCertificate::Unreadable)?;
        if !rest.is_empty() {
            return Err(BadCertificate::Unreadable);
        }
        Ok(Self {
            mnemonic: system.mnemonic.clone(),
            certificate_hash: hex::encode_upper(Streebog256::digest(&system.certificate_der)),
            redirect_hosts: system.redirect_hosts.clone(),
            verifier: verifier(certificate.public_key())?,
        })
    }

    /// Whether this is the hash of the system's certificate, in either case.
    pub(crate) fn has_certificate(&self, hash: &str) -> bool {
        self.certificate_hash.eq_ignore_ascii_case(hash)
    }

    /// Whether the system signed this.
    pub(crate) fn signed(&self, message: &str, signature: &[u8]) -> bool {
        self.verifier.verify(message.as_bytes(), signature)
    }

    /// Whether a sign-in may return here.
    pub(crate) fn may_return_to(&self, uri: &Url) -> bool {
        let (Some(host), Some(port)) = (uri.host_str(), uri.port_or_known_default()) else {
            return false;
        };
        let plain =
            uri.username().is_empty() && uri.password().is_none() && uri.fragment().is_none();
        let with_port = format!("{host}:{port}");
        plain
            && matches!(uri.scheme(), "http" | "https")
            && self.redirect_hosts.iter().any(|known| *known == host || *known == with_port)
    }
}

fn verifier(key: &SubjectPublicKeyInfo<'_>) -> Result<Box<dyn Verifier>, BadCertificate> {
    let algorithm = key.algorithm.algorithm.to_id_string();
    if algorithm != EC_PUBLIC_KEY {
        return Err(BadCertificate::Algorithm(algorithm));
    }
    let curve = key.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
    let curve = curve.map_or_else(|| "unnamed".to_owned(), |oid| oid.to_id_string());
    if curve != P256 {
        return Err(BadCertificate::Curve(curve));
    }
    Ok(Box::new(EcdsaP256(key.subject_public_key.data.to_vec())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(algorithm: &'static rcgen::SignatureAlgorithm, hosts: &[&str]) -> System {
        let key = rcgen::KeyPair::generate_for(algorithm).unwrap();
        let certificate =
            rcgen::CertificateParams::new(Vec::new()).unwrap().self_signed(&key).unwrap();
        System {
            mnemonic: "USLUGI".into(),
            certificate_der: certificate.der().to_vec(),
            redirect_hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
        }
    }

    #[test]
    fn the_hash_is_streebog_of_rfc_6986() {
        let digits = b"012345678901234567890123456789012345678901234567890123456789012";
        assert_eq!(
            hex::encode(Streebog256::digest(digits)),
            "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"
        );
    }

    #[test]
    fn a_key_without_a_verifier_is_named() {
        let why = |algorithm| Registered::new(&system(algorithm, &[])).err().unwrap();
        assert_eq!(why(&rcgen::PKCS_ED25519), BadCertificate::Algorithm("1.3.101.112".into()));
        assert_eq!(
            why(&rcgen::PKCS_ECDSA_P384_SHA384),
            BadCertificate::Curve("1.3.132.0.34".into())
        );
        let mut pem = system(&rcgen::PKCS_ECDSA_P256_SHA256, &[]);
        pem.certificate_der.push(0);
        assert_eq!(Registered::new(&pem).err().unwrap(), BadCertificate::Unreadable);
    }

    #[test]
    fn only_registered_hosts_are_returned_to() {
        let hosts = ["portal.example", "127.0.0.1:8080"];
        let system = Registered::new(&system(&rcgen::PKCS_ECDSA_P256_SHA256, &hosts)).unwrap();
        let may = |uri: &str| system.may_return_to(&Url::parse(uri).unwrap());
        assert!(may("https://portal.example/back?x=1"));
        assert!(may("https://portal.example:8443/back"));
        assert!(may("http://127.0.0.1:8080/back"));
        for bad in [
            "http://127.0.0.1:8081/back",
            "https://portal.example.evil.test/",
            "https://portal.example@evil.test/",
            "https://user@portal.example/",
            "https://portal.example/#fragment",
            "javascript:alert(1)",
            "ftp://portal.example/",
        ] {
            assert!(!may(bad), "{bad}");
        }
    }
}
