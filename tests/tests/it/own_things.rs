//! What a person has, listed to them by the API and to nobody else (issue 6, B10).

use anyhow::{Context, ensure};
use openapi::application::ApplicationView;
use openapi::draft::DraftList;
use openapi::notice::{NoticeList, NoticeView};
use openapi::result::ResultList;
use reqwest::{Method, Response};
use serde_json::json;
use tests::stories;
use tests::world::{Person, SERVICE};

async fn get(person: &Person, path: &str) -> anyhow::Result<Response> {
    let answer = person.client.request(Method::GET, path)?.send().await?;
    ensure!(answer.status().is_success(), "{path}: HTTP {}", answer.status());
    Ok(answer)
}

async fn drafts(person: &Person) -> anyhow::Result<DraftList> {
    get(person, "/v1/drafts").await?.json().await.context("drafts")
}

async fn notices(person: &Person, page: &str) -> anyhow::Result<NoticeList> {
    get(person, &format!("/v1/notices{page}")).await?.json().await.context("notices")
}

async fn results(person: &Person, page: &str) -> anyhow::Result<ResultList> {
    get(person, &format!("/v1/results{page}")).await?.json().await.context("results")
}

stories! {
    async fn drafts_and_notices_are_listed_to_their_owner_alone(world) {
        let (anna, boris) = (world.person("anna").await?, world.person("boris").await?);
        anna.known(world).await?;
        let begun = anna.client.request(Method::POST, "/v1/drafts")?;
        let begun = begun.header("idempotency-key", "listed-1").json(&json!({"service": SERVICE})).send().await?;
        ensure!(begun.status() == 201, "{}", begun.status());
        let own = drafts(&anna).await?;
        let [draft] = own.items.as_slice() else { anyhow::bail!("{own:?}") };
        ensure!(draft.service == SERVICE && !draft.service_title.is_empty(), "{draft:?}");
        ensure!(drafts(&boris).await?.items.is_empty(), "another's draft");

        let filed = anna.submits("listed-2").await?.value;
        anna.waits_for_end(world, &filed.id).await?;
        let told = world.eventually("both notices are there", async || {
            let told = notices(&anna, "").await?;
            Ok((told.items.len() == 2).then_some(told))
        }).await?;
        ensure!(told.items.iter().all(|one| one.application == filed.id && !one.text.is_empty()), "{told:?}");
        ensure!(told.next.is_none(), "more than there are");
        let first = notices(&anna, "?limit=1").await?;
        let next = first.next.context("no next page")?;
        let second = notices(&anna, &format!("?limit=1&cursor={next}")).await?;
        ensure!(second.next.is_none(), "{second:?}");
        // How a delivery stands may change between two looks.
        let ids = |items: &[NoticeView]| items.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
        ensure!(ids(&[first.items, second.items].concat()) == ids(&told.items), "pages that are not the list");
        ensure!(notices(&boris, "").await?.items.is_empty(), "another's notices");
        let wrong = anna.client.request(Method::GET, "/v1/notices?cursor=1.app_1")?.send().await?;
        ensure!(wrong.status() == 400, "{}", wrong.status());
    }
    async fn documents_and_answers_are_listed_to_their_owner_alone(world) {
        let (anna, boris) = (world.person("anna").await?, world.person("boris").await?);
        anna.known(world).await?;
        let (mut ended, mut numbers) = (Vec::new(), Vec::new());
        for key in ["documents-1", "documents-2"] {
            let filed = anna.submits(key).await?.value;
            anna.waits_for_end(world, &filed.id).await?;
            numbers.push(filed.number);
            ended.push(filed.id);
        }
        // The page of the service names each of them, and tells them apart.
        let page = anna.browser.http.get(world.url().join(&format!("/services/{SERVICE}"))?).send().await?.text().await?;
        ensure!(numbers.iter().all(|number| page.matches(number.as_str()).count() == 1), "{numbers:?}: {page}");
        let all = results(&anna, "").await?;
        ensure!(all.next.is_none() && all.items.len() == 2, "{all:?}");
        let of: Vec<_> = all.items.iter().rev().map(|one| one.application.clone()).collect();
        ensure!(of == ended, "not the newest first: {of:?}");
        let page = get(&anna, "/v1/results?limit=1").await?;
        let link = page.headers().get("link").context("no Link (RFC 8288)")?.to_str()?.to_owned();
        let first: ResultList = page.json().await?;
        let next = first.next.clone().context("no next page")?;
        ensure!(link == format!("</v1/results?cursor={next}&limit=1>; rel=\"next\""), "{link}");
        let second = results(&anna, &format!("?limit=1&cursor={}", first.next.context("no next page")?)).await?;
        ensure!(second.next.is_none(), "more than there are");
        ensure!([first.items, second.items].concat() == all.items, "pages that are not the list");
        let one = all.items.first().context("none")?;
        ensure!(one.title.contains("Справка"), "{}", one.title);
        let file = get(&anna, &one.href).await?.bytes().await?;
        ensure!(u64::try_from(file.len())? == one.size && file.starts_with(b"%PDF"), "not the document");
        ensure!(results(&boris, "").await?.items.is_empty(), "another's documents");

        let path = format!("/v1/applications/{}", one.application);
        let read: ApplicationView = get(&anna, &path).await?.json().await?;
        let kind = read.answers.iter().find(|one| one.pointer == "/certificate_kind").context("no answer")?;
        ensure!(kind.value == "Что состою на учёте по безработице", "{kind:?}");
        ensure!(read.form.is_some(), "the form is not shown to the one who filed it");
        let other = boris.client.request(Method::GET, &path)?.send().await?;
        ensure!(other.status() == 404, "{}", other.status());
    }
}
