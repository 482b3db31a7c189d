//! Access tokens: ours, in time, for us, and nothing that only looks like one.

use crate::place::ENGINES;
use crate::world::{World, exchange, field};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use domain::assurance::Assurance;
use identity::{Authorize, BearerError, Decision, TokenResponse, UserinfoError};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

async fn tokens(world: &World, scope: &str) -> TokenResponse {
    let code = world.code(&world.session().await, &[("scope", Some(scope))]).await;
    world.identity.token(None, &exchange(&code)).await.unwrap()
}

fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn joined(header: &Value, claims: &Value, signature: &str) -> String {
    let b64 = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", b64(header), b64(claims))
}

#[tokio::test]
async fn an_access_token_has_the_shape_of_rfc_9068_and_says_who_through_whom_for_what() {
    let world = World::new().await;
    let signed_in = world.sign_in().await;
    let code = world.code(&signed_in.session, &[]).await;
    let response = world.identity.token(None, &exchange(&code)).await.unwrap();
    let access = field(&response, "access_token");
    let (header, claims) = (part(&access, 0), part(&access, 1));
    assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("ES256")));
    assert_eq!(claims["aud"], "https://uslugi.example/v1");
    assert_eq!(claims["sub"], signed_in.citizen.id.to_string());
    for name in ["iss", "exp", "iat", "jti", "client_id", "scope", "sid", "auth_time", "acr"] {
        assert!(!claims[name].is_null(), "{name}");
    }
    let bearer = world.identity.verify_access_token(&access).await.unwrap();
    assert_eq!(bearer.citizen, Some(signed_in.citizen.id));
    assert_eq!(bearer.sid, Some(signed_in.session.id));
    assert_eq!(bearer.assurance, Some(Assurance::Confirmed));
    assert_eq!(bearer.client_id.as_str(), "app");

    world.clock.advance(Duration::minutes(10));
    let late = world.identity.verify_access_token(&access).await;
    assert!(matches!(late, Err(BearerError::Expired)));
}

/// Proves IDENTITY D2 #7.
#[tokio::test]
async fn no_forged_token_opens_anything() {
    let world = World::new().await;
    let access = field(&tokens(&world, "openid").await, "access_token");
    let (header, claims) = (part(&access, 0), part(&access, 1));
    let signature = access.rsplit('.').next().unwrap();
    let keys = world.identity.jwks().await.unwrap();
    let jwk = keys["keys"].as_array().unwrap().iter().find(|key| key["kty"] == "EC").unwrap();
    let confused = |header: &Value| {
        let secret = EncodingKey::from_secret(jwk.to_string().as_bytes());
        let signed = joined(header, &claims, "");
        let signed = signed.trim_end_matches('.');
        let mac = jsonwebtoken::crypto::sign(signed.as_bytes(), &secret, Algorithm::HS256).unwrap();
        format!("{signed}.{mac}")
    };
    let with = |name: &str, value: Value| {
        let mut header = header.clone();
        header[name] = value;
        header
    };
    let zero = URL_SAFE_NO_PAD.encode([0; 64]);
    let mut forged = vec![
        String::new(),
        "..".into(),
        "a.b.c".into(),
        access.replace('.', ""),
        access.trim_end_matches(signature).into(),
        format!("{access}.{signature}"),
        format!("{access}="),
        joined(&header, &claims, ""),
        joined(&header, &claims, &zero),
        joined(&header, &json!({"sub": "cit_0"}), signature),
        confused(&with("alg", "HS256".into())),
        confused(&header),
        "x".repeat(1024 * 1024),
        joined(&header, &json!({"x": "y".repeat(100_000)}), signature),
    ];
    let rs = keys["keys"].as_array().unwrap().iter().find(|key| key["kty"] == "RSA").unwrap();
    for (name, value) in [
        ("alg", json!("none")),
        ("alg", json!("None")),
        ("alg", json!("RS256")),
        ("kid", json!("../../etc/passwd")),
        ("kid", json!("' OR 1=1 --")),
        ("kid", json!("https://evil.example/key")),
        ("kid", rs["kid"].clone()),
        ("kid", Value::Null),
        ("jku", json!("http://127.0.0.1:9/jwks")),
        ("x5u", json!("http://127.0.0.1:9/x5u")),
        ("jwk", jwk.clone()),
        ("crit", json!(["exp"])),
        ("typ", json!("JWT")),
        ("typ", Value::Null),
    ] {
        forged.push(joined(&with(name, value.clone()), &claims, signature));
        if name == "alg" {
            forged.push(joined(&with(name, value), &claims, ""));
        }
    }
    // The parts of a nested token.
    forged.push(joined(&header, &json!(access), signature));
    for token in &forged {
        let outcome = world.identity.verify_access_token(token).await;
        assert!(matches!(outcome, Err(BearerError::Invalid)), "{token:.200}");
    }
    world.identity.verify_access_token(&access).await.unwrap();
}

