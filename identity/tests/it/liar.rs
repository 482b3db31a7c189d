//! An ESIA that lies, or is away: nothing it says is believed, nothing is changed.

use crate::esia::{KEY, OLD_KEY, Script};
use crate::world::{OID, World, code_and};
use domain::assurance::Assurance;
use domain::entropy::OsEntropy;
use domain::time::SystemClock;
use identity::{LoginError, TokenKey, Untrusted, UpstreamFault, Verifier};
use serde_json::{Value, json};
use std::sync::Arc;

async fn told(world: &World, lie: impl FnOnce(&mut Script)) -> LoginError {
    world.esia.tell(lie);
    let browser = world.browser();
    let state = world.begin(&browser).await;
    let error = world.identity.finish_login(&code_and(&state), &browser).await.unwrap_err();
    assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0), "nothing is changed");
    error
}

async fn distrusted(lie: impl FnOnce(&mut Script)) -> Untrusted {
    match told(&World::new().await, lie).await {
        LoginError::Untrusted(why) => why,
        other => panic!("{other:?}"),
    }
}

async fn failed(lie: impl FnOnce(&mut Script)) -> UpstreamFault {
    match told(&World::new().await, lie).await {
        LoginError::Upstream(fault) => fault,
        other => panic!("{other:?}"),
    }
}

/// Proves IDENTITY D2 #11.
#[tokio::test]
async fn an_id_token_for_another_system_or_of_another_issuer_is_refused() {
    assert_eq!(distrusted(|s| s.id["aud"] = "OTHER".into()).await, Untrusted::Audience);
    assert_eq!(distrusted(|s| s.id["aud"] = json!(["USLUGI", "B"])).await, Untrusted::Audience);
    assert_eq!(distrusted(|s| s.access["client_id"] = "B".into()).await, Untrusted::Audience);
    assert_eq!(distrusted(|s| s.id["iss"] = "http://evil/".into()).await, Untrusted::Issuer);
    assert_eq!(distrusted(|s| s.access["iss"] = "http://evil/".into()).await, Untrusted::Issuer);
}

/// Proves IDENTITY D2 #11.
#[tokio::test]
async fn an_expired_token_and_one_of_the_future_are_refused() {
    let shift = |value: &mut Value, by: i64| *value = (value.as_i64().unwrap() + by).into();
    assert_eq!(distrusted(|s| shift(&mut s.id["exp"], -10_800 - 60)).await, Untrusted::Expired);
    assert_eq!(distrusted(|s| shift(&mut s.access["exp"], -3700)).await, Untrusted::Expired);
    assert_eq!(distrusted(|s| shift(&mut s.id["iat"], 60)).await, Untrusted::NotYet);
    assert_eq!(distrusted(|s| shift(&mut s.id["nbf"], 60)).await, Untrusted::NotYet);
}

/// Proves IDENTITY D2 #11.
#[tokio::test]
async fn tokens_that_speak_of_different_people_are_refused() {
    assert_eq!(distrusted(|s| s.id["sub"] = 7.into()).await, Untrusted::Subject);
    assert_eq!(distrusted(|s| s.access["urn:esia:sbj_id"] = 7.into()).await, Untrusted::Subject);
    let inner = |s: &mut Script| s.id["urn:esia:sbj"]["urn:esia:sbj:oid"] = 7.into();
    assert_eq!(distrusted(inner).await, Untrusted::Subject);
    assert_eq!(distrusted(|s| s.id["sub"] = OID.to_string().into()).await, Untrusted::Form);
}

/// Proves IDENTITY D2 #7, #11.
#[tokio::test]
async fn a_signature_of_last_years_key_of_nobody_or_of_none_is_refused() {
    assert_eq!(distrusted(|s| s.key = &OLD_KEY).await, Untrusted::Signature);
    assert_eq!(distrusted(|s| s.signature = Some("AAAA".into())).await, Untrusted::Signature);
    assert_eq!(distrusted(|s| s.signature = Some(String::new())).await, Untrusted::Form);
    assert_eq!(distrusted(|s| s.header["alg"] = "none".into()).await, Untrusted::Algorithm);
    assert_eq!(distrusted(|s| s.header["alg"] = "HS256".into()).await, Untrusted::Algorithm);
    assert_eq!(distrusted(|s| s.header["crit"] = json!(["b64"])).await, Untrusted::Form);
}

#[derive(Debug)]
struct Gost;

#[async_trait::async_trait]
impl Verifier for Gost {
    fn algorithm(&self) -> &'static str {
        "GOST3410_2012_256"
    }

    async fn fits(&self, _message: &[u8], _signature: &str) -> bool {
        true
    }
}

/// Proves IDENTITY D2 #11.
#[tokio::test]
async fn where_gost_is_pinned_rs256_is_refused_and_gost_has_its_seat() {
    let world = World::with(|s| s.esia.token_key = TokenKey::Other(Arc::new(Gost))).await;
    let error = told(&world, |_| {}).await;
    assert!(matches!(error, LoginError::Untrusted(Untrusted::Algorithm)), "{error:?}");
    world.esia.tell(|s| s.header["alg"] = "GOST3410_2012_256".into());
    world.sign_in().await;
}

