//! A started sandbox with a clock to move, and a system registered with it.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{
    entropy::SeededEntropy,
    time::{Clock, ManualClock},
};
use sandbox::{Running, Settings, System};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use streebog::Streebog256;
use url::Url;

pub(crate) const CALLBACK: &str = "http://portal.test/callback?from=esia";
pub(crate) const STATE: &str = "0f3b2a52-64a3-4d39-9c0e-5b3c7c2f6b11";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const KEY: &str = "key-of-tests";

/// A system with its key and certificate.
pub(crate) struct Signer {
    pub(crate) mnemonic: String,
    key: EcdsaKeyPair,
    pub(crate) certificate: rcgen::Certificate,
}

impl Signer {
    fn new(mnemonic: &str) -> Self {
        let pair = rcgen::KeyPair::generate().unwrap();
        let certificate =
            rcgen::CertificateParams::new(Vec::new()).unwrap().self_signed(&pair).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pair.serialized_der())
            .unwrap();
        Self { mnemonic: mnemonic.to_owned(), key, certificate }
    }

    fn system(&self) -> System {
        System {
            mnemonic: self.mnemonic.clone(),
            certificate_der: self.certificate.der().to_vec(),
            redirect_hosts: vec!["portal.test".into()],
        }
    }

    pub(crate) fn hash(&self) -> String {
        hex::encode_upper(<Streebog256 as streebog::Digest>::digest(self.certificate.der()))
    }

    pub(crate) fn sign(&self, message: &str) -> String {
        let signature = self.key.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        BASE64_URL_SAFE_NO_PAD.encode(signature)
    }
}

