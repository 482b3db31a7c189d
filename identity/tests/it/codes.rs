//! Codes: once, in time, for their own client, address and verifier.

use crate::place::ENGINES;
use crate::world::{World, code_and, exchange, field, owned};
use chrono::Duration;
use identity::TokenError;
use std::sync::Arc;

fn with(form: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    let mut form: Vec<_> = form.iter().filter(|(own, _)| own != name).cloned().collect();
    form.push((name.into(), value.into()));
    form
}

async fn refused(world: &World, form: &[(String, String)]) -> TokenError {
    world.identity.token(None, form).await.unwrap_err()
}

/// Proves IDENTITY D2 #1.
#[tokio::test]
async fn a_code_is_exchanged_once_and_its_replay_revokes_what_was_given() {
    for wait in [0, 30] {
        let world = World::new().await;
        let code = world.code(&world.session().await, &[]).await;
        let tokens = world.identity.token(None, &exchange(&code)).await.unwrap();
        let access = field(&tokens, "access_token");
        world.identity.verify_access_token(&access).await.unwrap();
        world.clock.advance(Duration::seconds(wait));
        assert_eq!(refused(&world, &exchange(&code)).await.error, "invalid_grant");
        assert!(world.identity.verify_access_token(&access).await.is_err());
        let refresh = crate::refresh::form("app", &field(&tokens, "refresh_token"));
        assert_eq!(refused(&world, &refresh).await.error, "invalid_grant");
    }
}

/// Proves IDENTITY D2 #1.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_exchanges_at_once_at_most_one_succeeds_and_none_fails_otherwise() {
    for engine in ENGINES {
        let world = Arc::new(World::on(engine).await);
        let code = world.code(&world.session().await, &[]).await;
        let calls: Vec<_> = (0..50)
            .map(|_| {
                let (world, form) = (Arc::clone(&world), exchange(&code));
                tokio::spawn(async move { world.identity.token(None, &form).await })
            })
            .collect();
        let mut given = vec![];
        for call in calls {
            match call.await.unwrap() {
                Ok(tokens) => given.push(tokens),
                Err(error) => assert_eq!(error.error, "invalid_grant"),
            }
        }
        assert_eq!(given.len(), 1);
        let access = field(&given[0], "access_token");
        assert!(
            world.identity.verify_access_token(&access).await.is_err(),
            "the family is revoked"
        );
    }
}

/// Proves IDENTITY D2 #2.
#[tokio::test]
async fn a_code_is_for_its_client_its_address_and_its_minute() {
    let world = World::new().await;
    let session = world.session().await;
    let code = world.code(&session, &[]).await;
    let form = exchange(&code);
    let foreign = with(&with(&form, "client_id", "other"), "client_secret", "other secret&=+%");
    assert_eq!(refused(&world, &foreign).await.error, "invalid_grant");
    let elsewhere = with(&form, "redirect_uri", "http://127.0.0.1/cb");
    assert_eq!(refused(&world, &elsewhere).await.error, "invalid_grant");
    let unknown = with(&form, "code", "unknown");
    assert_eq!(refused(&world, &unknown).await.error, "invalid_grant");
    world.identity.token(None, &form).await.expect("failed tries spoil nothing");

    let late = world.code(&session, &[]).await;
    world.clock.advance(Duration::seconds(60));
    assert_eq!(refused(&world, &exchange(&late)).await.error, "invalid_grant");
}

/// Proves IDENTITY D2 #5.
#[tokio::test]
async fn a_code_without_its_verifier_is_worth_nothing() {
    let world = World::new().await;
    let code = world.code(&world.session().await, &[]).await;
    let form = exchange(&code);
    let bare: Vec<_> = form.iter().filter(|(name, _)| name != "code_verifier").cloned().collect();
    assert_eq!(refused(&world, &bare).await.error, "invalid_request");
    let challenge = crate::world::challenge();
    for wrong in [&"x".repeat(43), &"x".repeat(42), &"x".repeat(129), "ы", &challenge] {
        let form = with(&form, "code_verifier", wrong);
        assert_eq!(refused(&world, &form).await.error, "invalid_grant", "{wrong}");
    }
    world.identity.token(None, &form).await.unwrap();
}

