//! «Кто смотрел мои данные»: each reading by an official or a portal is told to the person, and nobody else's business.

use anyhow::{Context, ensure};
use openapi::access_record::AccessRecordList;
use reqwest::Method;
use tests::world::PORTAL;
use tests::{Engine, Person, World};
use uslugi::tour::Browser;

tests::on_both!(
    an_official_who_opens_a_case_is_told_to_its_applicant,
    a_portal_that_acts_for_a_person_is_told_to_them,
);

async fn records(of: &Person, page: &str) -> anyhow::Result<AccessRecordList> {
    let asked = of.client.request(Method::GET, &format!("/v1/access-records{page}"))?;
    asked.send().await?.error_for_status()?.json().await.context("records of access")
}

/// Proves RO-03: a reading within a duty is seen by the one whose case it is, with who and why.
async fn an_official_who_opens_a_case_is_told_to_its_applicant(
    engine: Engine,
) -> anyhow::Result<()> {
    let world = World::new(engine).await?;
    let (elena, stranger) = (world.person("elena").await?, world.person("boris").await?);
    elena.known(&world).await?;
    let mut filed = Vec::new();
    for key in ["read-1", "read-2"] {
        filed.push(elena.submits(key).await?.value);
    }
    let [first, second] = filed.as_slice() else { anyhow::bail!("not two") };
    // Her own reading is nobody's, and who is refused has read nothing.
    elena.client.application(&first.id).await?;
    ensure!(stranger.client.application(&first.id).await.is_err(), "another's case");
    ensure!(records(&elena, "").await?.items.is_empty(), "nobody has read it yet");

    let officer = world.official("konstantin").await?;
    let desk = format!("/desk/{}", second.id);
    officer.client.application(&first.id).await?;
    officer.client.application(&first.id).await?;
    officer.browser.http.get(world.url().join(&desk)?).send().await?.error_for_status()?;
    let told = records(&elena, "").await?;
    let [of_second, of_first] = told.items.as_slice() else { anyhow::bail!("{told:?}") };
    ensure!(of_first.number.as_ref() == Some(&first.number), "{of_first:?}");
    ensure!(of_second.application.as_ref() == Some(&second.id), "the newest first: {of_second:?}");
    ensure!(
        of_first.reader == "official" && of_first.role.as_deref() == Some("department_officer")
    );
    ensure!(of_first.name.starts_with("Министерство"), "{of_first:?}");
    // The organisation answers: who sat there is not told.
    let officer_of_it = officer.client.me().await?;
    let said = serde_json::to_string(&told)?;
    ensure!(!said.contains(&officer_of_it.id), "the official is named: {said}");
    ensure!(records(&stranger, "").await?.items.is_empty(), "another's records");

    let page = records(&elena, "?limit=1").await?;
    let next = page.next.context("no second page")?;
    let rest = records(&elena, &format!("?limit=1&cursor={next}")).await?;
    ensure!(rest.next.is_none() && rest.items == [of_first.clone()], "{rest:?}");
    let page =
        elena.browser.http.get(world.url().join("/cabinet/access")?).send().await?.text().await?;
    ensure!(page.contains(&first.number) && page.contains("Министерство"), "{page}");
    world.end().await
}

/// A portal is told once an hour, by its name; the platform's own clients, which act for the person, are not.
async fn a_portal_that_acts_for_a_person_is_told_to_them(engine: Engine) -> anyhow::Result<()> {
    let world = World::with(engine, None, PORTAL).await?;
    let elena = world.person("elena").await?;
    let browser = Browser::new(world.url())?;
    let token = browser.tokens_for("portal", "elena", &["profile", "applications"]).await?.access;
    let portal = world.nobody()?.with_token(&token);
    // Who the person is counts as well as what they do here.
    let claims = async || {
        portal.request(Method::GET, "/oauth2/userinfo")?.send().await.map_err(anyhow::Error::from)
    };
    ensure!(claims().await?.status().is_success());
    ensure!(records(&elena, "").await?.items.len() == 1, "the claims were read and nobody told");
    for _ in 0..3 {
        portal.me().await?;
    }
    let told = records(&elena, "").await?;
    let [record] = told.items.as_slice() else { anyhow::bail!("{told:?}") };
    ensure!(
        (record.reader.as_str(), record.name.as_str()) == ("client", "Портал округа"),
        "{record:?}"
    );
    ensure!(record.application.is_none() && record.role.is_none(), "{record:?}");
    // Who read is the person's to know, not the portal's.
    let asked = portal.request(Method::GET, "/v1/access-records")?.send().await?;
    ensure!(asked.status() == 403, "{}", asked.status());
    world.end().await
}