/// Proves IDENTITY D2 #8.
#[tokio::test]
async fn an_id_token_is_no_access_token_and_a_token_of_another_issuer_is_not_ours() {
    let world = World::new().await;
    let response = tokens(&world, "openid").await;
    let id_token = field(&response, "id_token");
    let outcome = world.identity.verify_access_token(&id_token).await;
    assert!(matches!(outcome, Err(BearerError::Invalid)));

    let mut settings = world.settings.clone();
    settings.issuer = "https://other.example".parse().unwrap();
    let clock = std::sync::Arc::new(world.clock.clone());
    let entropy = std::sync::Arc::clone(&world.entropy);
    let elsewhere = identity::Identity::new(settings, world.store.clone(), clock, entropy).unwrap();
    let access = field(&response, "access_token");
    let outcome = elsewhere.verify_access_token(&access).await;
    assert!(matches!(outcome, Err(BearerError::Invalid)), "same keys, other issuer and audience");
}

#[tokio::test]
async fn a_revocation_on_one_node_is_seen_on_another_within_five_seconds() {
    let world = World::new().await;
    let signed_in = world.sign_in().await;
    let code = world.code(&signed_in.session, &[]).await;
    let response = world.identity.token(None, &exchange(&code)).await.unwrap();
    let access = field(&response, "access_token");
    let other = world.another_node();
    other.verify_access_token(&access).await.unwrap();
    world.identity.logout(&signed_in.session).await.unwrap();
    let here = world.identity.verify_access_token(&access).await;
    assert!(matches!(here, Err(BearerError::Revoked)));
    world.clock.advance(Duration::seconds(5));
    assert!(matches!(other.verify_access_token(&access).await, Err(BearerError::Revoked)));
}

#[tokio::test]
async fn nodes_that_start_at_once_agree_on_their_keys() {
    for engine in ENGINES {
        let world = World::without_keys(engine, |_| {}).await;
        let (one, two) = (world.identity.clone(), world.another_node());
        let (a, b) = tokio::join!(one.ensure_keys(), two.ensure_keys());
        a.unwrap();
        b.unwrap();
        let keys = one.jwks().await.unwrap();
        assert_eq!(keys, two.jwks().await.unwrap());
        assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
        let shown = keys.to_string();
        assert!(!shown.contains("\"d\"") && !shown.contains("\"p\""), "public halves only");
    }
}

/// Proves IDENTITY D2 #29.
#[tokio::test]
async fn userinfo_tells_what_the_scopes_open_and_portals_cannot_compare_people() {
    let world = World::new().await;
    let session = world.session().await;
    let mut subjects = vec![];
    for (client, redirect) in
        [("portal", crate::world::PORTAL), ("other", "https://other.example/cb")]
    {
        let change = [
            ("client_id", Some(client)),
            ("redirect_uri", Some(redirect)),
            ("scope", Some("openid profile")),
        ];
        let asked = world.authorize(Some(&session), &change).await;
        let Authorize::NeedConsent { grant, .. } = asked else { panic!("{asked:?}") };
        let url = world.identity.consent(grant, &session, Decision::Allow).await.unwrap();
        let code = crate::world::query(&url, "code").unwrap();
        let secret = format!("{client} secret&=+%");
        let form = crate::world::owned(&[
            ("grant_type", "authorization_code"),
            ("client_id", client),
            ("client_secret", &secret),
            ("redirect_uri", redirect),
            ("code", &code),
            ("code_verifier", crate::world::VERIFIER),
        ]);
        let response = world.identity.token(None, &form).await.unwrap();
        let access = field(&response, "access_token");
        let bearer = world.identity.verify_access_token(&access).await.unwrap();
        assert_eq!(bearer.citizen, Some(session.citizen), "our API knows whom it serves");
        let claims = world.identity.userinfo(&bearer).await.unwrap();
        assert_eq!(claims["name"], "Рябинина Анна Олеговна");
        assert_eq!(claims["birthdate"], "1990-01-02");
        assert!(claims.get("email").is_none() && claims.get("phone_number").is_none());
        let id_token = part(&field(&response, "id_token"), 1);
        assert_eq!(id_token["sub"], claims["sub"]);
        assert_eq!(part(&access, 1)["sub"], claims["sub"]);
        assert!(!access.contains("cit_"));
        subjects.push((claims["sub"].clone(), id_token["sid"].clone()));
    }
    assert_ne!(subjects[0].0, subjects[1].0);
    assert_ne!(subjects[0].1, subjects[1].1);

    let access = field(&tokens(&world, "openid email phone").await, "access_token");
    let bearer = world.identity.verify_access_token(&access).await.unwrap();
    let claims = world.identity.userinfo(&bearer).await.unwrap();
    assert_eq!(claims["email"], "anna@example.ru");
    assert_eq!(claims["phone_number"], "+79001112233");
    assert!(claims.get("name").is_none());
    let bare = field(&tokens(&world, "applications").await, "access_token");
    let bearer = world.identity.verify_access_token(&bare).await.unwrap();
    let refused = world.identity.userinfo(&bearer).await;
    assert!(matches!(refused, Err(UserinfoError::InsufficientScope)));
}
