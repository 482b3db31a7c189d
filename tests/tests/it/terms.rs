//! Terms that are kept and seen: what is nearly late and what is late is found by whoever looks, told to the applicant, and shown to those
//! who answer for the service.

use anyhow::{Context, ensure};
use chrono::Duration;
use domain::time::{Clock, ManualClock, SystemClock};
use openapi::oversight::LateCaseList;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{Engine, Person, World};

tests::on_both!(what_is_late_is_seen_by_everybody_it_concerns);

async fn late(of: &Person) -> anyhow::Result<(StatusCode, LateCaseList)> {
    let answer = of.client.request(Method::GET, "/v1/oversight/late")?.send().await?;
    let status = answer.status();
    let none = LateCaseList { items: Vec::new(), next: None };
    Ok((status, if status.is_success() { answer.json().await? } else { none }))
}

async fn page(world: &World, of: &Person, path: &str) -> anyhow::Result<String> {
    Ok(of.browser.follow(world.url().join(path)?).await?.text().await?)
}

/// Proves G4.4: a certificate that is not decided in its term. Its applicant reads that the day has passed and is told by mail, the
/// officer sees it marked, and the curator of the ministry sees where it lies; nobody is shown a day that has passed as one to come.
async fn what_is_late_is_seen_by_everybody_it_concerns(engine: Engine) -> anyhow::Result<()> {
    let clock = ManualClock::at(SystemClock.now());
    let world = World::with(engine, Some(clock.clone()), "").await?;
    let elena = world.person("elena").await?;
    elena.known(&world).await?;
    let id = elena.submits("late-1").await?.value.id;
    let seen = world.waits_at(&elena.client, &id, "received").await?.value;
    ensure!(seen.lateness.is_none());
    let (status, none) = late(&world.official("lidia").await?).await?;
    ensure!(status == 200 && none.items.is_empty(), "{none:?}");
    ensure!(late(&world.official("konstantin").await?).await?.0 == 403, "an officer is no curator");
    ensure!(late(&elena).await?.0 == 403);

    // Two weeks later, whatever the calendar says. Who was signed in then is so no more.
    world.rests().await?;
    clock.advance(Duration::days(14));
    let (elena, curator) = (world.person("elena").await?, world.official("lidia").await?);
    let told = world
        .eventually("it is found to be late", async || {
            let seen = elena.client.application(&id).await?.value;
            Ok((seen.lateness.as_deref() == Some("over")).then_some(seen))
        })
        .await?;
    world.mail_about(&id, "а ответа ещё нет").await?;
    let shown = page(&world, &elena, &format!("/applications/{id}")).await?;
    ensure!(
        shown.contains("Срок ответа прошёл") && !shown.contains("Ответим не позднее"),
        "{shown}"
    );
    let cabinet = page(&world, &elena, "/cabinet").await?;
    ensure!(
        cabinet.contains("Срок ответа прошёл") && !cabinet.contains("Ответим не позднее"),
        "{cabinet}"
    );
    let asked = json!({"number": told.number, "code": told.status_code});
    let status = world.nobody()?.request(Method::POST, "/v1/status")?.json(&asked).send().await?;
    let status: Value = status.json().await?;
    ensure!(status.pointer("/lateness") == Some(&json!("over")), "{status}");

    let (_, listed) = late(&curator).await?;
    let [row] = listed.items.as_slice() else { anyhow::bail!("{listed:?}") };
    ensure!(row.number == told.number && row.lateness == "over", "{row:?}");
    ensure!(row.holder.role == "department_officer" && !row.holder.taken, "{row:?}");
    ensure!(row.holder.organisation.as_deref() == Some("minsocrazvitiya"), "{row:?}");
    let shown = page(&world, &curator, "/oversight").await?;
    ensure!(shown.contains(&told.number) && shown.contains("срок прошёл"), "{shown}");
    let name = elena.client.me().await?.full_name;
    let name = name.split(' ').next().context("a family name")?;
    ensure!(!shown.contains(name) && !serde_json::to_string(&listed)?.contains(name));

    let officer = world.official("konstantin").await?;
    let desk = page(&world, &officer, "/desk").await?;
    ensure!(desk.contains("срок прошёл"), "{desk}");
    let timeline = elena.client.timeline(&id).await?;
    let kinds: Vec<&str> = timeline.items.iter().map(|one| one.kind.as_str()).collect();
    let count = |kind: &str| kinds.iter().filter(|one| **one == kind).count();
    ensure!(count("application.overdue") == 1, "{kinds:?}");

    // It is decided: nothing of it is late any more.
    let seen = officer.client.application(&id).await?;
    let grant = openapi::application::MoveRequest::of("grant");
    officer.client.make_move(&id, &grant, &seen.etag).await?;
    let ended = elena.waits_for_end(&world, &id).await?;
    ensure!(ended.lateness.is_none(), "{ended:?}");
    ensure!(late(&curator).await?.1.items.is_empty());
    let result = ended.result.context("a document")?;
    ensure!(elena.client.result(&result.id).await?.starts_with(b"%PDF-"));
    world.end().await
}