/// Issue 6, B13: the yearly change of ESIA's key is no outage.
#[tokio::test]
async fn of_several_keys_every_one_is_trusted_and_no_other() {
    let both = format!("{}\n{}", OLD_KEY.public_pem, KEY.public_pem);
    let world = World::with(|s| s.esia.token_key = TokenKey::Rs256Pem(both)).await;
    world.sign_in().await;
    world.esia.tell(|s| s.key = &OLD_KEY);
    world.sign_in().await;
    assert_eq!(distrusted(|s| s.key = &OLD_KEY).await, Untrusted::Signature);
}

/// A block that would be passed over is refused at the start: the key in it would be missed on the day it signs.
#[tokio::test]
async fn a_block_of_another_kind_among_the_keys_is_refused() {
    let world = World::new().await;
    let other = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    for pem in [other.to_owned(), format!("{}\n{other}", KEY.public_pem), String::new()] {
        let mut settings = world.settings.clone();
        settings.esia.token_key = TokenKey::Rs256Pem(pem);
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(OsEntropy));
        let refused = identity::Identity::new(settings, world.store.clone(), clock, entropy);
        assert!(refused.is_err());
    }
}

/// Proves IDENTITY D2 #11.
#[tokio::test]
async fn another_state_in_the_token_answer_is_refused() {
    assert_eq!(distrusted(|s| s.state = Some("another".into())).await, Untrusted::State);
    assert_eq!(distrusted(|s| s.state = Some(Value::Null)).await, Untrusted::State);
}

/// Proves IDENTITY D2 #11.
#[tokio::test]
async fn trust_is_the_value_true_or_is_not_there() {
    let trust =
        |value: Value| move |s: &mut Script| s.id["urn:esia:sbj"]["urn:esia:sbj:is_tru"] = value;
    assert_eq!(distrusted(trust("false".into())).await, Untrusted::Trust);
    assert_eq!(distrusted(trust("true".into())).await, Untrusted::Trust);
    assert_eq!(distrusted(trust(json!(1))).await, Untrusted::Trust);
    assert_eq!(distrusted(trust(json!(false))).await, Untrusted::Trust);

    let world = World::new().await;
    world.esia.tell(|s| {
        s.id["urn:esia:sbj"].as_object_mut().unwrap().remove("urn:esia:sbj:is_tru");
    });
    assert_eq!(world.session().await.assurance, Assurance::Simplified);
    world.esia.tell(|s| {
        s.id["urn:esia:sbj"]["urn:esia:sbj:is_tru"] = true.into();
        s.id["urn:esia:sbj"]["urn:esia:sbj:lvl"] = "P".into();
    });
    assert_eq!(world.session().await.assurance, Assurance::Simplified);
}

#[tokio::test]
async fn the_two_tokens_are_not_taken_for_each_other() {
    let swapped = |s: &mut Script| s.header["sbt"] = "access".into();
    assert_eq!(distrusted(swapped).await, Untrusted::Form);
}

#[tokio::test]
async fn a_closed_account_does_not_sign_in() {
    assert_eq!(distrusted(|s| s.person["status"] = "DELETED".into()).await, Untrusted::Account);
}

/// Issue 6, B13: what ESIA does not tell of posts costs duties, never the sign-in.
#[tokio::test]
async fn a_failure_to_tell_the_posts_ends_nobodys_sign_in() {
    for (status, roles) in [(500, json!({})), (404, json!({})), (403, json!({})), (200, json!("?"))]
    {
        let world = World::new().await;
        world.esia.tell(|s| (s.roles_status, s.roles) = (status, roles));
        world.sign_in().await;
    }
}

#[tokio::test]
async fn an_esia_that_fails_is_said_to_fail_and_the_person_may_try_again() {
    assert_eq!(failed(|s| s.status = 503).await, UpstreamFault::Status(503));
    assert_eq!(failed(|s| s.person_status = 500).await, UpstreamFault::Status(500));
    let page = |s: &mut Script| s.raw = Some("<html>".into());
    assert_eq!(failed(page).await, UpstreamFault::Shape("tokens"));
    assert_eq!(failed(|s| s.person = json!([])).await, UpstreamFault::Shape("a person"));
    let refused = |s: &mut Script| {
        s.status = 400;
        s.raw = Some(r#"{"error":"x","error_description":"ESIA-007011: Анна"}"#.into());
    };
    assert_eq!(failed(refused).await, UpstreamFault::Refused("ESIA-007011".into()));
    let endless = |s: &mut Script| s.raw = Some("x".repeat(2 * 1024 * 1024));
    assert_eq!(failed(endless).await, UpstreamFault::Shape("an answer without end"));

    let gone = World::with(|s| s.esia.base_url = "http://127.0.0.1:9".parse().unwrap()).await;
    let error = told(&gone, |_| {}).await;
    assert!(
        matches!(error, LoginError::Upstream(UpstreamFault::Away("it cannot be reached"))),
        "{error:?}"
    );
}
