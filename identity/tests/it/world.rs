//! A world for one test: a store, a clock moved by hand, an ESIA, the clients.

use crate::esia::{Esia, KEY};
use crate::parties::settings;
use crate::place::Place;
use domain::assurance::Assurance;
use domain::chat::{Chat, ChatLink, TELEGRAM};
use domain::entropy::{Entropy, SeededEntropy};
use domain::id::CitizenId;
use domain::oidc::Digest;
use domain::time::{Clock, ManualClock};
use identity::{
    Authorize, BrowserKey, CallbackQuery, Identity, Session, Settings, SignedIn, TokenKey,
};
use secrecy::ExposeSecret;
use sha2::Digest as _;
use std::sync::Arc;
use store::{Engine, Store};
use url::Url;

pub(crate) const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more";
pub(crate) const PORTAL: &str = "https://portal.example/cb";
pub(crate) const OID: i64 = 1_000_000_001;

pub(crate) struct World {
    pub(crate) identity: Identity,
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    pub(crate) esia: Esia,
    pub(crate) settings: Settings,
    pub(crate) entropy: Arc<dyn Entropy>,
    _place: Place,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let world = Self::without_keys(Engine::Sqlite, change).await;
        world.identity.ensure_keys().await.unwrap();
        world
    }

    /// A world on an engine: for what several callers do at once.
    pub(crate) async fn on(engine: Engine) -> Self {
        let world = Self::without_keys(engine, |_| {}).await;
        world.identity.ensure_keys().await.unwrap();
        world
    }

    /// A world whose provider has no signing keys yet.
    pub(crate) async fn without_keys(engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        let _installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let clock = ManualClock::at("2026-11-22T09:00:00Z".parse().unwrap());
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(1));
        let place = Place::new(engine);
        let store = place.open().await;
        let esia = Esia::start(&clock, OID).await;
        let mut settings = settings(&esia.url, TokenKey::Rs256Pem(KEY.public_pem.clone()));
        change(&mut settings);
        let identity = Identity::new(
            settings.clone(),
            store.clone(),
            Arc::new(clock.clone()),
            Arc::clone(&entropy),
        )
        .unwrap();
        Self { identity, store, clock, esia, settings, entropy, _place: place }
    }

    /// Links a Telegram chat to a citizen, as both sides confirm it.
    pub(crate) async fn link_chat(&self, citizen: CitizenId, id: &str) {
        let now = self.clock.now();
        let offered = ChatLink::offer(citizen, Assurance::Confirmed, now, &*self.entropy);
        let chat = Chat { channel: TELEGRAM.into(), id: id.into() };
        let mut tx = self.store.begin(&self.clock, &self.entropy).await.unwrap();
        tx.offer_chat_link(&offered, &Digest::of("code")).await.unwrap();
        let claimed = offered.claim(chat.clone(), now).unwrap();
        let confirmed =
            claimed.confirm_in_browser(now).unwrap().confirm_in_chat(&chat, now).unwrap();
        tx.save_chat_link(&confirmed).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Another node over the same store.
    pub(crate) fn another_node(&self) -> Identity {
        let clock: Arc<dyn Clock> = Arc::new(self.clock.clone());
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(2));
        Identity::new(self.settings.clone(), self.store.clone(), clock, entropy).unwrap()
    }

    pub(crate) fn browser(&self) -> BrowserKey {
        BrowserKey::new(&*self.entropy)
    }

    /// Signs in and takes the whole answer.
    pub(crate) async fn sign_in(&self) -> SignedIn {
        let browser = self.browser();
        let state = self.begin(&browser).await;
        self.identity.finish_login(&code_and(&state), &browser).await.unwrap()
    }

    pub(crate) async fn session(&self) -> Session {
        self.sign_in().await.session
    }

    /// Begins a sign-in; the `state` that went to ESIA.
    pub(crate) async fn begin(&self, browser: &BrowserKey) -> String {
        let redirect = self.identity.begin_login("/after".parse().unwrap(), browser).await.unwrap();
        query(&redirect.to, "state").unwrap()
    }

    /// An authorization request's outcome, changed as the test wants.
    pub(crate) async fn authorize(
        &self,
        session: Option<&Session>,
        change: &[(&str, Option<&str>)],
    ) -> Authorize {
        self.identity.authorize(&request(change), session).await.unwrap()
    }

    /// A code for a client that need not ask.
    pub(crate) async fn code(&self, session: &Session, change: &[(&str, Option<&str>)]) -> String {
        let mut own = vec![("client_id", Some("app")), ("redirect_uri", Some("ru.app:/cb"))];
        own.extend_from_slice(change);
        code_of(&self.authorize(Some(session), &own).await)
    }
}

/// The portal's authorization request; `None` leaves a parameter out.
pub(crate) fn request(change: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
    let challenge = challenge();
    let mut all: Vec<(&str, &str)> = vec![
        ("client_id", "portal"),
        ("redirect_uri", PORTAL),
        ("response_type", "code"),
        ("scope", "openid profile offline_access"),
        ("state", "st&te"),
        ("nonce", "n0nce"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in change {
        all.retain(|(own, _)| own != name);
        all.extend(value.map(|value| (*name, value)));
    }
    owned(&all)
}

pub(crate) fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub(crate) fn challenge() -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(VERIFIER))
}

pub(crate) fn code_and(state: &str) -> CallbackQuery {
    CallbackQuery {
        code: Some("code".into()),
        state: Some(state.into()),
        ..CallbackQuery::default()
    }
}

pub(crate) fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
}

/// The address of an outcome that redirects.
pub(crate) fn answer(outcome: &Authorize) -> &Url {
    match outcome {
        Authorize::Redirect(url) => url,
        other => panic!("not a redirect: {other:?}"),
    }
}

pub(crate) fn code_of(outcome: &Authorize) -> String {
    query(answer(outcome), "code").unwrap_or_else(|| panic!("no code: {outcome:?}"))
}

pub(crate) fn error_of(outcome: &Authorize) -> String {
    query(answer(outcome), "error").unwrap_or_else(|| panic!("no error: {outcome:?}"))
}

/// The form of the app's code exchange.
pub(crate) fn exchange(code: &str) -> Vec<(String, String)> {
    owned(&[
        ("grant_type", "authorization_code"),
        ("client_id", "app"),
        ("redirect_uri", "ru.app:/cb"),
        ("code", code),
        ("code_verifier", VERIFIER),
    ])
}

pub(crate) fn field(response: &identity::TokenResponse, name: &str) -> String {
    let json = serde_json::to_value(response).unwrap();
    json[name].as_str().unwrap_or_else(|| panic!("no {name}")).to_owned()
}

pub(crate) fn cookie(signed_in: &SignedIn) -> &str {
    signed_in.cookie.expose_secret()
}
