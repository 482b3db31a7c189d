//! Who works on a case at a workplace (issue 7, workplaces): taken, seen by colleagues, taken over, handed over, put back; by the API
//! and by the pages.

use anyhow::{Context, ensure};
use openapi::application::{
    ApplicationList, ApplicationRequest, ApplicationView, ColleagueList, MadeCheck, MoveRequest,
};
use openapi::{ClientError, Problem};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::world::request;
use tests::{Person, World};
use uslugi::tour::hidden;

/// Anna's application, which waits to be checked at the office of Irina and Raisa.
async fn to_check(world: &World, anna: &Person, key: &str) -> anyhow::Result<String> {
    let form = json!({
        "asked_about": "land", "files_of": "Исполком", "year_from": 1990, "year_to": 1993,
        "collect_at": "mfc-podolsk",
    });
    let service = Some("archive-extract".to_owned());
    let asked = ApplicationRequest { service, ..request(form) };
    let id = anna.client.submit(&asked, key).await?.value.id;
    world.waits_at(&anna.client, &id, "at-check").await?;
    Ok(id)
}

/// What is asked of a case, by one who has just read it: it afterwards, or the refusal.
async fn assigns(
    by: &Person,
    id: &str,
    asked: Value,
) -> anyhow::Result<Result<ApplicationView, Problem>> {
    let path = format!("/v1/applications/{id}/assignments");
    let ask = by.client.request(Method::POST, &path)?.header("if-match", "*").json(&asked);
    let answer = ask.send().await?;
    let is_done = answer.status().is_success();
    Ok(if is_done { Ok(answer.json().await?) } else { Err(answer.json().await?) })
}

async fn next(by: &Person) -> anyhow::Result<Option<ApplicationView>> {
    let answer = by.client.request(Method::POST, "/v1/desk/next")?.send().await?;
    Ok(match answer.status() {
        StatusCode::NO_CONTENT => None,
        _ => Some(answer.error_for_status()?.json().await?),
    })
}

/// The cases of a list, each with the name of who works on it.
async fn listed(by: &Person, whose: &str) -> anyhow::Result<Vec<(String, Option<String>)>> {
    let path = format!("/v1/desk?whose={whose}");
    let answer = by.client.request(Method::GET, &path)?.send().await?.error_for_status()?;
    let page: ApplicationList = answer.json().await?;
    Ok(page.items.into_iter().map(|one| (one.id, one.assignee.map(|one| one.name))).collect())
}

fn has(page: &str, words: &[&str]) -> anyhow::Result<()> {
    let page = page.replace('\u{a0}', " ");
    for word in words {
        ensure!(page.contains(word), "«{word}» is not on the page: {page}");
    }
    Ok(())
}

