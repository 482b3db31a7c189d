//! The parties of the tests: our place at ESIA, and the clients that come to us.

use crate::world::PORTAL;
use domain::assurance::Assurance;
use domain::oidc::{Digest, SigningAlgorithm};
use identity::{
    Client, ClientCertificate, ClientKind, EcdsaSigner, EsiaSettings, GrantType, Lifetimes,
    Settings, TokenKey, Trust,
};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

pub(crate) fn settings(esia: &Url, token_key: TokenKey) -> Settings {
    let certificate = ClientCertificate::generate("USLUGI").unwrap();
    Settings {
        issuer: Url::parse("https://uslugi.example").unwrap(),
        esia: EsiaSettings {
            base_url: esia.clone(),
            client_id: "USLUGI".into(),
            certificate_der: certificate.certificate_der,
            signer: Arc::new(EcdsaSigner::from_pem(&certificate.private_key_pem).unwrap()),
            token_key,
            issuer: esia.to_string(),
            scopes: EsiaSettings::SCOPES.into(),
            redirect_uri: Url::parse("http://127.0.0.1:8080/login/esia/callback").unwrap(),
            timeout: Duration::from_secs(5),
        },
        clients: clients(),
        lifetimes: Lifetimes::default(),
        registers_on_sign_in: vec!["employment".parse().unwrap()],
    }
}

fn clients() -> Vec<Client> {
    let portal = |id: &str, redirect: &str| Client {
        client_id: id.parse().unwrap(),
        name: format!("Портал {id}"),
        kind: ClientKind::Confidential { secret_sha256: Digest::of(&format!("{id} secret&=+%")) },
        redirect_uris: vec![redirect.into()],
        grants: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
        scopes: "openid profile email phone offline_access applications".parse().unwrap(),
        sector: format!("{id}.example"),
        trust: Trust::ThirdParty,
        minimum_assurance: None,
        id_token_signed_response_alg: SigningAlgorithm::Rs256,
    };
    let app = Client {
        kind: ClientKind::Public,
        redirect_uris: vec!["ru.app:/cb".into(), "http://127.0.0.1/cb".into()],
        trust: Trust::FirstParty,
        id_token_signed_response_alg: SigningAlgorithm::Es256,
        ..portal("app", "")
    };
    let strict = Client {
        minimum_assurance: Some(Assurance::Confirmed),
        ..portal("strict", "https://strict.example/cb?keep=1")
    };
    let bot = Client {
        redirect_uris: vec![],
        grants: vec![GrantType::ClientCredentials, GrantType::Chat],
        scopes: "bot applications".parse().unwrap(),
        trust: Trust::FirstParty,
        ..portal("bot", "")
    };
    vec![portal("portal", PORTAL), portal("other", "https://other.example/cb"), app, strict, bot]
}
