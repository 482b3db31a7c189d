//! A service is rated by its applicant, once, after the end.

use anyhow::{Context, ensure};
use openapi::application::{ApplicationView, MoveRequest};
use openapi::problem::Problem;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Engine, Person, World};
use uslugi::tour::hidden;

tests::on_both!(a_service_is_rated_once_after_its_end, a_service_is_rated_on_its_page);

/// What rating an application comes to: its status, and the answer.
async fn rate(by: &Person, id: &str, score: &Value) -> anyhow::Result<(u16, Value)> {
    let asked = by.client.request(Method::PUT, &format!("/v1/applications/{id}/rating"))?;
    let answer = asked.json(&json!({ "score": score })).send().await?;
    Ok((answer.status().as_u16(), answer.json().await?))
}

async fn refused(by: &Person, id: &str, score: Value, status: u16) -> anyhow::Result<Problem> {
    let (got, answer) = rate(by, id, &score).await?;
    ensure!(got == status, "{score}: {got}, {answer}");
    Ok(serde_json::from_value(answer)?)
}

async fn a_service_is_rated_once_after_its_end(engine: Engine) -> anyhow::Result<()> {
    let world = World::new(engine).await?;
    let (anna, elena) = (world.person("anna").await?, world.person("elena").await?);
    let officer = world.official("konstantin").await?;
    for person in [&anna, &elena] {
        person.known(&world).await?;
    }
    // Elena's waits for an officer: there is nothing to rate yet, nor after she took it back.
    let waiting = elena.submits("rated-1").await?.value.id;
    refused(&elena, &waiting, json!(5), 409).await?;
    let seen = world.waits_at(&elena.client, &waiting, "received").await?;
    let withdraw = MoveRequest::of("withdraw");
    elena.client.make_move(&waiting, &withdraw, &seen.etag).await?;
    refused(&elena, &waiting, json!(5), 409).await?;

    let id = anna.submits("rated-2").await?.value.id;
    let ended = anna.waits_for_end(&world, &id).await?;
    ensure!(ended.may_be_rated && ended.rating.is_none(), "{ended:?}");
    for bad in [json!(0), json!(6), json!(300), json!("5"), json!(4.5), json!(null)] {
        let problem = refused(&anna, &id, bad, 422).await?;
        ensure!(problem.errors.iter().any(|one| one.pointer == "/score"), "{problem:?}");
    }
    for other in [&elena, &officer] {
        refused(other, &id, json!(1), 404).await?;
    }
    let (status, answer) = rate(&anna, &id, &json!(5)).await?;
    let rated: ApplicationView = serde_json::from_value(answer)?;
    ensure!((status, rated.rating, rated.may_be_rated) == (200, Some(5), false), "{rated:?}");
    let (again, answer) = rate(&anna, &id, &json!(5)).await?;
    let same: ApplicationView = serde_json::from_value(answer)?;
    ensure!(again == 200 && same.version == rated.version, "the same mark is another fact");
    refused(&anna, &id, json!(4), 409).await?;
    let told = anna.client.request(Method::GET, &format!("/v1/applications/{id}/timeline"))?;
    let told = told.send().await?.text().await?;
    ensure!(told.matches("Услуга оценена: 5 из 5").count() == 1, "{told}");
    // How it was rated is the applicant's; an officer reads the case without it.
    let of_officer = officer.client.application(&id).await?.value;
    ensure!(of_officer.rating.is_none() && !of_officer.may_be_rated, "{of_officer:?}");
    let history =
        officer.client.request(Method::GET, &format!("/v1/applications/{id}/timeline"))?;
    let history = history.send().await?.error_for_status()?.text().await?;
    let desk = world.url().join(&format!("/desk/{id}"))?;
    let desk = officer.browser.http.get(desk).send().await?.error_for_status()?.text().await?;
    ensure!(!history.contains("оценена") && !desk.contains("оценена"), "{history}\n{desk}");
    world.end().await
}

async fn a_service_is_rated_on_its_page(engine: Engine) -> anyhow::Result<()> {
    let world = World::new(engine).await?;
    let anna = world.person("anna").await?;
    anna.known(&world).await?;
    let id = anna.submits("rated-3").await?.value.id;
    anna.waits_for_end(&world, &id).await?;
    let place = world.url().join(&format!("/applications/{id}"))?;
    let page = anna.browser.http.get(place.clone()).send().await?.text().await?;
    ensure!(page.contains("Как вам услуга?"), "{page}");
    let csrf = hidden(&page, "csrf").context("no form")?;
    // The second mark is too late: the page says how it was rated.
    for score in ["3", "5"] {
        let form = [("csrf", csrf.as_str()), ("score", score)];
        let to = world.url().join(&format!("/applications/{id}/rating"))?;
        let sent = anna.browser.http.post(to).form(&form).send().await?;
        ensure!(sent.status().is_redirection(), "{score}: {}", sent.status());
        let page = anna.browser.http.get(place.clone()).send().await?.text().await?;
        ensure!(page.contains("Ваша оценка: 3 из 5"), "{page}");
        ensure!(!page.contains("Как вам услуга?"), "{page}");
    }
    world.end().await
}