tests::stories! {
    /// Proves RO-02: one operator works on a case, their colleague sees that and decides nothing until it is theirs.
    async fn a_case_is_in_one_pair_of_hands_at_a_time(world) {
        let anna = world.person("anna").await?;
        let (irina, raisa) = (world.official("irina").await?, world.official("raisa").await?);
        ensure!(next(&irina).await?.is_none(), "nothing waits yet");
        let id = to_check(world, &anna, "hands-1").await?;

        let taken = next(&raisa).await?.context("it waits")?;
        ensure!(taken.id == id && taken.assignee.as_ref().is_some_and(|one| one.own), "{taken:?}");
        ensure!(!taken.moves.is_empty() && taken.form.is_some(), "{taken:?}");
        ensure!(next(&irina).await?.is_none(), "it is taken");
        let raisas = taken.assignee.as_ref().context("nobody")?.name.clone();
        ensure!(listed(&irina, "nobodys").await?.is_empty() && listed(&irina, "mine").await?.is_empty());
        ensure!(listed(&irina, "everybodys").await? == [(id.clone(), Some(raisas.clone()))]);
        ensure!(listed(&raisa, "mine").await?.len() == 1);

        // Her colleague reads it, and does nothing with it.
        let seen = irina.client.application(&id).await?.value;
        ensure!(seen.moves.is_empty() && seen.form.is_some(), "{seen:?}");
        let passed = |check: &str| MadeCheck { check: check.to_owned(), passed: true };
        let checks = ["holder-named", "copy-legible"].map(passed).to_vec();
        let accept = MoveRequest { checks, ..MoveRequest::of("accept") };
        let etag = irina.client.application(&id).await?.etag;
        let refused = irina.client.make_move(&id, &accept, &etag).await.err().context("a colleague's")?;
        ensure!(matches!(&refused, ClientError::Problem(problem) if problem.status == 409), "{refused:?}");
        let refused = assigns(&irina, &id, json!({"act": "take"})).await?.err().context("taken twice")?;
        let says = refused.detail.as_ref().is_some_and(|text| text.contains("другой сотрудник"));
        ensure!(refused.status == 409 && says, "{refused:?}");
        let refused = assigns(&irina, &id, json!({"act": "put_back"})).await?.err().context("not hers")?;
        ensure!(refused.status == 409, "{refused:?}");

        // The department finds it by its number, and does not learn who works on it at the office.
        let archivist = world.official("nadezhda").await?;
        let path = format!("/v1/desk?number={}", taken.number);
        let found = archivist.client.request(Method::GET, &path)?.send().await?.error_for_status()?.text().await?;
        ensure!(found.contains(&id) && !found.contains(&raisas), "{found}");
        let read = serde_json::to_string(&archivist.client.application(&id).await?.value)?;
        ensure!(!read.contains(&raisas), "{read}");

        // The applicant sees that somebody works on it, and nobody's name.
        let own = anna.client.application(&id).await?.value;
        ensure!(own.assignee.is_none() && own.moves.iter().any(|one| one.code == "withdraw"), "{own:?}");
        let told = serde_json::to_string(&anna.client.timeline(&id).await?)?;
        ensure!(told.contains("С заявлением работает сотрудник") && !told.contains(&raisas), "{told}");

        let over = assigns(&irina, &id, json!({"act": "take_over"})).await?;
        ensure!(over.is_ok_and(|one| one.assignee.is_some_and(|one| one.own) && !one.moves.is_empty()));
        let path = format!("/v1/applications/{id}/colleagues");
        let found: ColleagueList = irina.client.request(Method::GET, &path)?.send().await?.error_for_status()?.json().await?;
        ensure!(found.items.iter().map(|one| one.name.as_str()).eq([raisas.as_str()]), "{found:?}");
        let to = found.items.into_iter().next().context("no colleague")?.id;
        let handed = assigns(&irina, &id, json!({"act": "hand_over", "colleague": to})).await?;
        ensure!(handed.is_ok_and(|one| one.assignee.is_some_and(|one| !one.own)));
        world.passes_checks(&raisa.client, &id, "accept").await?;
        let gone = world.waits_at(&anna.client, &id, "received").await?.value;
        ensure!(gone.assignee.is_none() && listed(&raisa, "mine").await?.is_empty(), "{gone:?}");
    }

    /// Wrong requests: each is told what is wrong, and nothing changes.
    async fn a_wrong_assignment_is_told_and_changes_nothing(world) {
        let anna = world.person("anna").await?;
        let (irina, officer) = (world.official("irina").await?, world.official("konstantin").await?);
        let id = to_check(world, &anna, "hands-2").await?;
        let before = irina.client.application(&id).await?;
        for (asked, status, pointer) in [
            (json!({"act": "hand_over"}), 422, "/colleague"),
            (json!({"act": "hand_over", "colleague": "nobody"}), 422, "/colleague"),
            (json!({"act": "take", "colleague": "cit_01a2271a9a1d730f97549801b7ba5663"}), 422, "/colleague"),
            (json!({"act": "keep"}), 422, "/act"),
            (json!({"act": "take", "for": "ever"}), 422, "/for"),
            (json!({"act": "put_back"}), 200, ""),
            (json!({"act": "hand_over", "colleague": "cit_01a2271a9a1d730f97549801b7ba5663"}), 422, "/colleague"),
        ] {
            let refused = assigns(&irina, &id, asked.clone()).await?.err();
            let came = refused.as_ref().map_or(200, |refused| refused.status);
            ensure!(came == status, "{asked}: {refused:?}");
            let mut named = refused.into_iter().flat_map(|refused| refused.errors);
            ensure!(pointer.is_empty() || named.any(|one| one.pointer == pointer), "{asked}");
        }
        let stale = irina.client.request(Method::POST, &format!("/v1/applications/{id}/assignments"))?;
        let stale = stale.header("if-match", "\"1\"").json(&json!({"act": "take"})).send().await?;
        ensure!(stale.status() == StatusCode::PRECONDITION_FAILED, "{}", stale.status());
        for stranger in [&anna, &officer] {
            let refused = assigns(stranger, &id, json!({"act": "take"})).await?.err().context("not theirs")?;
            ensure!(refused.status == 403 || refused.status == 404, "{refused:?}");
        }
        let bad = irina.client.request(Method::GET, "/v1/desk?whose=hers")?.send().await?;
        let said: Problem = bad.json().await?;
        ensure!(said.status == 400 && said.errors.iter().any(|one| one.pointer == "query:whose"), "{said:?}");
        ensure!(irina.client.application(&id).await?.etag == before.etag);
    }

    /// The same by the pages of the window.
    async fn a_case_is_taken_and_handed_over_by_the_pages(world) {
        let anna = world.person("anna").await?;
        let (irina, raisa) = (world.official("irina").await?, world.official("raisa").await?);
        let url = |path: &str| world.url().join(path);
        let page = async |by: &Person, path: &str| {
            Ok::<_, anyhow::Error>(by.browser.follow(url(path)?).await?.error_for_status()?.text().await?)
        };
        let send = async |by: &Person, on: &str, path: &str, more: &[(&str, &str)]| {
            let (csrf, version) = (hidden(on, "csrf").context("no csrf")?, hidden(on, "version").unwrap_or_default());
            let mut form = vec![("csrf", csrf.as_str()), ("version", &version)];
            form.extend(more);
            let answer = by.browser.http.post(url(path)?).form(&form).send().await?;
            ensure!(answer.status() == StatusCode::SEE_OTHER, "{path}: {}", answer.status());
            Ok(answer.headers().get("location").context("nowhere")?.to_str()?.to_owned())
        };
        let list = page(&raisa, "/window").await?;
        let nothing = send(&raisa, &list, "/window/next", &[]).await?;
        has(&page(&raisa, &nothing).await?, &["Свободных заявлений нет."])?;
        let id = to_check(world, &anna, "hands-3").await?;
        let (case, assign) = (format!("/window/{id}"), format!("/window/{id}/assignments"));
        ensure!(send(&raisa, &list, "/window/next", &[]).await? == case);
        let own = page(&raisa, &case).await?;
        has(&own, &["коллеги это видят", "Вернуть в очередь", "name=\"check."])?;
        has(&page(&raisa, "/window?whose=mine").await?, &["У вас в работе", &case])?;
        let others = page(&irina, &case).await?;
        has(&others, &["Работает:", "Взять себе"])?;
        ensure!(!others.contains("name=\"check."), "a colleague checks nothing");
        has(&page(&irina, "/window").await?, &["Работает:"])?;
        ensure!(send(&irina, &others, &assign, &[("act", "take_over")]).await? == case);
        // She had the page open: what she asks there is too late, and the page says so.
        let late = send(&raisa, &own, &assign, &[("act", "put_back")]).await?;
        has(&page(&raisa, &late).await?, &["Работает:", "изменилось"])?;
        let hers = page(&irina, &case).await?;
        has(&hers, &["Кому передать"])?;
        let (_, after) = hers.split_once("<select id=\"colleague\"").context("no colleagues")?;
        let (_, after) = after.split_once("value=\"").context("no colleague")?;
        let (colleague, _) = after.split_once('"').context("no end")?;
        let handed = send(&irina, &hers, &assign, &[("act", "hand_over"), ("colleague", colleague)]).await?;
        ensure!(handed == "/window", "{handed}");
        let back = page(&raisa, &case).await?;
        ensure!(send(&raisa, &back, &assign, &[("act", "put_back")]).await? == "/window");
        has(&page(&irina, &case).await?, &["Пока никто.", "Взять в работу"])?;
    }
}
