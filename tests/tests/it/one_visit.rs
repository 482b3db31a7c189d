//! SC2: everything is decided without the applicant, who comes once: to the МФЦ they chose, with their originals, for the
//! result.

use anyhow::{Context, ensure};
use openapi::Client;
use openapi::application::{
    ApplicationList, ApplicationRequest, ApplicationView, ComparedOriginal, MoveRequest,
};
use openapi::client::{ClientError, Versioned};
use openapi::result::ResultList;
use openapi::verify::VerifiedView;
use reqwest::Method;
use serde_json::json;
use tests::world::request;
use tests::{Person, World};

/// The office Irina works at.
const OFFICE: &str = "mfc-podolsk";

fn extract(office: &str) -> ApplicationRequest {
    let form = json!({
        "asked_about": "employment", "files_of": "Совхоз «Образцовый»", "year_from": 1984,
        "year_to": 1991, "collect_at": office, "email": "anna@example.ru",
    });
    ApplicationRequest { service: Some("archive-extract".to_owned()), ..request(form) }
}

fn made(code: &str, reason: Option<&str>, agrees: &[(&str, bool)]) -> MoveRequest {
    let original = |(document, agrees): &(&str, bool)| ComparedOriginal {
        document: (*document).to_owned(),
        agrees: *agrees,
    };
    MoveRequest {
        reason: reason.map(str::to_owned),
        originals: agrees.iter().map(original).collect(),
        ..MoveRequest::of(code)
    }
}

async fn moves(
    by: &Client,
    id: &str,
    asked: &MoveRequest,
) -> anyhow::Result<Result<ApplicationView, u16>> {
    let seen = by.application(id).await?;
    Ok(by
        .make_move(id, asked, &seen.etag)
        .await
        .map(|seen| seen.value)
        .map_err(|error| status(&error)))
}

fn status(error: &ClientError) -> u16 {
    match error {
        ClientError::Problem(problem) => problem.status,
        _ => 0,
    }
}

/// A colleague of Irina's, who checks what comes to their office.
async fn checker(world: &World) -> anyhow::Result<Person> {
    world.official("raisa").await
}

/// Anna's application, decided by the archive and at the office.
async fn at_office(
    world: &World,
    anna: &Person,
    archivist: &Person,
    key: &str,
) -> anyhow::Result<Versioned<ApplicationView>> {
    let filed = anna.client.submit(&extract(OFFICE), key).await?.value;
    let id = filed.id;
    let checked = world.waits_at(&anna.client, &id, "at-check").await?.value;
    ensure!((filed.stage.epgu_status_id, checked.stage.epgu_status_id) == (17, 33), "{checked:?}");
    world.passes_checks(&checker(world).await?.client, &id, "accept").await?;
    world.waits_at(&anna.client, &id, "received").await?;
    let granted = moves(&archivist.client, &id, &made("grant", None, &[])).await?;
    ensure!(granted.is_ok(), "{granted:?}");
    world.waits_at(&anna.client, &id, "at-office").await
}

async fn read<T: serde::de::DeserializeOwned>(of: &Client, path: &str) -> anyhow::Result<T> {
    let asked = of.request(Method::GET, path)?.send().await?;
    Ok(asked.error_for_status()?.json().await?)
}

async fn desk(of: &Person) -> anyhow::Result<Vec<String>> {
    let page: ApplicationList = read(&of.client, "/v1/desk").await?;
    Ok(page.items.into_iter().map(|one| one.id).collect())
}

async fn results(of: &Person) -> anyhow::Result<usize> {
    Ok(read::<ResultList>(&of.client, "/v1/results").await?.items.len())
}

/// What anybody is told who checks the document that was drawn for an application; nothing, where nothing is told of it.
async fn verified(world: &World, id: &str) -> anyhow::Result<Option<VerifiedView>> {
    let store = world.platform.store.clone().context("no store")?;
    let of = store.application(id.parse()?).await?.context("no application")?;
    let record =
        store.result(of.result.context("nothing was drawn")?).await?.context("no record")?;
    let path = format!("/v1/verify/{}", record.verify_code);
    let asked = world.nobody()?.request(Method::GET, &path)?.send().await?;
    if asked.status().as_u16() == 404 {
        return Ok(None);
    }
    Ok(Some(asked.error_for_status()?.json().await?))
}

