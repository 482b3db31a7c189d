//! Clients of the configuration, good and bad, and the addresses they ask for.

use super::*;

fn client(kind: ClientKind, redirect_uri: &str) -> Client {
    Client {
        client_id: "x".parse().unwrap(),
        name: "X".into(),
        kind,
        redirect_uris: vec![redirect_uri.into()],
        grants: vec![GrantType::AuthorizationCode],
        scopes: "openid".parse().unwrap(),
        sector: "x.example".into(),
        trust: Trust::ThirdParty,
        minimum_assurance: None,
        id_token_signed_response_alg: SigningAlgorithm::Rs256,
    }
}

#[test]
fn a_client_is_read_from_configuration() {
    let entry = serde_json::json!({
        "client_id": "portal", "name": "Портал", "kind": "confidential",
        "secret_sha256": Digest::of("secret").to_string(), "sector": "portal.example",
        "redirect_uris": ["https://portal.example/cb"], "scopes": "openid profile",
        "grants": ["authorization_code", "urn:uslugi:params:oauth:grant-type:chat"],
    });
    let portal: Client = serde_json::from_value(entry).unwrap();
    assert_eq!((portal.kind.clone(), portal.trust), (confidential(), Trust::ThirdParty));
    assert!(portal.may(GrantType::Chat) && portal.check().is_ok());
    let app = serde_json::json!({
        "client_id": "app", "name": "Приложение", "kind": "public", "trust": "first_party",
        "sector": "app.example", "scopes": "openid", "grants": [],
        "minimum_assurance": "confirmed", "id_token_signed_response_alg": "ES256",
    });
    let app: Client = serde_json::from_value(app).unwrap();
    assert_eq!((app.kind, app.trust), (ClientKind::Public, Trust::FirstParty));
}

fn confidential() -> ClientKind {
    ClientKind::Confidential { secret_sha256: Digest::of("secret") }
}

/// Proves IDENTITY D2 #3.
#[test]
fn only_the_registered_redirect_address_passes_letter_by_letter() {
    let portal = client(confidential(), "https://portal.example/cb");
    assert!(portal.may_redirect_to("https://portal.example/cb"));
    for foreign in [
        "",
        "https://portal.example/cb/",
        "https://portal.example/cb/x",
        "https://portal.example/cb?x=1",
        "https://portal.example/cb#x",
        "https://portal.example/a/../cb",
        "https://portal.example/%63b",
        "https://portal.example:443/cb",
        "https://portal.example:8443/cb",
        "http://portal.example/cb",
        "https://evil.portal.example/cb",
        "https://portal.example.evil.example/cb",
        "https://portal.example@evil.example/cb",
        "https://user@portal.example/cb",
        "https://рortal.example/cb",
        "https://xn--ortal-4fg.example/cb",
        "javascript:alert(1)",
        "HTTPS://portal.example/cb",
        " https://portal.example/cb",
    ] {
        assert!(!portal.may_redirect_to(foreign), "{foreign}");
    }
}

/// Proves IDENTITY D2 #4.
#[test]
fn a_loopback_port_is_free_for_a_native_client_and_fixed_for_a_web_client() {
    let native = client(ClientKind::Public, "http://127.0.0.1/cb");
    assert!(native.may_redirect_to("http://127.0.0.1:49152/cb"));
    assert!(native.may_redirect_to("http://127.0.0.1/cb"));
    for foreign in [
        "http://localhost:49152/cb",
        "http://127.0.0.1:49152/cb/..",
        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:99999/cb",
        "http://127.0.0.1:1@evil.example/cb",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1.evil.example/cb",
        "http://127.0.0.2:1/cb",
        "https://127.0.0.1:1/cb",
    ] {
        assert!(!native.may_redirect_to(foreign), "{foreign}");
    }
    let web = client(confidential(), "http://127.0.0.1:8000/cb");
    assert!(!web.may_redirect_to("http://127.0.0.1:8001/cb"));
    let six = client(ClientKind::Public, "http://[::1]:7000/cb");
    assert!(six.may_redirect_to("http://[::1]:7001/cb"));
    assert!(!six.may_redirect_to("http://127.0.0.1:7001/cb"));
}

#[test]
fn a_client_that_cannot_be_safe_is_refused_at_start() {
    for bad in [
        "javascript:alert(1)",
        "http://portal.example/cb",
        "https://portal.example/cb#f",
        "https://a@portal.example/",
        "app:/cb",
        "http://localhost/cb",
        "cb",
        "data:text/html,x",
    ] {
        let check = client(confidential(), bad).check();
        assert_eq!(check, Err(BadClient::RedirectUri(bad.into())), "{bad}");
    }
    assert_eq!(client(ClientKind::Public, "ru.mosreg.uslugi:/cb").check(), Ok(()));
    let mut bot = client(ClientKind::Public, "https://x.example/");
    bot.grants.push(GrantType::Chat);
    assert_eq!(bot.check(), Err(BadClient::NeedsSecret(GrantType::Chat.name())));
    let twin = client(confidential(), "https://x.example/");
    assert_eq!(check_all(&[twin.clone(), twin]).unwrap_err().1, BadClient::Twice);
}
