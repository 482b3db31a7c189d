//! What ESIA refuses, each with its own code: no other emulator checks these.

use crate::world::{CHALLENGE, World, code_of, sha256};

const SCOPE: &str = "openid fullname";

#[tokio::test]
async fn time_must_be_near_and_written_rightly() {
    let world = World::new().await;
    let near = world.ask(SCOPE).with("timestamp", "2026.11.22 12:56:00 +0300");
    assert_eq!(world.begin(&near.signed(&world.uslugi)).await.status, 200);
    for (timestamp, code) in [
        ("2026.11.22 12:54:59 +0300", "ESIA-007015"),
        ("2026.11.22 13:05:01 +0300", "ESIA-007015"),
        ("2026.11.22 13:00:00  0300", "ESIA-007014"),
        ("2026-11-22T13:00:00+03:00", "ESIA-007014"),
        ("", "ESIA-007014"),
    ] {
        let ask = world.ask(SCOPE).with("timestamp", timestamp).signed(&world.uslugi);
        assert_eq!(world.begin(&ask).await.refusal(), code, "{timestamp}");
    }
}

#[tokio::test]
async fn the_secret_must_be_the_signature_of_this_very_request() {
    let world = World::new().await;
    let ask = world.ask(SCOPE).signed(&world.uslugi);
    let v1 = world.uslugi.sign(&format!(
        "{}{}{}{}",
        ask.0["scope"], ask.0["timestamp"], ask.0["client_id"], ask.0["state"]
    ));
    for wrong in [
        ask.clone().with("client_secret", "not base64!"),
        ask.clone().with("client_secret", "AAAA"),
        ask.clone().with("client_secret", &v1),
        ask.clone().with("client_secret", &world.other.sign(&ask.message())),
        ask.clone().with("scope", "openid fullname snils"),
        ask.clone().with("scope_org", "org_ogrn"),
        ask.clone().with("state", "11111111-64a3-4d39-9c0e-5b3c7c2f6b11"),
        ask.clone().with("redirect_uri", "http://portal.test/elsewhere?from=esia"),
    ] {
        assert_eq!(world.begin(&wrong).await.refusal(), "ESIA-007053");
    }
    let unsigned = ask.clone().without("client_secret");
    assert_eq!(world.begin(&unsigned).await.refusal(), "ESIA-007014");
    // A signature of 64 bytes is padded with two signs.
    let padded = format!("{}==", ask.0["client_secret"]);
    assert_eq!(world.begin(&ask.clone().with("client_secret", &padded)).await.status, 200);
    let organisation = world.ask(SCOPE).with("scope_org", "org_ogrn").signed(&world.uslugi);
    assert_eq!(world.begin(&organisation).await.status, 200);
}

#[tokio::test]
async fn the_certificate_is_known_by_streebog_over_der() {
    let world = World::new().await;
    let lower =
        world.ask(SCOPE).with("client_certificate_hash", &world.uslugi.hash().to_lowercase());
    assert_eq!(world.begin(&lower.signed(&world.uslugi)).await.status, 200);
    let pem = hex::encode(<streebog::Streebog256 as streebog::Digest>::digest(
        world.uslugi.certificate.pem(),
    ));
    let sha1 = "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709".to_owned();
    let sha2 = sha256(world.uslugi.certificate.der());
    for hash in [pem, sha1, sha2] {
        let ask = world.ask(SCOPE).with("client_certificate_hash", &hash).signed(&world.uslugi);
        assert_eq!(world.begin(&ask).await.refusal(), "ESIA-007053");
    }
    let other = world.ask(SCOPE).with("client_certificate_hash", &world.other.hash());
    assert_eq!(world.begin(&other.signed(&world.uslugi)).await.refusal(), "ESIA-007002");
}

#[tokio::test]
async fn other_parameters_are_refused_by_their_own_codes() {
    let world = World::new().await;
    for (name, value, code) in [
        ("scope", "", "ESIA-007013"),
        ("scope", "openid everything", "ESIA-007006"),
        ("scope_org", "org_all", "ESIA-007006"),
        ("state", "", "ESIA-007014"),
        ("state", "1", "ESIA-007003"),
        ("response_type", "token", "ESIA-007009"),
        ("response_type", "", "ESIA-007014"),
        ("access_type", "", "ESIA-007014"),
        ("access_type", "both", "ESIA-007003"),
        ("person_filter", "acc_none", "ESIA-007003"),
        ("client_certificate_hash", "", "ESIA-007014"),
        ("code_challenge", "", "ESIA-007039"),
        ("code_challenge", "short", "ESIA-007039"),
        ("code_challenge_method", "plain", "ESIA-007039"),
        ("code_challenge_method", "", "ESIA-007039"),
    ] {
        let ask = world.ask(SCOPE).with(name, value).signed(&world.uslugi);
        assert_eq!(world.begin(&ask).await.refusal(), code, "{name}={value}");
    }
    let ask = world.ask(SCOPE).signed(&world.uslugi);
    let twice = world.http.get(world.at("/aas/oauth2/v2/ac")).query(&ask.0);
    let twice = twice.query(&[("code_challenge", CHALLENGE)]).send().await.unwrap();
    let to = twice.headers()["location"].to_str().unwrap();
    assert!(to.contains("ESIA-007003"), "{to}");
}