/// Whether the document that was drawn for an application can be read by its address, at the API and the portal.
async fn readable(world: &World, by: &Person, id: &str) -> anyhow::Result<bool> {
    let store = world.platform.store.clone().context("no store")?;
    let of = store.application(id.parse()?).await?.context("no application")?;
    let result = of.result.context("nothing was drawn")?;
    let api = by.client.request(Method::GET, &format!("/v1/results/{result}"))?.send().await?;
    let page = world.url().join(&format!("/results/{result}"))?;
    let page = by.browser.http.get(page).send().await?;
    ensure!(api.status() == page.status(), "{} and {}", api.status(), page.status());
    Ok(api.status().is_success())
}

tests::stories! {
    /// Proves SC2, SC2.1–2, SC2.3, SC2.5, SC2.6, P-01
    async fn one_visit_for_the_result_after_the_originals_agree(world) {
        let (anna, archivist) = (world.person("anna").await?, world.official("nadezhda").await?);
        let (operator, officer) = (world.official("irina").await?, world.official("konstantin").await?);
        let seen = at_office(world, &anna, &archivist, "visit-1").await?.value;
        let id = seen.id.clone();
        ensure!(seen.visits_required == 1 && seen.stage.epgu_status_id == 26, "{seen:?}");
        ensure!(seen.stage.owner.as_deref() == Some("office_operator") && seen.moves.is_empty(), "{seen:?}");

        // The document is drawn, and not hers yet: in no list, and nothing is told of its code.
        ensure!(seen.result.is_none() && results(&anna).await? == 0, "{seen:?}");
        ensure!(verified(world, &id).await?.is_none() && !readable(world, &anna, &id).await?);
        let text = world.mail_about(&id, "Учебная улица, дом 3").await?;
        ensure!(text.contains("Что взять с собой: Паспорт") && text.contains("пн–сб 8:00–20:00"), "{text}");

        // It waits at her office, and at no other desk.
        ensure!(desk(&operator).await? == std::slice::from_ref(&id));
        ensure!(desk(&archivist).await?.is_empty() && desk(&officer).await?.is_empty());
        ensure!(officer.client.application(&id).await.is_err(), "another department's");
        let shown = operator.client.application(&id).await?.value;
        ensure!(shown.result.is_none() && shown.form.is_none(), "{shown:?}");
        let compares: Vec<_> = shown.moves.iter().map(|one| (one.code.as_str(), one.compares.len())).collect();
        ensure!(compares == [("hand-over", 1), ("return-differing", 1)], "{compares:?}");

        // Not without the original, not with one that differs, not with one the passport of the service does not list.
        for (code, compared) in [
            ("hand-over", &[][..]),
            ("hand-over", &[("passport", false)]),
            ("hand-over", &[("passport", true), ("birth-certificate", true)]),
            ("hand-over", &[("passport", true), ("passport", true)]),
            ("return-differing", &[("passport", true)]),
            ("return-differing", &[]),
        ] {
            let refused = moves(&operator.client, &id, &made(code, None, compared)).await?;
            ensure!(refused == Err(422) || refused == Err(400), "{code} {compared:?}: {refused:?}");
        }
        // The archive has decided: what is at the window is not for it, nor for her.
        for other in [&archivist, &anna] {
            let refused = moves(&other.client, &id, &made("hand-over", None, &[("passport", true)])).await?;
            ensure!(refused == Err(403), "{refused:?}");
        }
        let handed = moves(&operator.client, &id, &made("hand-over", None, &[("passport", true)])).await?;
        ensure!(handed.as_ref().is_ok_and(|seen| seen.outcome.as_deref() == Some("granted")), "{handed:?}");

        // Now it is hers, and no operator's any more.
        ensure!(operator.client.application(&id).await.is_err() && desk(&operator).await?.is_empty());
        let ended = anna.client.application(&id).await?.value;
        ensure!(ended.stage.epgu_status_id == 39 && ended.result.is_some() && results(&anna).await? == 1, "{ended:?}");
        let told = verified(world, &id).await?.context("nothing is told of it")?;
        ensure!(!told.annulled, "{told:?}");
        ensure!(readable(world, &anna, &id).await? && !readable(world, &operator, &id).await?);
        let timeline = anna.client.timeline(&id).await?;
        ensure!(timeline.items.iter().any(|one| one.kind == "application.originals_compared"), "{timeline:?}");
    }

    /// Proves SC2.9: what differs goes back, the department annuls it, and whoever checks the document is told.
    async fn originals_that_differ_send_the_result_back_to_be_annulled(world) {
        let (anna, archivist) = (world.person("anna").await?, world.official("nadezhda").await?);
        let operator = world.official("irina").await?;
        let id = at_office(world, &anna, &archivist, "visit-2").await?.value.id;
        let back = moves(&operator.client, &id, &made("return-differing", None, &[("passport", false)])).await?;
        ensure!(back.as_ref().is_ok_and(|seen| seen.stage.code == "mismatched"), "{back:?}");
        ensure!(desk(&operator).await?.is_empty() && desk(&archivist).await? == std::slice::from_ref(&id));

        let annulled = moves(&archivist.client, &id, &made("annul", Some("originals_differ"), &[])).await?;
        ensure!(annulled.as_ref().is_ok_and(|seen| seen.outcome.as_deref() == Some("annulled")), "{annulled:?}");

        let ended = anna.client.application(&id).await?.value;
        ensure!(ended.stage.epgu_status_id == 84 && ended.result.is_none() && results(&anna).await? == 0, "{ended:?}");
        ensure!(ended.refusal.is_some_and(|one| one.code == "originals_differ"));
        let told = verified(world, &id).await?.context("nothing is told of it")?;
        ensure!(told.annulled && !readable(world, &anna, &id).await?, "{told:?}");
        world.mail_about(&id, "аннулировало").await?;
        let timeline = anna.client.timeline(&id).await?;
        let compared = timeline.items.iter().find(|one| one.kind == "application.originals_compared");
        ensure!(compared.is_some_and(|one| one.title.contains("Паспорт")), "what differs is named: {compared:?}");
    }

    /// The department stands by its result although something differs: it is handed over, and nobody says that all agrees.
    async fn a_result_that_is_confirmed_is_handed_over_without_another_comparison(world) {
        let (anna, archivist) = (world.person("anna").await?, world.official("nadezhda").await?);
        let operator = world.official("irina").await?;
        let id = at_office(world, &anna, &archivist, "visit-4").await?.value.id;
        let back = moves(&operator.client, &id, &made("return-differing", None, &[("passport", false)])).await?;
        ensure!(back.is_ok(), "{back:?}");
        let again = moves(&archivist.client, &id, &made("stand-by", None, &[])).await?;
        ensure!(again.is_ok() && desk(&operator).await? == std::slice::from_ref(&id), "{again:?}");
        ensure!(!readable(world, &anna, &id).await?, "it waits at the office");
        let handed = moves(&operator.client, &id, &made("hand-over-confirmed", None, &[])).await?;
        ensure!(handed.as_ref().is_ok_and(|seen| seen.outcome.as_deref() == Some("granted")), "{handed:?}");
        ensure!(readable(world, &anna, &id).await?);
    }

    /// Nobody hands a result over to themselves.
    async fn an_operators_own_application_is_not_theirs_to_hand_over(world) {
        let (irina, archivist) = (world.official("irina").await?, world.official("nadezhda").await?);
        let id = at_office(world, &irina, &archivist, "visit-5").await?.value.id;
        ensure!(desk(&irina).await?.is_empty(), "it is on her own desk");
        let seen = irina.client.application(&id).await?.value;
        ensure!(seen.moves.is_empty(), "{seen:?}");
        let refused = moves(&irina.client, &id, &made("hand-over", None, &[("passport", true)])).await?;
        ensure!(refused == Err(403), "{refused:?}");
        for page in [format!("/window/{id}"), format!("/window/{id}/result")] {
            let answer = irina.browser.http.get(world.url().join(&page)?).send().await?;
            ensure!(answer.status().as_u16() == 404, "{page}: {}", answer.status());
        }
    }

    /// Who takes an application back need not tell the department: its system is told.
    async fn what_is_taken_back_is_no_work_of_the_department_any_more(world) {
        let anna = world.person("anna").await?;
        let id = anna.client.submit(&extract(OFFICE), "visit-3").await?.value.id;
        world.passes_checks(&checker(world).await?.client, &id, "accept").await?;
        let number = world.waits_at(&anna.client, &id, "received").await?.value.number;
        let page = async || {
            let page = anna.browser.http.get(world.sandbox().join("department")?).send().await?;
            anyhow::Ok(page.text().await?)
        };
        ensure!(page().await?.contains("ждёт сотрудника"));
        let withdrawn = moves(&anna.client, &id, &made("withdraw", None, &[])).await?;
        ensure!(withdrawn.is_ok(), "{withdrawn:?}");
        let ended = anna.client.application(&id).await?.value;
        ensure!(ended.originals.is_empty(), "nobody compares what was taken back: {ended:?}");
        world.eventually("the department knows", async || {
            let page = page().await?;
            let own = page.split("<section").find(|order| order.contains(&number)).context("no order")?;
            Ok((own.contains("отозвано заявителем") && !own.contains("<form")).then_some(()))
        }).await?;
    }
}
