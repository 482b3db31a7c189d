//! The stand-in of ESIA (Госуслуги sign-in): checks requests as the real one does, v2/ac and v3/te.

mod answer;
mod card;
mod login;
mod memory;
mod pkce;
mod refusal;
mod request;
mod rest;
mod scopes;
pub(crate) mod system;
mod token;
mod tokens;

use crate::settings::{StartError, System};
use actix_web::web::{self, ServiceConfig};
use memory::Memory;
use std::path::Path;
use system::Registered;
use tokens::SigningKey;
use url::Url;

/// Registered systems, the key of tokens, and sign-ins under way.
pub(crate) struct Esia {
    systems: Vec<Registered>,
    key: SigningKey,
    memory: Memory,
    issuer: String,
    /// The sandbox's own address, with a slash at the end.
    base: String,
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

    fn system(&self, mnemonic: &str) -> Option<&Registered> {
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

/// The addresses of ESIA.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/aas/oauth2/v2/ac")
                .route(web::get().to(login::begin_by_query))
                .route(web::post().to(login::begin_by_form)),
        )
        .route("/aas/login/person", web::post().to(login::choose))
        .route("/aas/login/answer", web::post().to(login::answer))
        .route("/aas/oauth2/v3/te", web::post().to(token::exchange))
        .route("/public/esia.pem", web::get().to(tokens::public_key))
        .route("/idp/ext/Logout", web::get().to(login::logout))
        .route("/rs/prns/{oid}", web::get().to(rest::person))
        .route("/rs/prns/{oid}/{part}", web::get().to(rest::part))
        .route("/rs/prns/{oid}/{part}/{id}", web::get().to(rest::element))
        .route("/rs/prns/{oid}/kids/{id}/docs", web::get().to(rest::kid_docs));
}
