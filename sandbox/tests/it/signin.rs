//! The happy way through ESIA: pages, code, tokens, and what the tokens say.

use crate::world::{CALLBACK, STATE, World, code_of};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

const SCOPE: &str = "openid fullname birthdate snils";

/// The claims, read by another implementation with the published key.
async fn claims(world: &World, token: &Value) -> Value {
    let pem = world.http.get(world.at("/public/esia.pem")).send().await.unwrap();
    let key = DecodingKey::from_rsa_pem(&pem.bytes().await.unwrap()).unwrap();
    let mut rules = Validation::new(Algorithm::RS256);
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    jsonwebtoken::decode::<Value>(token.as_str().unwrap(), &key, &rules).unwrap().claims
}

fn header(token: &Value) -> String {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let part = token.as_str().unwrap().split('.').next().unwrap();
    String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_confirmed_person_signs_in_and_the_tokens_are_shaped_as_the_real_ones() {
    let world = World::new().await;
    let login = world.begin(&world.ask(SCOPE).signed(&world.uslugi)).await;
    assert_eq!(login.status, 200);
    assert!(login.page.contains("фамилия, имя и отчество") && login.page.contains("СНИЛС"));
    let confirm = world.choose(&login.login(), "anna").await;
    assert!(confirm.page.contains("Вы войдёте как Озерцова Анна Павловна"), "{}", confirm.page);
    assert!(confirm.page.contains("уровень учётной записи: подтверждённая"));
    let back = world.answer(&login.login(), "confirm").await;
    assert_eq!(back.param("state"), STATE);
    let asked = world.exchange(SCOPE, &back.param("code")).signed(&world.uslugi);
    let (status, tokens) = world.tokens(&asked).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["state"], asked.0["state"].as_str());
    assert_eq!((&tokens["expires_in"], &tokens["token_type"]), (&json!(3600), &json!("Bearer")));
    assert!(tokens.get("refresh_token").is_none());

    assert_eq!(
        header(&tokens["access_token"]),
        r#"{"ver":1,"typ":"JWT","sbt":"access","alg":"RS256"}"#
    );
    let issuer = format!("http://{}/", world.running.url.authority());
    let access = claims(&world, &tokens["access_token"]).await;
    let now = 1_795_341_600;
    let session = access["urn:esia:sid"].clone();
    assert_eq!(
        access,
        json!({
            "nbf": now, "iat": now, "exp": now + 3600, "iss": issuer, "client_id": "USLUGI",
            "urn:esia:sid": session, "urn:esia:sbj_id": 1_000_000_001,
            "scope": "openid fullname?oid=1000000001 birthdate?oid=1000000001 snils?oid=1000000001",
        })
    );
    let id = claims(&world, &tokens["id_token"]).await;
    assert_eq!(
        id,
        json!({
            "aud": "USLUGI", "sub": 1_000_000_001, "nbf": now, "iat": now, "exp": now + 10800,
            "auth_time": now, "iss": issuer, "amr": "PWD", "urn:esia:amd": "PWD",
            "urn:esia:sid": session,
            "urn:esia:sbj": {
                "urn:esia:sbj:typ": "P", "urn:esia:sbj:oid": 1_000_000_001,
                "urn:esia:sbj:nam": "OID.1000000001", "urn:esia:sbj:is_tru": true,
                "urn:esia:sbj:lvl": "PR",
            },
        })
    );
}

#[tokio::test]
async fn an_unconfirmed_person_has_no_word_of_trust_in_the_token() {
    let world = World::new().await;
    let tokens = world.signed_in("openid fullname", "dmitry").await;
    let id = claims(&world, &tokens["id_token"]).await;
    assert_eq!(id["urn:esia:sbj"]["urn:esia:sbj:lvl"], "P");
    assert!(id["urn:esia:sbj"].get("urn:esia:sbj:is_tru").is_none());
}

#[tokio::test]
async fn without_openid_there_is_no_id_token() {
    let world = World::new().await;
    assert!(world.signed_in("fullname", "boris").await.get("id_token").is_none());
}

