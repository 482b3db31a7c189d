//! Sign-in as one thing to hold: settings, store, clock, keys.

use crate::believed::Believed;
use crate::client::{Client, check_all};
use crate::error::IdentityError;
use crate::esia_key::EsiaKey;
use crate::key_ring::KeyRing;
use crate::settings::{EsiaSettings, Settings};
use crate::standings::Standings;
use domain::entropy::Entropy;
use domain::oidc::ClientId;
use domain::time::{Clock, Moment};
use std::sync::Arc;
use store::Store;

/// Sign-in. Cheap to clone: clones share everything.
#[derive(Debug, Clone)]
pub struct Identity {
    pub(crate) settings: Arc<Settings>,
    /// The public address as clients compare it: no slash at the end.
    pub(crate) issuer: Arc<str>,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) http: reqwest::Client,
    pub(crate) keys: Arc<KeyRing>,
    pub(crate) esia_key: Arc<EsiaKey>,
    pub(crate) standings: Arc<Standings>,
    pub(crate) believed: Arc<Believed>,
}

impl Identity {
    /// Sign-in by these settings; refuses settings that cannot be right.
    ///
    /// The TLS provider of the process must be installed before (`rustls::crypto`).
    pub fn new(
        settings: Settings,
        store: Store,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, IdentityError> {
        check_all(&settings.clients)
            .map_err(|(client, fault)| IdentityError::Client { client, fault })?;
        let issuer = issuer_of(&settings)?;
        let http = client_of(&settings.esia)?;
        Ok(Self {
            issuer,
            esia_key: Arc::new(EsiaKey::new(&settings.esia.token_key)?),
            settings: Arc::new(settings),
            store,
            clock,
            entropy,
            http,
            keys: Arc::new(KeyRing::default()),
            standings: Arc::new(Standings::default()),
            believed: Arc::new(Believed::default()),
        })
    }

    /// The issuer, as in tokens and discovery.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// A registered client.
    #[must_use]
    pub fn client(&self, id: &ClientId) -> Option<&Client> {
        self.settings.clients.iter().find(|client| client.client_id == *id)
    }

    /// What a registered client is called, as people read it.
    #[must_use]
    pub fn client_name(&self, id: &str) -> Option<&str> {
        self.client_named(id).map(|client| client.name.as_str())
    }

    pub(crate) fn client_named(&self, id: &str) -> Option<&Client> {
        self.settings.clients.iter().find(|client| client.client_id.as_str() == id)
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    pub(crate) async fn begin(&self) -> Result<store::Tx, store::StoreError> {
        self.store.begin(&*self.clock, &self.entropy).await
    }
}

/// How long an open line to ESIA waits to be used again.
const IDLE: std::time::Duration = std::time::Duration::from_secs(2);

/// What ESIA is called with.
pub(crate) fn client_of(esia: &EsiaSettings) -> Result<reqwest::Client, IdentityError> {
    reqwest::Client::builder()
        .connect_timeout(esia.timeout.min(std::time::Duration::from_secs(3)))
        .timeout(esia.timeout)
        // Sooner than servers let go of a line: a call on one that is just being closed is lost.
        .pool_idle_timeout(IDLE)
        // ESIA answers where it is asked; a redirect would carry the bearer token elsewhere.
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| bad_setting("identity.esia", &error))
}

fn issuer_of(settings: &Settings) -> Result<Arc<str>, IdentityError> {
    let url = &settings.issuer;
    let bare = url.query().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https") || !bare {
        let reason = "an http(s) address without query and fragment".to_owned();
        return Err(IdentityError::Setting { setting: "public_url", reason });
    }
    Ok(url.as_str().trim_end_matches('/').into())
}

fn bad_setting(setting: &'static str, error: &dyn std::fmt::Display) -> IdentityError {
    IdentityError::Setting { setting, reason: error.to_string() }
}
