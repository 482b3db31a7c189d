//! Authorization requests: who may ask, for what, and what the person is asked.

use crate::place::ENGINES;
use crate::world::{PORTAL, World, answer, code_of, error_of, owned, query, request};
use chrono::Duration;
use domain::time::Clock;
use identity::{Authorize, ConsentError, Decision};

fn page(outcome: &Authorize) -> &'static str {
    match outcome {
        Authorize::ErrorPage { code, .. } => code,
        other => panic!("not a page: {other:?}"),
    }
}

/// The query of where to come back to after sign-in.
fn back(outcome: &Authorize) -> Vec<(String, String)> {
    let Authorize::NeedLogin { return_to } = outcome else { panic!("no sign-in: {outcome:?}") };
    let (path, query) = return_to.as_str().split_once('?').unwrap();
    assert_eq!(path, "/oauth2/authorize");
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Proves IDENTITY D2 #3.
#[tokio::test]
async fn an_unknown_client_or_address_gets_a_page_and_no_redirect() {
    let world = World::new().await;
    let session = world.session().await;
    for change in [
        ("client_id", None),
        ("client_id", Some("nobody")),
        ("client_id", Some("other")),
        ("redirect_uri", None),
        ("redirect_uri", Some("https://evil.example/cb")),
        ("redirect_uri", Some("javascript:alert(1)")),
        ("redirect_uri", Some("https://portal.example/cb?x=1")),
        ("redirect_uri", Some("https://portal.example/cb#x")),
    ] {
        page(&world.authorize(Some(&session), &[change]).await);
    }
    for name in ["client_id", "redirect_uri", "state"] {
        let mut twice = request(&[]);
        twice.push((name.into(), "x".into()));
        page(&world.identity.authorize(&twice, Some(&session)).await.unwrap());
    }
    let long = "x".repeat(13_000);
    page(&world.authorize(Some(&session), &[("nonce", Some(&long))]).await);
}

/// Proves IDENTITY D2 #3, #5: a registered client is told what is wrong, with its state and our issuer.
#[tokio::test]
async fn a_wrong_request_of_a_known_client_is_answered_with_the_error_state_and_issuer() {
    let world = World::new().await;
    let session = world.session().await;
    let short = "x".repeat(42);
    let long = "x".repeat(129);
    for (change, error) in [
        (("response_type", None), "invalid_request"),
        (("response_type", Some("token")), "unsupported_response_type"),
        (("response_type", Some("code id_token")), "unsupported_response_type"),
        (("response_mode", Some("fragment")), "invalid_request"),
        (("request", Some("e30.e30.")), "request_not_supported"),
        (("request_uri", Some("https://portal.example/r")), "request_uri_not_supported"),
        (("scope", None), "invalid_scope"),
        (("scope", Some("openid bot")), "invalid_scope"),
        (("scope", Some("openid \"x\"")), "invalid_scope"),
        (("code_challenge", None), "invalid_request"),
        (("code_challenge", Some(short.as_str())), "invalid_request"),
        (("code_challenge", Some(long.as_str())), "invalid_request"),
        (
            ("code_challenge", Some("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")),
            "invalid_request",
        ),
        (("code_challenge_method", None), "invalid_request"),
        (("code_challenge_method", Some("plain")), "invalid_request"),
        (("prompt", Some("none login")), "invalid_request"),
        (("prompt", Some("create")), "invalid_request"),
        (("max_age", Some("-1")), "invalid_request"),
        (("max_age", Some("soon")), "invalid_request"),
    ] {
        let outcome = world.authorize(Some(&session), &[change]).await;
        assert_eq!(error_of(&outcome), error, "{change:?}");
        let url = answer(&outcome);
        assert!(url.as_str().starts_with(PORTAL));
        assert_eq!(query(url, "state").as_deref(), Some("st&te"));
        assert_eq!(query(url, "iss").as_deref(), Some("https://uslugi.example"));
        assert_eq!(query(url, "code"), None);
    }
    let mut twice = request(&[]);
    twice.extend(owned(&[("nonce", "x")]));
    let outcome = world.identity.authorize(&twice, Some(&session)).await.unwrap();
    assert_eq!(error_of(&outcome), "invalid_request");
}

#[tokio::test]
async fn nobody_signed_in_signs_in_and_comes_back_to_the_same_request() {
    let world = World::new().await;
    let outcome = world.authorize(None, &[("unknown", Some("stays"))]).await;
    assert_eq!(back(&outcome), request(&[("unknown", Some("stays"))]));
}

#[tokio::test]
async fn another_s_client_asks_the_person_and_is_not_given_more_than_was_allowed() {
    for engine in ENGINES {
        let world = World::on(engine).await;
        let session = world.session().await;
        let asked = world.authorize(Some(&session), &[]).await;
        let Authorize::NeedConsent { grant, client_name, scopes } = &asked else {
            panic!("{asked:?}")
        };
        assert_eq!(client_name, "Портал portal");
        let words: Vec<&str> = scopes.iter().map(|scope| scope.scope).collect();
        assert_eq!(words, ["openid", "profile", "offline_access"]);

        let url = world.identity.consent(*grant, &session, Decision::Allow).await.unwrap();
        assert!(query(&url, "code").is_some());
        assert_eq!(query(&url, "iss").as_deref(), Some("https://uslugi.example"));
        let replay = world.identity.consent(*grant, &session, Decision::Allow).await;
        assert!(matches!(replay, Err(ConsentError::NoQuestion)));
        let late = world.identity.consent(*grant, &session, Decision::Refuse).await;
        assert!(matches!(late, Err(ConsentError::NoQuestion)));

        code_of(&world.authorize(Some(&session), &[]).await);
        code_of(&world.authorize(Some(&session), &[("scope", Some("openid"))]).await);
        let wider = [("scope", Some("openid email"))];
        let more = world.authorize(Some(&session), &wider).await;
        assert!(matches!(more, Authorize::NeedConsent { .. }));
        let anew = world.authorize(Some(&session), &[("prompt", Some("consent"))]).await;
        assert!(matches!(anew, Authorize::NeedConsent { .. }));
        let silent = [("scope", Some("openid email")), ("prompt", Some("none"))];
        assert_eq!(error_of(&world.authorize(Some(&session), &silent).await), "consent_required");
    }
}

/// Proves IDENTITY D2 #18.
#[tokio::test]
async fn a_question_is_answered_by_the_person_it_was_put_to_and_in_time() {
    let world = World::new().await;
    let (session, stranger) = (world.session().await, world.session().await);
    let ask = || async {
        match world.authorize(Some(&session), &[]).await {
            Authorize::NeedConsent { grant, .. } => grant,
            other => panic!("{other:?}"),
        }
    };
    let grant = ask().await;
    let foreign = world.identity.consent(grant, &stranger, Decision::Allow).await;
    assert!(matches!(foreign, Err(ConsentError::NoQuestion)));
    let refused = world.identity.consent(grant, &session, Decision::Refuse).await.unwrap();
    assert_eq!(query(&refused, "error").as_deref(), Some("access_denied"));
    let late = ask().await;
    world.clock.advance(Duration::minutes(10));
    let late = world.identity.consent(late, &session, Decision::Allow).await;
    assert!(matches!(late, Err(ConsentError::NoQuestion)));
    assert!(world.identity.consents_of(session.citizen).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_withdrawn_consent_is_asked_for_again() {
    let world = World::new().await;
    let session = world.session().await;
    let Authorize::NeedConsent { grant, .. } = world.authorize(Some(&session), &[]).await else {
        panic!("no question")
    };
    world.identity.consent(grant, &session, Decision::Allow).await.unwrap();
    let portal = "portal".parse().unwrap();
    world.identity.withdraw_consent(session.citizen, &portal).await.unwrap();
    let again = world.authorize(Some(&session), &[]).await;
    assert!(matches!(again, Authorize::NeedConsent { .. }));
}

/// Proves IDENTITY D2 #17.
#[tokio::test]
async fn prompt_none_shows_nothing_to_nobody() {
    let world = World::new().await;
    let none = [
        ("prompt", Some("none")),
        ("client_id", Some("app")),
        ("redirect_uri", Some("ru.app:/cb")),
    ];
    assert_eq!(error_of(&world.authorize(None, &none).await), "login_required");
    let session = world.session().await;
    code_of(&world.authorize(Some(&session), &none).await);
    world.clock.advance(Duration::seconds(2));
    let mut old = none.to_vec();
    old.push(("max_age", Some("1")));
    assert_eq!(error_of(&world.authorize(Some(&session), &old).await), "login_required");
}

/// Proves IDENTITY D2 #17: neither an old session nor a mark made by hand will do.
#[tokio::test]
async fn who_must_sign_in_anew_signs_in_anew_and_only_once() {
    let app = [("client_id", Some("app")), ("redirect_uri", Some("ru.app:/cb"))];
    for wish in
        [("prompt", Some("login")), ("max_age", Some("0")), ("prompt", Some("select_account"))]
    {
        let world = World::new().await;
        let old = world.session().await;
        world.clock.advance(Duration::seconds(5));
        let wish: Vec<_> = app.iter().copied().chain([wish]).collect();
        let back = back(&world.authorize(Some(&old), &wish).await);
        let still = world.identity.authorize(&back, Some(&old)).await.unwrap();
        assert!(matches!(still, Authorize::NeedLogin { .. }), "the old session will not do");

        let mut forged = back.clone();
        forged.last_mut().unwrap().1 = "0.AAAA".into();
        let outcome = world.identity.authorize(&forged, Some(&old)).await.unwrap();
        assert!(matches!(outcome, Authorize::NeedLogin { .. }), "nor a mark made by hand");
        let mut moved = back.clone();
        moved.retain(|(name, _)| name != "nonce");
        let outcome = world.identity.authorize(&moved, Some(&old)).await.unwrap();
        assert!(matches!(outcome, Authorize::NeedLogin { .. }), "nor one of another request");

        world.clock.advance(Duration::seconds(5));
        let now = world.clock.now().timestamp();
        world.esia.tell(|s| s.id["auth_time"] = now.into());
        let new = world.session().await;
        code_of(&world.identity.authorize(&back, Some(&new)).await.unwrap());
    }
}

#[tokio::test]
async fn a_client_for_confirmed_people_gets_no_others() {
    let world = World::new().await;
    world.esia.tell(|s| {
        s.id["urn:esia:sbj"].as_object_mut().unwrap().remove("urn:esia:sbj:is_tru");
    });
    let simple = world.session().await;
    let strict =
        [("client_id", Some("strict")), ("redirect_uri", Some("https://strict.example/cb?keep=1"))];
    let back = back(&world.authorize(Some(&simple), &strict).await);
    world.clock.advance(Duration::seconds(1));
    let again = world.session().await;
    let outcome = world.identity.authorize(&back, Some(&again)).await.unwrap();
    assert_eq!(error_of(&outcome), "unmet_authentication_requirements");
    assert_eq!(query(answer(&outcome), "keep").as_deref(), Some("1"));
}

/// Proves IDENTITY D2 #17.
#[tokio::test]
async fn a_hint_at_another_person_is_not_answered_with_this_one() {
    let world = World::new().await;
    let session = world.session().await;
    let code = world.code(&session, &[]).await;
    let tokens = world.identity.token(None, &crate::world::exchange(&code)).await.unwrap();
    let hint = crate::world::field(&tokens, "id_token");
    let app = [
        ("client_id", Some("app")),
        ("redirect_uri", Some("ru.app:/cb")),
        ("prompt", Some("none")),
        ("id_token_hint", Some(hint.as_str())),
    ];
    code_of(&world.authorize(Some(&session), &app).await);
    world.esia.tell(|s| {
        s.id["sub"] = 7.into();
        s.id["urn:esia:sbj"]["urn:esia:sbj:oid"] = 7.into();
        s.access["urn:esia:sbj_id"] = 7.into();
    });
    let another = world.session().await;
    assert_eq!(error_of(&world.authorize(Some(&another), &app).await), "login_required");
    let mut unsigned = app.to_vec();
    unsigned[3] = ("id_token_hint", Some("e30.e30.AAAA"));
    assert_eq!(error_of(&world.authorize(Some(&session), &unsigned).await), "login_required");
}
