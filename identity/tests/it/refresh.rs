//! Refresh tokens: one use each, and a family that falls together.

use crate::place::ENGINES;
use crate::world::{World, exchange, field, owned};
use chrono::Duration;
use identity::TokenResponse;
use std::sync::Arc;

pub(crate) fn form(client: &str, token: &str) -> Vec<(String, String)> {
    owned(&[("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", token)])
}

async fn first(world: &World) -> TokenResponse {
    let code = world.code(&world.session().await, &[]).await;
    world.identity.token(None, &exchange(&code)).await.unwrap()
}

fn refresh(response: &TokenResponse) -> Vec<(String, String)> {
    form("app", &field(response, "refresh_token"))
}

#[tokio::test]
async fn a_refresh_token_is_exchanged_for_the_next_for_thirty_days() {
    let world = World::new().await;
    let mut tokens = first(&world).await;
    for _ in 0..3 {
        world.clock.advance(Duration::days(29));
        tokens = world.identity.token(None, &refresh(&tokens)).await.unwrap();
        let access = field(&tokens, "access_token");
        world.identity.verify_access_token(&access).await.unwrap();
    }
    world.clock.advance(Duration::days(30));
    let late = world.identity.token(None, &refresh(&tokens)).await.unwrap_err();
    assert_eq!(late.error, "invalid_grant");
}

/// Proves IDENTITY D2 #6.
#[tokio::test]
async fn a_replayed_refresh_token_revokes_its_family() {
    let world = World::new().await;
    let tokens = first(&world).await;
    let next = world.identity.token(None, &refresh(&tokens)).await.unwrap();
    world.clock.advance(Duration::seconds(10));
    let replay = world.identity.token(None, &refresh(&tokens)).await.unwrap_err();
    assert_eq!(replay.error, "invalid_grant");
    assert!(world.identity.token(None, &refresh(&next)).await.is_err());
    let access = field(&next, "access_token");
    assert!(world.identity.verify_access_token(&access).await.is_err());
}

/// Proves IDENTITY D2 #6.
#[tokio::test]
async fn the_replay_of_a_grandparent_revokes_even_within_the_grace() {
    let world = World::new().await;
    let tokens = first(&world).await;
    let next = world.identity.token(None, &refresh(&tokens)).await.unwrap();
    let third = world.identity.token(None, &refresh(&next)).await.unwrap();
    assert!(world.identity.token(None, &refresh(&tokens)).await.is_err());
    assert!(world.identity.token(None, &refresh(&third)).await.is_err());
}

/// Proves IDENTITY D2 #6: the documented grace, and that it hides no thief.
#[tokio::test]
async fn a_lost_answer_may_be_asked_for_again_and_the_second_holder_is_found_out() {
    let world = World::new().await;
    let tokens = first(&world).await;
    let lost = world.identity.token(None, &refresh(&tokens)).await.unwrap();
    world.clock.advance(Duration::seconds(9));
    let again = world.identity.token(None, &refresh(&tokens)).await.unwrap();
    let kept = world.identity.token(None, &refresh(&again)).await.unwrap();
    assert!(world.identity.token(None, &refresh(&lost)).await.is_err());
    assert!(world.identity.token(None, &refresh(&kept)).await.is_err());
}

/// Proves IDENTITY D2 #6.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_refreshes_leave_at_most_one_living_token_and_no_failure_of_ours() {
    for engine in ENGINES {
        let world = Arc::new(World::on(engine).await);
        let tokens = first(&world).await;
        let calls: Vec<_> = (0..10)
            .map(|_| {
                let (world, form) = (Arc::clone(&world), refresh(&tokens));
                tokio::spawn(async move { world.identity.token(None, &form).await })
            })
            .collect();
        let mut given = vec![];
        for call in calls {
            match call.await.unwrap() {
                Ok(tokens) => given.push(tokens),
                Err(error) => assert_eq!((error.error, error.status), ("invalid_grant", 400)),
            }
        }
        assert!(!given.is_empty());
        let mut living = 0;
        for tokens in given {
            living += u8::from(world.identity.token(None, &refresh(&tokens)).await.is_ok());
        }
        assert!(living <= 1, "{living}");
    }
}

/// Proves IDENTITY D2 #6.
#[tokio::test]
async fn a_refresh_token_is_for_its_client_and_never_for_more() {
    let world = World::new().await;
    let tokens = first(&world).await;
    let token = field(&tokens, "refresh_token");
    let mut foreign = form("other", &token);
    foreign.extend(owned(&[("client_secret", "other secret&=+%")]));
    let refused = world.identity.token(None, &foreign).await.unwrap_err();
    assert_eq!(refused.error, "invalid_grant");
    let wider = [refresh(&tokens), owned(&[("scope", "openid email")])].concat();
    let refused = world.identity.token(None, &wider).await.unwrap_err();
    assert_eq!(refused.error, "invalid_scope");

    let narrow = [refresh(&tokens), owned(&[("scope", "openid")])].concat();
    let narrow = world.identity.token(None, &narrow).await.unwrap();
    assert_eq!(field(&narrow, "scope"), "openid");
    let full = world.identity.token(None, &refresh(&narrow)).await.unwrap();
    assert_eq!(field(&full, "scope"), "offline_access openid profile");
}

#[tokio::test]
async fn without_offline_access_there_is_no_refresh_token() {
    let world = World::new().await;
    let code = world.code(&world.session().await, &[("scope", Some("applications"))]).await;
    let tokens = world.identity.token(None, &exchange(&code)).await.unwrap();
    let json = serde_json::to_value(&tokens).unwrap();
    assert_eq!((&json["refresh_token"], &json["id_token"]), (&().into(), &().into()));
    assert_eq!(json["token_type"], "Bearer");
    assert_eq!(json["expires_in"], 600);
}
