//! Beginning and ending sessions.

use crate::place::ENGINES;
use crate::world::{World, code_and, cookie, exchange, field};
use chrono::Duration;
use domain::oidc::{Digest, RefreshToken};
use domain::time::Clock;
use identity::{CallbackQuery, LoginError};

/// Proves IDENTITY D2 #9.
#[tokio::test]
async fn a_return_without_our_state_or_with_another_changes_nothing() {
    let world = World::new().await;
    let browser = world.browser();
    let state = world.begin(&browser).await;
    for foreign in [None, Some(""), Some("' OR 1=1"), Some("6f0b2d8e-2f0e-4f7a-9d3b-0d4c1a2b3c4d")]
    {
        let query = CallbackQuery { state: foreign.map(Into::into), ..code_and(&state) };
        let error = world.identity.finish_login(&query, &browser).await.unwrap_err();
        assert!(matches!(error, LoginError::Stale), "{foreign:?}: {error:?}");
    }
    world.identity.finish_login(&code_and(&state), &browser).await.unwrap();
}

/// Proves IDENTITY D2 #9.
#[tokio::test]
async fn what_one_browser_began_another_cannot_finish() {
    let world = World::new().await;
    let (own, foreign) = (world.browser(), world.browser());
    let state = world.begin(&own).await;
    let error = world.identity.finish_login(&code_and(&state), &foreign).await.unwrap_err();
    assert!(matches!(error, LoginError::OtherBrowser));
    world.identity.finish_login(&code_and(&state), &own).await.unwrap();
}

/// Proves IDENTITY D2 #9.
#[tokio::test]
async fn a_return_from_esia_is_good_once_and_for_ten_minutes() {
    for engine in ENGINES {
        let world = World::on(engine).await;
        let browser = world.browser();
        let state = world.begin(&browser).await;
        let callback = code_and(&state);
        let (one, two) = tokio::join!(
            world.identity.finish_login(&callback, &browser),
            world.identity.finish_login(&callback, &browser)
        );
        assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1);

        let late = world.begin(&browser).await;
        world.clock.advance(Duration::minutes(10));
        let error = world.identity.finish_login(&code_and(&late), &browser).await.unwrap_err();
        assert!(matches!(error, LoginError::Stale));
    }
}

/// Proves IDENTITY D2 #14.
#[tokio::test]
async fn every_sign_in_gets_a_session_of_its_own_and_only_its_cookie_opens_it() {
    let world = World::new().await;
    let (one, two) = (world.sign_in().await, world.sign_in().await);
    assert_eq!(one.citizen.id, two.citizen.id);
    assert_ne!(one.session.id, two.session.id);
    assert_ne!(cookie(&one), cookie(&two));
    let found = world.identity.session(cookie(&one)).await.unwrap().unwrap();
    assert_eq!((found.id, found.citizen), (one.session.id, one.citizen.id));
    for foreign in ["", "x", &"A".repeat(43), &one.session.id.to_string()] {
        assert!(world.identity.session(foreign).await.unwrap().is_none(), "{foreign}");
    }
}

/// Proves IDENTITY D2 #16.
#[tokio::test]
async fn a_form_needs_the_token_of_its_own_session() {
    let world = World::new().await;
    let (one, two) = (world.sign_in().await, world.sign_in().await);
    let found = world.identity.session(cookie(&one)).await.unwrap().unwrap();
    assert!(found.csrf_ok(one.session.csrf_token.expose()));
    assert!(!found.csrf_ok(two.session.csrf_token.expose()));
    assert!(!found.csrf_ok(""));
}

#[tokio::test]
async fn a_session_ends_when_idle_and_however_much_it_is_used() {
    let world = World::new().await;
    let idle = world.sign_in().await;
    world.clock.advance(Duration::minutes(29));
    assert!(world.identity.session(cookie(&idle)).await.unwrap().is_some());
    world.clock.advance(Duration::minutes(29));
    assert!(world.identity.session(cookie(&idle)).await.unwrap().is_some());
    world.clock.advance(Duration::minutes(30));
    assert!(world.identity.session(cookie(&idle)).await.unwrap().is_none());

    let now = world.clock.now().timestamp();
    world.esia.tell(|s| {
        for (token, name) in [(&mut s.id, "exp"), (&mut s.access, "exp")] {
            token[name] = (now + 3600).into();
        }
    });
    let used = world.sign_in().await;
    for _ in 0..36 {
        assert!(world.identity.session(cookie(&used)).await.unwrap().is_some());
        world.clock.advance(Duration::minutes(20));
    }
    assert!(world.identity.session(cookie(&used)).await.unwrap().is_none());
}