pub(crate) struct World {
    pub(crate) running: Running,
    pub(crate) clock: ManualClock,
    pub(crate) http: reqwest::Client,
    pub(crate) uslugi: Signer,
    pub(crate) other: Signer,
    pub(crate) dir: tempfile::TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        // Another test of this process may have installed it already.
        let _installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .tls_built_in_root_certs(false)
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        let clock = ManualClock::at("2026-11-22T10:00:00Z".parse().unwrap());
        let (uslugi, other) = (Signer::new("USLUGI"), Signer::new("OTHER"));
        let dir = tempfile::tempdir().unwrap();
        let running = open(&dir, &clock, &[&uslugi, &other]).await;
        Self { running, clock, http, uslugi, other, dir }
    }

    /// Stops the sandbox and starts it again over the same folder.
    pub(crate) async fn restarted(self) -> Self {
        self.running.stop().await;
        let running = open(&self.dir, &self.clock, &[&self.uslugi, &self.other]).await;
        Self { running, ..self }
    }

    pub(crate) fn at(&self, path: &str) -> Url {
        self.running.url.join(path).unwrap()
    }

    pub(crate) async fn get_json(&self, path: &str) -> Value {
        self.http.get(self.at(path)).send().await.unwrap().json().await.unwrap()
    }

    /// The time as ESIA wants it.
    pub(crate) fn timestamp(&self) -> String {
        domain::time::in_moscow(self.clock.now()).format("%Y.%m.%d %H:%M:%S %z").to_string()
    }

    /// A right authorization request for these scopes, not signed yet.
    pub(crate) fn ask(&self, scope: &str) -> Ask {
        Ask(BTreeMap::from([
            ("client_id", self.uslugi.mnemonic.clone()),
            ("client_certificate_hash", self.uslugi.hash()),
            ("scope", scope.to_owned()),
            ("timestamp", self.timestamp()),
            ("state", STATE.to_owned()),
            ("redirect_uri", CALLBACK.to_owned()),
            ("response_type", "code".to_owned()),
            ("access_type", "online".to_owned()),
            ("code_challenge", CHALLENGE.to_owned()),
            ("code_challenge_method", "S256".to_owned()),
        ]))
    }

    /// A right token request for this code, not signed yet.
    pub(crate) fn exchange(&self, scope: &str, code: &str) -> Ask {
        let mut ask = self.ask(scope);
        for gone in ["response_type", "access_type", "code_challenge", "code_challenge_method"] {
            ask.0.remove(gone);
        }
        ask.with("code", code)
            .with("grant_type", "authorization_code")
            .with("token_type", "Bearer")
            .with("code_verifier", VERIFIER)
            .with("state", "6a1b5f4e-1d0c-4a76-8b7e-3f2f1f0a9c55")
    }

    /// Sends an authorization request: where it leads, or the page.
    pub(crate) async fn begin(&self, ask: &Ask) -> Begun {
        let url = self.at("/aas/oauth2/v2/ac");
        let response = self.http.get(url).query(&ask.0).send().await.unwrap();
        Begun::read(response).await
    }

    /// The whole way of a person through the pages: the code.
    pub(crate) async fn code(&self, scope: &str, person: &str) -> String {
        let login = self.begin(&self.ask(scope).signed(&self.uslugi)).await.login();
        let confirm = self.choose(&login, person).await;
        assert_eq!(confirm.status, 200, "{}", confirm.page);
        let back = self.answer(&login, "confirm").await;
        assert_eq!(back.param("state"), STATE);
        back.param("code")
    }

    pub(crate) async fn choose(&self, login: &str, person: &str) -> Begun {
        self.form("/aas/login/person", &[("login", login), ("person", person)]).await
    }

    pub(crate) async fn answer(&self, login: &str, answer: &str) -> Begun {
        self.form("/aas/login/answer", &[("login", login), ("answer", answer)]).await
    }

    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Begun {
        Begun::read(self.http.post(self.at(path)).form(fields).send().await.unwrap()).await
    }

    /// Sends a token request: the status and the JSON.
    pub(crate) async fn tokens(&self, ask: &Ask) -> (u16, Value) {
        let url = self.at("/aas/oauth2/v3/te");
        let response = self.http.post(url).form(&ask.0).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// Signs a person in: the tokens.
    pub(crate) async fn signed_in(&self, scope: &str, person: &str) -> Value {
        let code = self.code(scope, person).await;
        let (status, tokens) = self.tokens(&self.exchange(scope, &code).signed(&self.uslugi)).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    /// Asks the REST with an access token.
    pub(crate) async fn rest(&self, path: &str, token: &str) -> (u16, Value) {
        let response = self.http.get(self.at(path)).bearer_auth(token).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }
}

async fn open(dir: &tempfile::TempDir, clock: &ManualClock, systems: &[&Signer]) -> Running {
    let settings = Settings {
        http_bind: "127.0.0.1:0".into(),
        smtp_bind: "127.0.0.1:0".into(),
        public_url: None,
        data_dir: dir.path().join("sandbox"),
        systems: systems.iter().map(|signer| signer.system()).collect(),
        residents: 0,
        department_delay: Duration::from_mins(2),
        key: KEY.into(),
    };
    let (clock, entropy) = (Arc::new(clock.clone()), Arc::new(SeededEntropy::new(7)));
    sandbox::start(settings, clock, entropy).await.unwrap()
}

/// The parameters of a request.
#[derive(Clone)]
pub(crate) struct Ask(pub(crate) BTreeMap<&'static str, String>);

impl Ask {
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.insert(name, value.to_owned());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// What v2 and v3 sign.
    pub(crate) fn message(&self) -> String {
        ["client_id", "scope", "scope_org", "timestamp", "state", "redirect_uri", "code"]
            .iter()
            .filter_map(|name| self.0.get(name))
            .map(String::as_str)
            .collect()
    }

    pub(crate) fn signed(self, signer: &Signer) -> Self {
        let secret = signer.sign(&self.message());
        self.with("client_secret", &secret)
    }
}

/// What a page or a redirect answered.
pub(crate) struct Begun {
    pub(crate) status: u16,
    pub(crate) page: String,
    pub(crate) location: Option<Url>,
}

impl Begun {
    async fn read(response: reqwest::Response) -> Self {
        let location = response.headers().get("location").map(|to| to.to_str().unwrap().parse());
        Self {
            status: response.status().as_u16(),
            location: location.map(Result::unwrap),
            page: response.text().await.unwrap(),
        }
    }

    /// The hidden field of the page.
    pub(crate) fn login(&self) -> String {
        let (_, after) = self.page.split_once("name=\"login\" value=\"").expect(&self.page);
        after.split('"').next().unwrap().to_owned()
    }

    /// A parameter of the redirect.
    pub(crate) fn param(&self, name: &str) -> String {
        let to = self.location.as_ref().unwrap_or_else(|| panic!("no redirect: {}", self.page));
        assert_eq!((self.status, to.host_str()), (303, Some("portal.test")));
        assert!(to.query_pairs().any(|(key, value)| key == "from" && value == "esia"));
        to.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap()
    }

    /// ESIA's code of the refusal, with the state echoed.
    pub(crate) fn refusal(&self) -> String {
        assert!(!self.param("error").is_empty());
        self.param("error_description").split(':').next().unwrap().to_owned()
    }
}

/// ESIA's code of a refused token request.
pub(crate) fn code_of(answer: &(u16, Value)) -> String {
    assert_eq!(answer.0, 400, "{}", answer.1);
    answer.1["error_description"].as_str().unwrap().split(':').next().unwrap().to_owned()
}

/// SHA-1-like and SHA-256 hashes a mistaken client would send.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode_upper(Sha256::digest(bytes))
}
