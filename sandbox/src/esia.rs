//! The stand-in of ESIA (Госуслуги sign-in): checks requests as the real one does, v2/ac and v3/te.

pub(crate) mod card;
pub(crate) mod memory;
pub(crate) mod pkce;
pub(crate) mod refusal;
pub(crate) mod request;
pub(crate) mod scopes;
mod system;
pub(crate) mod tokens;

use crate::settings::{StartError, System};
use memory::Memory;
use std::path::Path;
use system::Registered;
use tokens::SigningKey;
use url::Url;

/// Registered systems, the key of tokens, and sign-ins under way.
pub(crate) struct Esia {
    systems: Vec<Registered>,
    pub(crate) key: SigningKey,
    pub(crate) memory: Memory,
    pub(crate) issuer: String,
    /// The sandbox's own address, with a slash at the end.
    pub(crate) base: String,
}

impl Esia {
    /// Reads certificates, and makes or reads the key of tokens.
    pub(crate) fn open(dir: &Path, url: &Url, systems: &[System]) -> Result<Self, StartError> {
        let mut registered: Vec<Registered> = Vec::new();
        for system in systems {
            if registered.iter().any(|other| other.mnemonic == system.mnemonic) {
                return Err(StartError::SameMnemonic(system.mnemonic.clone()));
            }
            registered.push(Registered::new(system).map_err(|source| StartError::Certificate {
                mnemonic: system.mnemonic.clone(),
                source,
            })?);
        }
        Ok(Self {
            systems: registered,
            key: SigningKey::open(dir)?,
            memory: Memory::default(),
            issuer: issuer(url),
            base: format!("{}/", url.as_str().trim_end_matches('/')),
        })
    }

    /// A registered system by its mnemonic.
    pub(crate) fn system(&self, mnemonic: &str) -> Option<&Registered> {
        self.systems.iter().find(|system| system.mnemonic == mnemonic)
    }
}

/// As the real one names itself: http whatever the scheme, a slash at the end.
fn issuer(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("http://{host}:{port}/"),
        None => format!("http://{host}/"),
    }
}