#[tokio::test]
async fn a_system_that_wants_confirmed_people_is_not_shown_others() {
    let world = World::new().await;
    let ask = world.ask(SCOPE).with("person_filter", "conf_acc").signed(&world.uslugi);
    let page = world.begin(&ask).await;
    assert!(!page.page.contains("value=\"dmitry\"") && page.page.contains("value=\"anna\""));
    assert_eq!(world.choose(&page.login(), "dmitry").await.refusal(), "ESIA-007055");
}

#[tokio::test]
async fn a_person_may_go_back_and_may_refuse() {
    let world = World::new().await;
    let login = world.begin(&world.ask(SCOPE).signed(&world.uslugi)).await.login();
    world.choose(&login, "anna").await;
    let again = world.answer(&login, "back").await;
    assert_eq!((again.status, again.login()), (200, login.clone()));
    let refused = world.answer(&login, "refuse").await;
    assert_eq!(
        (refused.refusal().as_str(), refused.param("error")),
        ("ESIA-007004", "access_denied".into())
    );
    assert_eq!(refused.param("state"), STATE);
    assert_eq!(world.answer(&login, "confirm").await.status, 400);
}

#[tokio::test]
async fn forms_of_a_stranger_lead_nowhere() {
    let world = World::new().await;
    let login = world.begin(&world.ask(SCOPE).signed(&world.uslugi)).await.login();
    assert_eq!(world.choose("guessed", "anna").await.status, 400);
    assert_eq!(world.choose(&login, "nobody").await.status, 400);
    assert_eq!(world.answer(&login, "confirm").await.status, 400, "nobody is chosen yet");
    assert_eq!(world.answer(&login, "perhaps").await.status, 400);
    world.choose(&login, "anna").await;
    world.clock.advance(chrono::Duration::minutes(31));
    assert_eq!(world.answer(&login, "confirm").await.status, 400, "the login is too old");
}

#[tokio::test]
async fn a_refresh_token_is_given_when_asked_and_works_once() {
    let world = World::new().await;
    let ask = world.ask(SCOPE).with("access_type", "offline").signed(&world.uslugi);
    let login = world.begin(&ask).await.login();
    world.choose(&login, "anna").await;
    let code = world.answer(&login, "confirm").await.param("code");
    let (_, tokens) = world.tokens(&world.exchange(SCOPE, &code).signed(&world.uslugi)).await;
    world.clock.advance(chrono::Duration::hours(2));
    let again = world
        .exchange(SCOPE, "")
        .without("code")
        .with("grant_type", "refresh_token")
        .with("refresh_token", tokens["refresh_token"].as_str().unwrap())
        .signed(&world.uslugi);
    let (status, fresh) = world.tokens(&again).await;
    assert_eq!(status, 200, "{fresh}");
    assert_ne!(fresh["refresh_token"], tokens["refresh_token"]);
    assert_eq!(code_of(&world.tokens(&again).await), "ESIA-007011");
}

#[tokio::test]
async fn the_request_may_come_as_a_form_and_the_key_survives_a_restart() {
    let world = World::new().await;
    let ask = world.ask(SCOPE).signed(&world.uslugi);
    let fields: Vec<(&str, &str)> = ask.0.iter().map(|(k, v)| (*k, v.as_str())).collect();
    assert_eq!(world.form("/aas/oauth2/v2/ac", &fields).await.status, 200);
    let key = world.http.get(world.at("/public/esia.pem")).send().await.unwrap();
    let key = key.text().await.unwrap();
    let world = world.restarted().await;
    let again = world.http.get(world.at("/public/esia.pem")).send().await.unwrap();
    assert_eq!(again.text().await.unwrap(), key);
}

#[tokio::test]
async fn logout_leads_back_to_registered_hosts_only() {
    let world = World::new().await;
    let out = |client: &str, to: &str| {
        let url = world.at("/idp/ext/Logout");
        world.http.get(url).query(&[("client_id", client), ("redirect_url", to)]).send()
    };
    let back = out("USLUGI", CALLBACK).await.unwrap();
    assert_eq!(back.status(), 303);
    assert_eq!(back.headers()["location"], CALLBACK);
    assert_eq!(out("USLUGI", "https://evil.test/").await.unwrap().status(), 400);
    assert_eq!(out("NOBODY", CALLBACK).await.unwrap().status(), 400);
}
