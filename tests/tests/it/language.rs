//! The switch of language: it holds on every page, in every browser of the person, and in what they are written (issue 6, C16).

use anyhow::{Context, ensure};
use openapi::notice::NoticeList;
use reqwest::{Method, StatusCode, header};
use tests::{World, stories};
use uslugi::tour::{Browser, hidden};

const APPLY: &str = "/services/employment-certificate/apply";
const TYPED: &str = "Для субсидии на оплату жилья";

async fn open(world: &World, browser: &Browser, path: &str) -> anyhow::Result<String> {
    Ok(browser.follow(world.url().join(path)?).await?.text().await?)
}

/// Switches the language; where the browser is sent.
async fn switch(
    world: &World,
    browser: &Browser,
    fields: &[(&str, &str)],
) -> anyhow::Result<(StatusCode, String)> {
    let answer = browser.http.post(world.url().join("/language")?).form(fields).send().await?;
    let place = answer.headers().get(header::LOCATION).and_then(|place| place.to_str().ok());
    Ok((answer.status(), place.unwrap_or_default().to_owned()))
}

fn is_in(page: &str, lang: &str) -> anyhow::Result<()> {
    ensure!(page.contains(&format!("<html lang=\"{lang}\">")), "not in {lang}");
    Ok(())
}

stories! {
    async fn anybody_switches_the_language_and_stays_where_they_were(world) {
        let browser = Browser::new(world.url())?;
        is_in(&open(world, &browser, "/services").await?, "ru")?;
        let (status, place) = switch(world, &browser, &[("lang", "en"), ("return_to", "/services?q=a")]).await?;
        ensure!(status == StatusCode::SEE_OTHER && place == "/services?q=a", "{status} {place}");
        for page in ["/services", "/", "/verify", "/nothing-here"] {
            is_in(&open(world, &browser, page).await?, "en")?;
        }
        for elsewhere in ["https://evil.example", "//evil.example", ""] {
            let (_, place) = switch(world, &browser, &[("lang", "ru"), ("return_to", elsewhere)]).await?;
            ensure!(place == "/", "{elsewhere} → {place}");
        }
        let (status, _) = switch(world, &browser, &[("lang", "fr")]).await?;
        ensure!(status == StatusCode::UNPROCESSABLE_ENTITY, "{status}");
    }

    async fn the_language_of_a_person_holds_in_every_browser_and_in_their_notices(world) {
        let browser = Browser::new(world.url())?;
        let cabinet = browser.sign_in("anna").await?.text().await?;
        let csrf = hidden(&cabinet, "csrf").context("no token")?;
        let (status, _) = switch(world, &browser, &[("lang", "en")]).await?;
        ensure!(status == StatusCode::FORBIDDEN, "without the token of the session: {status}");
        let (status, _) = switch(world, &browser, &[("csrf", &csrf), ("lang", "en")]).await?;
        ensure!(status == StatusCode::SEE_OTHER, "{status}");
        let other = Browser::new(world.url())?;
        is_in(&other.sign_in("anna").await?.text().await?, "en")?;

        let anna = world.person("anna").await?;
        anna.known(world).await?;
        let filed = anna.submits("language-1").await?.value;
        anna.waits_for_end(world, &filed.id).await?;
        let told = world.eventually("she is told", async || {
            let answer = anna.client.request(Method::GET, "/v1/notices")?.send().await?;
            let told: NoticeList = answer.json().await?;
            Ok((told.items.len() == 2).then_some(told.items))
        }).await?;
        for one in &told {
            ensure!(one.subject.is_ascii(), "a subject that is not English: {}", one.subject);
        }
    }

    async fn switching_the_language_on_a_form_keeps_what_is_typed(world) {
        let browser = Browser::new(world.url())?;
        browser.sign_in("anna").await?;
        let page = open(world, &browser, APPLY).await?;
        let field = |name: &str| hidden(&page, name).with_context(|| format!("no {name}"));
        let (csrf, key) = (field("csrf")?, field("key")?);
        let typed = [
            ("csrf", csrf.as_str()), ("key", &key), ("/certificate_kind", "unemployed_status"),
            ("/purpose", TYPED), ("action", "look-en"),
        ];
        let shown = browser.http.post(world.url().join(APPLY)?).form(&typed).send().await?;
        ensure!(shown.status() == StatusCode::OK, "{}", shown.status());
        let shown = shown.text().await?;
        is_in(&shown, "en")?;
        ensure!(shown.contains(TYPED), "what was typed is lost");
        is_in(&open(world, &browser, "/cabinet").await?, "en")?;
    }

    async fn who_is_lost_is_known_and_helped_to_search(world) {
        let browser = Browser::new(world.url())?;
        browser.sign_in("anna").await?;
        let page = browser.follow(world.url().join("/nothing-here")?).await?;
        ensure!(page.status() == StatusCode::NOT_FOUND, "{}", page.status());
        let page = page.text().await?;
        for said in ["Анна", "role=\"search\"", "href=\"/cabinet\""] {
            ensure!(page.contains(said), "{said} is not on the page");
        }
        ensure!(!page.contains("return_to=%2Fnothing-here"), "she is asked to sign in, and has");
    }
}
