//! Sign-in through the sandbox ESIA, which checks every signature, hash and time it is sent.

use crate::parties::settings;
use crate::place::Place;
use crate::world::query;
use domain::assurance::Assurance;
use domain::entropy::{Entropy, SeededEntropy};
use domain::time::{Clock, ManualClock};
use identity::{
    BrowserKey, CallbackQuery, ClientCertificate, EcdsaSigner, Identity, LoginError, SignedIn,
    TokenKey,
};
use std::sync::Arc;
use std::time::Duration;
use store::{Engine, Store};
use url::Url;

struct Town {
    identity: Identity,
    store: Store,
    sandbox: sandbox::Running,
    entropy: Arc<dyn Entropy>,
    http: reqwest::Client,
    _home: Place,
}

async fn town() -> Town {
    let _installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let home = Place::new(Engine::Sqlite);
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
    let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(1));
    let certificate = ClientCertificate::generate("USLUGI").unwrap();
    let system = sandbox::System {
        mnemonic: "USLUGI".into(),
        certificate_der: certificate.certificate_der.clone(),
        redirect_hosts: vec!["127.0.0.1".into()],
    };
    let sandbox_settings = sandbox::Settings {
        http_bind: "127.0.0.1:0".into(),
        smtp_bind: "127.0.0.1:0".into(),
        public_url: None,
        data_dir: home.folder.path().join("sandbox"),
        systems: vec![system],
        residents: 0,
        department_delay: Duration::ZERO,
        key: "key".into(),
    };
    let sandbox =
        sandbox::start(sandbox_settings, Arc::clone(&clock), Arc::clone(&entropy)).await.unwrap();
    let store = home.open().await;
    let key = TokenKey::Rs256At(sandbox.url.join("/public/esia.pem").unwrap());
    let mut settings = settings(&sandbox.url, key);
    settings.esia.signer = Arc::new(EcdsaSigner::from_pem(&certificate.private_key_pem).unwrap());
    settings.esia.certificate_der = certificate.certificate_der;
    let identity = Identity::new(settings, store.clone(), clock, Arc::clone(&entropy)).unwrap();
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    Town { identity, store, sandbox, entropy, http, _home: home }
}

impl Town {
    /// A person walks through the pages of the sandbox.
    async fn walk(&self, person: &str, answer: &str) -> Result<SignedIn, LoginError> {
        let browser = BrowserKey::new(&*self.entropy);
        let redirect =
            self.identity.begin_login("/cabinet".parse().unwrap(), &browser).await.unwrap();
        let page = self.http.get(redirect.to).send().await.unwrap();
        assert_eq!(page.status(), 200);
        let page = page.text().await.unwrap();
        let (_, rest) = page.split_once("name=\"login\" value=\"").expect("the hidden field");
        let login = rest.split('"').next().unwrap();
        self.post("/aas/login/person", &[("login", login), ("person", person)]).await;
        let answer = [("login", login), ("answer", answer)];
        let location = self.post("/aas/login/answer", &answer).await.expect("a redirect");
        let back = Url::parse(&location).unwrap();
        let of = |name| query(&back, name);
        let query = CallbackQuery {
            code: of("code"),
            state: of("state"),
            error: of("error"),
            error_description: of("error_description"),
        };
        self.identity.finish_login(&query, &browser).await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Option<String> {
        let url = self.sandbox.url.join(path).unwrap();
        let answer = self.http.post(url).form(form).send().await.unwrap();
        answer.headers().get("location").map(|at| at.to_str().unwrap().to_owned())
    }
}

/// Proves G5.1.
#[tokio::test]
async fn a_confirmed_person_signs_in_and_the_registers_are_to_be_asked() {
    let town = town().await;
    let signed_in = town.walk("anna", "confirm").await.unwrap();
    assert_eq!(signed_in.session.assurance, Assurance::Confirmed);
    assert_eq!(signed_in.return_to.as_str(), "/cabinet");
    assert!(signed_in.citizen.profile.checked_snils().is_some());
    assert!(signed_in.citizen.profile.birth_date.is_some());
    assert_eq!(town.store.queue_depth().await.unwrap(), (1, 0));

    let again = town.walk("anna", "confirm").await.unwrap();
    assert_eq!(again.citizen.id, signed_in.citizen.id);
    assert_ne!(again.session.id, signed_in.session.id);
}

#[tokio::test]
async fn an_unconfirmed_person_signs_in_and_no_register_is_asked() {
    let town = town().await;
    let signed_in = town.walk("dmitry", "confirm").await.unwrap();
    assert_eq!(signed_in.session.assurance, Assurance::Simplified);
    assert_eq!(signed_in.citizen.profile.snils, None);
    assert_eq!(town.store.queue_depth().await.unwrap(), (0, 0));
}

#[tokio::test]
async fn an_official_brings_the_post() {
    let town = town().await;
    let signed_in = town.walk("konstantin", "confirm").await.unwrap();
    assert_eq!(signed_in.citizen.profile.posts[0].ogrn, "1025000000022");
}

#[tokio::test]
async fn a_person_who_refuses_comes_back_to_where_they_were_going() {
    let town = town().await;
    let refused = town.walk("anna", "refuse").await.unwrap_err();
    assert!(matches!(
        refused,
        LoginError::Denied { return_to } if return_to.as_str() == "/cabinet"
    ));
}
