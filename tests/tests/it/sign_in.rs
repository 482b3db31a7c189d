//! Signing in as people do it: in two tabs, with the way back, refused, and in the middle of a form (issue 6, B9).

use anyhow::{Context, ensure};
use reqwest::StatusCode;
use reqwest::header::LOCATION;
use tests::{Engine, Proxy, World, free_port, stories};
use uslugi::tour::{Browser, hidden};

const APPLY: &str = "/services/employment-certificate/apply";
const TYPED: &str = "Для субсидии на оплату жилья";

async fn form_page(world: &World, browser: &Browser) -> anyhow::Result<(String, String)> {
    let page = browser.follow(world.url().join(APPLY)?).await?.text().await?;
    let field = |name: &str| hidden(&page, name).with_context(|| format!("no {name}"));
    Ok((field("csrf")?, field("key")?))
}

/// Posts the form with what was typed; the status and the page.
async fn post(
    world: &World,
    browser: &Browser,
    (csrf, key): (&str, &str),
    action: &str,
) -> anyhow::Result<(StatusCode, String)> {
    let fields = [
        ("csrf", csrf),
        ("key", key),
        ("service", "employment-certificate"),
        ("/certificate_kind", "unemployed_status"),
        ("/purpose", TYPED),
        ("action", action),
    ];
    let answer = browser.http.post(world.url().join(APPLY)?).form(&fields).send().await?;
    Ok((answer.status(), answer.text().await?))
}

/// The client's answer address a portal's request ends at after the person refused, or ESIA failed.
fn authorize(world: &World, state: &str) -> anyhow::Result<url::Url> {
    let mut url = world.url().join("/oauth2/authorize")?;
    url.query_pairs_mut()
        .append_pair("client_id", "tour")
        .append_pair("redirect_uri", "http://127.0.0.1:9/callback")
        .append_pair("response_type", "code")
        .append_pair("scope", "openid applications")
        .append_pair("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        .append_pair("code_challenge_method", "S256")
        .append_pair("state", state);
    Ok(url)
}

stories! {
    async fn two_sign_ins_begun_in_two_tabs_both_end_signed_in(world) {
        let browser = Browser::new(world.url())?;
        let login = world.url().join("/login?return_to=/cabinet")?;
        let (one, two) = (browser.follow(login.clone()).await?, browser.follow(login).await?);
        for tab in [one, two] {
            let cabinet = browser.be(tab, "anna").await?;
            ensure!(cabinet.url().path() == "/cabinet", "{}", cabinet.url());
            ensure!(cabinet.status() == StatusCode::OK, "{}", cabinet.status());
        }
    }

    async fn going_back_onto_the_return_from_esia_is_harmless(world) {
        let browser = Browser::new(world.url())?;
        browser.sign_in("anna").await?;
        let again = world.url().join("/esia/callback?code=used&state=6f0b2d8e-2f0e-4f7a-9d3b-0d4c1a2b3c4d")?;
        let answer = browser.http.get(again.clone()).send().await?;
        ensure!(answer.status() == StatusCode::SEE_OTHER, "{}", answer.status());
        ensure!(answer.headers().get(LOCATION).context("no place")?.to_str()? == "/cabinet");
        let cabinet = browser.follow(world.url().join("/cabinet")?).await?;
        ensure!(cabinet.status() == StatusCode::OK && cabinet.url().path() == "/cabinet", "signed out by it");
        let nobody = Browser::new(world.url())?;
        let answer = nobody.http.get(again).send().await?;
        ensure!(answer.status() == StatusCode::BAD_REQUEST, "{}", answer.status());
    }

    async fn a_refusal_at_esia_reaches_the_portal_as_its_oauth_error(world) {
        // Portals put whole sealed sessions into `state`: up to 4 KiB of it comes back as it was (issue 6, B14).
        for state in ["s-1".to_owned(), "x".repeat(4096)] {
            let browser = Browser::new(world.url())?;
            let page = browser.follow(authorize(world, &state)?).await?;
            let refused = browser.refuse(page).await?;
            let to = refused.headers().get(LOCATION).context("no answer to the portal")?.to_str()?;
            let to = url::Url::parse(to)?;
            ensure!(to.host_str() == Some("127.0.0.1") && to.path() == "/callback", "{}", to.path());
            let said = |name: &str| to.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
            ensure!(said("error").as_deref() == Some("access_denied"), "{:?}", said("error"));
            ensure!(said("state").as_deref() == Some(state.as_str()), "another state");
            ensure!(said("iss").is_some(), "no issuer (RFC 9207)");
        }
    }

    async fn a_person_who_refused_on_our_own_way_is_told_by_our_page(world) {
        let browser = Browser::new(world.url())?;
        let page = browser.follow(world.url().join("/login?return_to=/cabinet")?).await?;
        let told = browser.refuse(page).await?;
        ensure!(told.status() == StatusCode::OK, "{}", told.status());
        ensure!(told.text().await?.contains("Вы отменили вход"), "not told");
    }

    async fn a_form_outlives_its_session(world) {
        let browser = Browser::new(world.url())?;
        browser.sign_in("anna").await?;
        let (csrf, key) = form_page(world, &browser).await?;
        let signed_out = [("csrf", csrf.as_str())];
        let status = browser.http.post(world.url().join("/logout")?).form(&signed_out).send().await?.status();
        ensure!(status == StatusCode::SEE_OTHER, "{status}");

        let (status, kept) = post(world, &browser, (&csrf, &key), "submit").await?;
        ensure!(status == StatusCode::UNAUTHORIZED, "{status}");
        ensure!(kept.contains(TYPED), "what was typed is lost");
        ensure!(kept.contains("/login?return_to=%2Flogin%2Fdone"), "no way to sign in");

        // In a tab of its own; then the kept page goes on, with the old token.
        let done = browser.follow(world.url().join("/login?return_to=/login/done")?).await?;
        let done = browser.be(done, "anna").await?;
        ensure!(done.url().path() == "/login/done" && done.status() == StatusCode::OK, "{}", done.url());
        let (status, shown) = post(world, &browser, (&csrf, &key), "look").await?;
        ensure!(status == StatusCode::FORBIDDEN, "{status}");
        ensure!(shown.contains(TYPED) && shown.contains("Ваши ответы на месте"), "not as typed");
        let fresh = hidden(&shown, "csrf").context("no token")?;
        ensure!(fresh != csrf, "the old token");
        let page = browser.http.get(world.url().join("/cabinet")?).send().await?.text().await?;
        ensure!(!page.contains("/applications/app_"), "it was filed by a page of another session");

        let key = hidden(&shown, "key").context("no key")?;
        world.eventually("the form is filed", async || {
            let (status, _) = post(world, &browser, (&fresh, &key), "submit").await?;
            Ok((status == StatusCode::SEE_OTHER).then_some(()))
        }).await?;
    }
}

/// What the portal is told at the end of a way.
fn told(answer: &reqwest::Response) -> anyhow::Result<(Option<String>, Option<String>)> {
    let to = answer.headers().get(LOCATION).context("no answer to the portal")?.to_str()?;
    let to = url::Url::parse(to)?;
    ensure!(to.path() == "/callback", "sent to {}", to.path());
    let said = |name: &str| {
        to.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    ensure!(said("state").as_deref() == Some("s-1"), "another state");
    Ok((said("error"), said("code")))
}

/// Goes to ESIA for a portal; the `state` of that way.
async fn begin(world: &World, browser: &Browser) -> anyhow::Result<String> {
    let mut at = authorize(world, "s-1")?;
    loop {
        let answer = browser.http.get(at.clone()).send().await?;
        let next = answer.headers().get(LOCATION).context("no way to ESIA")?.to_str()?;
        at = at.join(next)?;
        if at.origin() != world.url().origin() {
            let state = at.query_pairs().find(|(key, _)| key == "state");
            return Ok(state.context("no state")?.1.into_owned());
        }
    }
}

/// Comes back from ESIA with this query.
async fn back(world: &World, browser: &Browser, query: &str) -> anyhow::Result<reqwest::Response> {
    let url = world.url().join(&format!("/esia/callback?{query}"))?;
    Ok(browser.http.get(url).send().await?)
}

/// Issue 6, B9: a refusal has its story above; these are the other ways in which ESIA fails.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_other_failure_of_esia_reaches_the_portal_as_its_oauth_error() -> anyhow::Result<()> {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        fails_in_every_way(engine).await.with_context(|| format!("{engine:?}"))?;
    }
    Ok(())
}

