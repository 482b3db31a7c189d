//! The key of ESIA's tokens, and JWT written exactly as ESIA writes them (no `kid`, own header names).

use crate::{files, settings::StartError};
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    error::Unspecified,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey},
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use domain::time::Moment;
use serde_json::{Value, json};
use std::path::Path;

/// What a token is for: `sbt` of its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Access,
    Id,
    Code,
}

impl Kind {
    const fn sbt(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Id => "id",
            Self::Code => "authorization_code",
        }
    }
}

/// The RSA key that signs, made once and kept.
pub(crate) struct SigningKey {
    pair: KeyPair,
    public_der: Vec<u8>,
}

impl SigningKey {
    /// Reads the key, or makes it at the first start.
    pub(crate) fn open(dir: &Path) -> Result<Self, StartError> {
        let path = dir.join("esia-key.der");
        let pair = match std::fs::read(&path) {
            Ok(der) => KeyPair::from_pkcs8(&der).map_err(|why| StartError::Corrupt {
                path: path.clone(),
                problem: format!("not an RSA key: {why}"),
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(&path)?,
            Err(source) => return Err(StartError::Data { path, source }),
        };
        let der: PublicKeyX509Der<'_> =
            pair.public_key().as_der().map_err(|Unspecified| StartError::SigningKey)?;
        let public_der = der.as_ref().to_vec();
        Ok(Self { pair, public_der })
    }

    /// A signed token.
    pub(crate) fn sign(&self, kind: Kind, claims: &Value) -> Result<String, Unspecified> {
        let header = json!({"ver": 1, "typ": "JWT", "sbt": kind.sbt(), "alg": "RS256"});
        let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let message = format!("{}.{}", encode(&header), encode(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            message.as_bytes(),
            &mut signature,
        )?;
        Ok(format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The claims of a token of this kind that we signed and that has not expired.
    pub(crate) fn read(&self, kind: Kind, token: &str, now: Moment) -> Option<Value> {
        let (message, signature) = token.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.public_der)
            .verify(message.as_bytes(), &signature)
            .ok()?;
        let decode = |part: &str| -> Option<Value> {
            serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
        };
        if decode(header)?.get("sbt")?.as_str()? != kind.sbt() {
            return None;
        }
        let claims = decode(claims)?;
        let expires = claims.get("exp")?.as_i64()?;
        (now.timestamp() < expires).then_some(claims)
    }

    /// The public key as PEM (SPKI).
    /// The public half, PEM.
    pub(crate) fn public_pem(&self) -> String {
        let text = BASE64_STANDARD.encode(&self.public_der);
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for (place, letter) in text.chars().enumerate() {
            if place > 0 && place % 64 == 0 {
                pem.push('\n');
            }
            pem.push(letter);
        }
        pem.push_str("\n-----END PUBLIC KEY-----\n");
        pem
    }
}

fn make(path: &Path) -> Result<KeyPair, StartError> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|Unspecified| StartError::SigningKey)?;
    let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|Unspecified| StartError::SigningKey)?;
    files::write(path, der.as_ref())
        .map_err(|source| StartError::Data { path: path.to_owned(), source })?;
    Ok(pair)
}