#[tokio::test]
async fn a_stranger_is_told_on_a_page_and_redirected_nowhere() {
    let world = World::new().await;
    for (name, value, code) in [
        ("client_id", "NOBODY", "ESIA-007005"),
        ("client_id", "", "ESIA-007014"),
        ("redirect_uri", "https://evil.test/", "ESIA-007023"),
        ("redirect_uri", "http://portal.test.evil.test/", "ESIA-007023"),
        ("redirect_uri", "javascript:alert(1)", "ESIA-007023"),
        ("redirect_uri", "callback", "ESIA-007023"),
        ("redirect_uri", "", "ESIA-007014"),
    ] {
        let page = world.begin(&world.ask(SCOPE).with(name, value).signed(&world.uslugi)).await;
        assert_eq!((page.status, page.location.is_none()), (400, true), "{name}={value}");
        assert!(page.page.contains(code), "{name}={value}: {}", page.page);
    }
}

#[tokio::test]
async fn a_code_works_once_for_its_owner_within_a_minute() {
    let world = World::new().await;
    let code = world.code(SCOPE, "anna").await;
    let theirs = world
        .exchange(SCOPE, &code)
        .with("client_id", "OTHER")
        .with("client_certificate_hash", &world.other.hash())
        .signed(&world.other);
    assert_eq!(code_of(&world.tokens(&theirs).await), "ESIA-007011", "another system");
    let exchange = world.exchange(SCOPE, &code).signed(&world.uslugi);
    assert_eq!(world.tokens(&exchange).await.0, 200, "a stranger's try does not burn the code");
    assert_eq!(code_of(&world.tokens(&exchange).await), "ESIA-007011", "replay");

    let late = world.code(SCOPE, "anna").await;
    world.clock.advance(chrono::Duration::seconds(61));
    let late = world.exchange(SCOPE, &late).signed(&world.uslugi);
    assert_eq!(code_of(&world.tokens(&late).await), "ESIA-007011", "expired");

    let code = world.code(SCOPE, "anna").await;
    let elsewhere = world.exchange(SCOPE, &code).with("redirect_uri", "http://portal.test/other");
    assert_eq!(code_of(&world.tokens(&elsewhere.signed(&world.uslugi)).await), "ESIA-007011");
}

#[tokio::test]
async fn a_wrong_verifier_is_refused_and_burns_the_code() {
    let world = World::new().await;
    let code = world.code(SCOPE, "anna").await;
    let wrong = world.exchange(SCOPE, &code).with("code_verifier", &"a".repeat(43));
    let wrong = world.tokens(&wrong.signed(&world.uslugi)).await;
    assert_eq!(
        (code_of(&wrong).as_str(), &wrong.1["error"]),
        ("ESIA-007040", &"invalid_grant".into())
    );
    let right = world.exchange(SCOPE, &code).signed(&world.uslugi);
    assert_eq!(code_of(&world.tokens(&right).await), "ESIA-007011");
    let code = world.code(SCOPE, "anna").await;
    let none = world.exchange(SCOPE, &code).without("code_verifier").signed(&world.uslugi);
    assert_eq!(code_of(&world.tokens(&none).await), "ESIA-007040");
}

#[tokio::test]
async fn a_token_request_is_checked_as_fully_as_the_first() {
    let world = World::new().await;
    let code = world.code(SCOPE, "anna").await;
    let exchange = world.exchange(SCOPE, &code);
    for (name, value, expected) in [
        ("grant_type", "password", "ESIA-007012"),
        ("grant_type", "", "ESIA-007014"),
        ("token_type", "mac", "ESIA-007003"),
        ("client_id", "NOBODY", "ESIA-007005"),
        ("redirect_uri", "https://evil.test/", "ESIA-007023"),
        ("timestamp", "2026.11.22 14:00:00 +0300", "ESIA-007015"),
        ("state", "x", "ESIA-007003"),
        ("code", "", "ESIA-007014"),
    ] {
        let wrong = exchange.clone().with(name, value).signed(&world.uslugi);
        let wrong = world.tokens(&wrong).await;
        assert_eq!(code_of(&wrong), expected, "{name}={value}");
    }
    // Signed without the code, as the first request is.
    let short = world.ask(SCOPE).with("state", &exchange.0["state"]).message();
    let short = exchange.clone().with("client_secret", &world.uslugi.sign(&short));
    let short = world.tokens(&short).await;
    assert_eq!(code_of(&short), "ESIA-007053");
    assert_eq!(short.1["state"], exchange.0["state"].as_str());
    let wider = world.exchange("openid fullname snils", &code).signed(&world.uslugi);
    assert_eq!(code_of(&world.tokens(&wider).await), "ESIA-007006");
}