#[tokio::test]
async fn a_client_proves_itself_in_its_own_way_only() {
    use base64::Engine;
    let world = World::new().await;
    let code = world.code(&world.session().await, &[]).await;
    let form = exchange(&code);
    let basic =
        |text: &str| format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(text));
    for (header, form, error) in [
        (None, with(&form, "client_id", "nobody"), "invalid_client"),
        (None, with(&form, "client_id", "portal"), "invalid_client"),
        (None, with(&form, "client_secret", "x"), "invalid_client"),
        (Some(basic("app:x")), form.clone(), "invalid_client"),
        (Some(basic("portal:wrong")), with(&form, "client_id", "portal"), "invalid_client"),
        (Some("Basic !".into()), form.clone(), "invalid_client"),
        (Some("Bearer x".into()), form.clone(), "invalid_client"),
        (Some(basic("portal:x")), form.clone(), "invalid_request"),
        (Some(basic("app:x")), with(&form, "client_secret", "x"), "invalid_request"),
        (None, [form.clone(), owned(&[("code", "x")])].concat(), "invalid_request"),
        (None, with(&form, "grant_type", "password"), "unsupported_grant_type"),
        (None, with(&form, "grant_type", "client_credentials"), "unauthorized_client"),
    ] {
        let refused = world.identity.token(header.as_deref(), &form).await.unwrap_err();
        assert_eq!(refused.error, error, "{header:?}");
        assert_eq!(refused.status, if error == "invalid_client" { 401 } else { 400 });
    }
    let json = serde_json::to_value(refused(&world, &with(&form, "code", "x")).await).unwrap();
    assert_eq!(json["error"], "invalid_grant");
    assert_eq!(json.as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn the_bot_acts_for_itself_or_for_whoever_linked_the_chat() {
    let world = World::new().await;
    let citizen = world.sign_in().await.citizen.id;
    world.link_chat(citizen, "42").await;
    let base = [("client_id", "bot"), ("client_secret", "bot secret&=+%")];
    let form = |more: &[(&str, &str)]| owned(&[&base, more].concat());
    let own = form(&[("grant_type", "client_credentials"), ("scope", "bot")]);
    let tokens = world.identity.token(None, &own).await.unwrap();
    let access = field(&tokens, "access_token");
    let bearer = world.identity.verify_access_token(&access).await.unwrap();
    assert_eq!((bearer.citizen, bearer.assurance), (None, None));
    assert!(bearer.scopes.has("bot") && !bearer.scopes.has("applications"));
    let wide = form(&[("grant_type", "client_credentials"), ("scope", "bot openid")]);
    assert_eq!(refused(&world, &wide).await.error, "invalid_scope");

    let chat = "urn:uslugi:params:oauth:grant-type:chat";
    let linked = form(&[("grant_type", chat), ("channel", "telegram"), ("chat_id", "42")]);
    let tokens = world.identity.token(None, &linked).await.unwrap();
    let access = field(&tokens, "access_token");
    let bearer = world.identity.verify_access_token(&access).await.unwrap();
    assert_eq!(bearer.citizen, Some(citizen));
    world.clock.advance(Duration::minutes(5));
    assert!(world.identity.verify_access_token(&access).await.is_err());
    let foreign = form(&[("grant_type", chat), ("channel", "telegram"), ("chat_id", "43")]);
    assert_eq!(refused(&world, &foreign).await.error, "invalid_grant");
    let portal = owned(&[
        ("client_id", "portal"),
        ("client_secret", "portal secret&=+%"),
        ("grant_type", chat),
        ("channel", "telegram"),
        ("chat_id", "42"),
    ]);
    assert_eq!(refused(&world, &portal).await.error, "unauthorized_client");
}

#[tokio::test]
async fn a_login_state_is_no_code() {
    let world = World::new().await;
    let state = world.begin(&world.browser()).await;
    assert_eq!(refused(&world, &exchange(&state)).await.error, "invalid_grant");
    assert!(!format!("{:?}", code_and(&state)).contains(&state), "nor is it shown");
}