/// Proves IDENTITY D2 #6, #14.
#[tokio::test]
async fn logout_ends_the_session_and_all_that_was_obtained_in_it() {
    for engine in ENGINES {
        let world = World::on(engine).await;
        let signed_in = world.sign_in().await;
        let code = world.code(&signed_in.session, &[]).await;
        let tokens = world.identity.token(None, &exchange(&code)).await.unwrap();
        let unused = world.code(&signed_in.session, &[]).await;
        let access = field(&tokens, "access_token");
        world.identity.verify_access_token(&access).await.unwrap();

        let esia = world.identity.logout(&signed_in.session).await.unwrap();
        assert_eq!(esia.path(), "/idp/ext/Logout");
        let query: Vec<_> = esia.query_pairs().into_owned().collect();
        assert_eq!(query[0], ("client_id".into(), "USLUGI".into()));
        assert_eq!(query[1], ("redirect_url".into(), "https://uslugi.example/".into()));

        assert!(world.identity.session(cookie(&signed_in)).await.unwrap().is_none());
        assert!(world.identity.verify_access_token(&access).await.is_err());
        assert!(world.identity.token(None, &exchange(&unused)).await.is_err());
        let refresh = field(&tokens, "refresh_token");
        let form = crate::refresh::form("app", &refresh);
        assert_eq!(world.identity.token(None, &form).await.unwrap_err().error, "invalid_grant");
        let late = world.authorize(Some(&signed_in.session), &[("prompt", Some("none"))]).await;
        assert_ne!(crate::world::error_of(&late), "");
    }
}

#[tokio::test]
async fn a_person_sees_and_ends_their_own_sessions_and_no_others() {
    let world = World::new().await;
    let (one, two) = (world.sign_in().await, world.sign_in().await);
    world.esia.tell(|s| {
        s.id["sub"] = 7.into();
        s.id["urn:esia:sbj"]["urn:esia:sbj:oid"] = 7.into();
        s.access["urn:esia:sbj_id"] = 7.into();
    });
    let stranger = world.sign_in().await;
    assert_ne!(stranger.citizen.id, one.citizen.id);
    assert_eq!(world.identity.sessions_of(one.citizen.id).await.unwrap().len(), 2);
    let foreign = world.identity.end_session(stranger.citizen.id, two.session.id).await.unwrap();
    assert!(!foreign);
    assert!(world.identity.end_session(one.citizen.id, two.session.id).await.unwrap());
    assert!(world.identity.session(cookie(&two)).await.unwrap().is_none());
    assert!(world.identity.session(cookie(&one)).await.unwrap().is_some());
}

#[tokio::test]
async fn the_sweep_leaves_what_lives_and_takes_what_nobody_can_use() {
    for engine in ENGINES {
        let world = World::on(engine).await;
        world.begin(&world.browser()).await;
        let signed_in = world.sign_in().await;
        let code = world.code(&signed_in.session, &[]).await;
        let tokens = world.identity.token(None, &exchange(&code)).await.unwrap();
        world.code(&signed_in.session, &[]).await;
        world.clock.advance(Duration::days(2));
        let first = world.identity.sweep(None).await.unwrap();
        assert_eq!((first.logins, first.refresh_tokens), (1, 0));
        assert_eq!((first.grants, first.sessions), (1, 0));
        assert!(!first.more);
        let form = crate::refresh::form("app", &field(&tokens, "refresh_token"));
        world.identity.token(None, &form).await.unwrap();

        world.clock.advance(Duration::days(40));
        let swept = world.identity.sweep(first.walked).await.unwrap();
        assert_eq!((swept.refresh_tokens, swept.grants, swept.sessions), (2, 1, 1));
    }
}

/// A client that renews its tokens every ten minutes leaves thousands of used ones: they go a batch at a time, and the
/// grant with the last.
#[tokio::test]
async fn what_an_ended_session_leaves_goes_a_batch_at_a_time() {
    const USED: usize = 1_200;
    for engine in ENGINES {
        let world = World::on(engine).await;
        let signed_in = world.sign_in().await;
        let code = world.code(&signed_in.session, &[]).await;
        let tokens = world.identity.token(None, &exchange(&code)).await.unwrap();
        let first = Digest::of(&field(&tokens, "refresh_token"));
        let first = world.store.refresh_token(&first).await.unwrap().unwrap();
        let mut tx = world.store.begin(&world.clock, &world.entropy).await.unwrap();
        for number in 0..USED {
            let hash = Digest::of(&format!("used {number}"));
            let used_at = Some(first.created_at);
            tx.keep_refresh(&RefreshToken { hash, used_at, ..first.clone() }).await.unwrap();
        }
        tx.commit().await.unwrap();
        world.identity.end_session(signed_in.citizen.id, signed_in.session.id).await.unwrap();
        world.clock.advance(Duration::days(2));
        let mut gone = Vec::new();
        let mut walked = None;
        loop {
            let swept = world.identity.sweep(walked).await.unwrap();
            gone.push((swept.refresh_tokens, swept.grants));
            walked = swept.walked;
            if !swept.more {
                break;
            }
        }
        assert_eq!(gone, [(500, 0), (500, 0), (201, 1)]);
    }
}