async fn fails_in_every_way(engine: Engine) -> anyhow::Result<()> {
    let port = free_port()?;
    let mut way = Proxy::open(&format!("127.0.0.1:{port}")).await?;
    // ESIA is reached by a way of its own, under which its tokens do not name it.
    let settings = format!(
        "[sandbox]\nbind = \"127.0.0.1:{port}\"\n[esia]\nurl = \"http://{}\"\n",
        way.address
    );
    let world = World::with(engine, None, &settings).await?;
    let ways = [
        // It says itself that it cannot.
        ("error=server_error&error_description=ESIA-007004&", "temporarily_unavailable"),
        // It does not take the code.
        ("code=forged&", "temporarily_unavailable"),
    ];
    for (said, expected) in ways {
        let browser = Browser::new(world.url())?;
        let state = begin(&world, &browser).await?;
        let answer = back(&world, &browser, &format!("{said}state={state}")).await?;
        ensure!(
            told(&answer)? == (Some(expected.to_owned()), None),
            "{said}: {:?}",
            told(&answer)?
        );
    }
    // It cannot be believed: its tokens name another issuer.
    let browser = Browser::new(world.url())?;
    let page = browser.follow(authorize(&world, "s-1")?).await?;
    let answer = browser.be(page, "anna").await?;
    ensure!(told(&answer)? == (Some("server_error".to_owned()), None), "{:?}", told(&answer)?);
    // It does not answer at all.
    let browser = Browser::new(world.url())?;
    let state = begin(&world, &browser).await?;
    way.close().await?;
    let answer = back(&world, &browser, &format!("code=any&state={state}")).await?;
    let expected = (Some("temporarily_unavailable".to_owned()), None);
    ensure!(told(&answer)? == expected, "{:?}", told(&answer)?);
    way.reopen().await?;
    world.end().await
}
