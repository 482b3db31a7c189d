//! A scenario and a service that no code knows: every code of theirs is another than those of the catalog. Two
//! departments decide one after the other, the first sends the application back, and the corrected one is sent
//! again under an identity of its own. All of it runs by files (`tests/catalog`) that are laid over the catalog.

use anyhow::{Context, ensure};
use openapi::application::{ApplicationRequest, MoveRequest};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tests::files::copy;
use tests::{World, eventually, stories};
use url::Url;
use uslugi::tour::{Browser, hidden};

const SERVICE: &str = "well-permit";

/// The catalog with the files of tests laid over it, taken by the running platform.
pub(crate) fn lay_over(world: &World) -> anyhow::Result<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = world.place.folder.path().join("catalog");
    copy(&home.join("../catalog"), &folder)?;
    copy(&home.join("catalog"), &folder)?;
    world.platform.reload_catalog(&folder)
}

pub(crate) fn filing(depth: u32) -> ApplicationRequest {
    ApplicationRequest {
        service: Some(SERVICE.to_owned()),
        form: Some(json!({ "depth_metres": depth })),
        draft: None,
        draft_version: None,
    }
}

/// The orders departments took, by their identity on the wire.
fn orders(world: &World) -> anyhow::Result<Vec<(String, Value)>> {
    let folder = world.place.folder.path().join("sandbox/orders");
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut orders = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let Ok(order) = serde_json::from_str::<Value>(&fs::read_to_string(&path)?) else {
            continue;
        };
        let id = path.file_stem().and_then(|stem| stem.to_str()).context("no identity")?;
        orders.push((id.to_owned(), order));
    }
    orders.sort_by_key(|(_, order)| order["sequence"].as_u64());
    Ok(orders)
}

/// An officer of a department decides at the sandbox's desk on the order that waits for one.
pub(crate) async fn decide(world: &World, outcome: &str, reason: &str) -> anyhow::Result<String> {
    decide_at(&world.sandbox(), outcome, reason).await
}

/// The same at the desk of a sandbox.
pub(crate) async fn decide_at(
    sandbox: &Url,
    outcome: &str,
    reason: &str,
) -> anyhow::Result<String> {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let desk = sandbox.join("department")?;
    eventually("an order waits for an officer", async || {
        let page = http.get(desk.clone()).send().await?.text().await?;
        let Some((_, rest)) = page.split_once("action=\"/department/orders/") else {
            return Ok(None);
        };
        let id = rest.split('/').next().context("no order in the form")?;
        let token = rest
            .split_once("name=\"token\" value=\"")
            .and_then(|(_, rest)| rest.split('"').next())
            .context("no token in the form")?;
        let mut form = vec![("token", token), ("outcome", outcome)];
        if !reason.is_empty() {
            form.push(("reason_code", reason));
        }
        let at = sandbox.join(&format!("department/orders/{id}/decision"))?;
        let answer = http.post(at).form(&form).send().await?;
        ensure!(answer.status() == 303, "{}", answer.text().await?);
        Ok(Some(id.to_owned()))
    })
    .await
}

stories! {
    /// A scenario and a service are files: two departments, one correction, one document.
    async fn a_scenario_no_code_knows_runs_to_its_end(world) {
        lay_over(world)?;
        let anna = world.person("anna").await?;
        let filed = anna.client.submit(&filing(9), "two-keys-1").await?.value;

        let first = decide(world, "returned", "depth_unclear").await?;
        let seen = world.waits_at(&anna.client, &filed.id, "to-be-mended").await?;
        ensure!(seen.value.refusal.as_ref().is_some_and(|one| one.code == "depth_unclear"), "{seen:?}");
        ensure!(seen.value.form == Some(json!({ "depth_metres": 9 })), "the form to be corrected");
        let mend = |form| MoveRequest { form, ..MoveRequest::of("mend") };
        let without = anna.client.make_move(&filed.id, &mend(None), &seen.etag).await;
        ensure!(without.is_err_and(|error| error.code() == Some("bad-shape")), "no form was given");
        let deep = mend(Some(json!({ "depth_metres": 900 })));
        let refused = anna.client.make_move(&filed.id, &deep, &seen.etag).await;
        ensure!(refused.is_err_and(|error| error.code() == Some("insufficient")), "a wrong form");
        let good = mend(Some(json!({ "depth_metres": 12 })));
        let mended = anna.client.make_move(&filed.id, &good, &seen.etag).await?.value;
        ensure!(mended.refusal.is_none(), "the reason is answered: {mended:?}");

        let again = decide(world, "granted", "").await?;
        ensure!(again != first, "the corrected application went out under the same identity");
        world.waits_at(&anna.client, &filed.id, "second-key").await?;
        decide(world, "granted", "").await?;
        let ended = anna.waits_for_end(world, &filed.id).await?;
        ensure!(ended.outcome.as_deref() == Some("granted") && ended.stage.code == "opened");
        let pdf = anna.client.result(&ended.result.context("no result")?.id).await?;
        ensure!(pdf.starts_with(b"%PDF"));

        let orders = orders(world)?;
        let of = |order: &Value, field: &str| order.pointer(field).cloned().unwrap_or_default();
        let told: Vec<_> = orders
            .iter()
            .map(|(_, order)| (of(order, "/message/receiver"), of(order, "/message/form/depth_metres")))
            .collect();
        let expected = [("minzdrav", 9), ("minzdrav", 12), ("zags", 12)];
        let expected: Vec<_> = expected.map(|(to, depth)| (json!(to), json!(depth))).into();
        ensure!(told == expected, "{told:?}");
        world.eventually("the mail about the correction", async || {
            let mails = world.mails().await?;
            let about = |mail: &Value| mail["subject"].as_str().is_some_and(|one| one.contains("нужно исправить"));
            Ok(mails.iter().any(about).then_some(()))
        }).await?;
    }

    /// The same correction by the pages: what was typed is never lost, and it is sent once.
    async fn an_applicant_corrects_a_returned_application_by_the_page(world) {
        lay_over(world)?;
        let anna = world.person("anna").await?;
        let filed = anna.client.submit(&filing(9), "two-keys-3").await?.value;
        decide(world, "returned", "depth_unclear").await?;
        let seen = world.waits_at(&anna.client, &filed.id, "to-be-mended").await?.value;
        let browser = Browser::new(world.url())?;
        browser.sign_in("anna").await?;
        let case = world.url().join(&format!("/applications/{}", filed.id))?;
        let correct = world.url().join(&format!("/applications/{}/correct", filed.id))?;
        let page = browser.follow(case.clone()).await?.text().await?;
        ensure!(page.contains(correct.path()), "the case page leads to the correction");
        ensure!(!page.contains("value=\"mend\"") && !page.contains("/services/well-permit/apply"), "{page}");
        let page = browser.follow(correct.clone()).await?.text().await?;
        ensure!(page.contains("value=\"9\"") && page.contains("вернули на исправление"), "{page}");
        let csrf = hidden(&page, "csrf").context("no csrf")?;
        let key = hidden(&page, "key").context("no key")?;
        let post = async |depth: &str, version: i64| {
            let version = version.to_string();
            let form = [
                ("csrf", csrf.as_str()), ("key", &key), ("version", &version),
                ("/depth_metres", depth), ("action", "submit"),
            ];
            let answer = browser.http.post(correct.clone()).form(&form).send().await?;
            anyhow::Ok((answer.status().as_u16(), answer.text().await?))
        };
        let (status, page) = post("900", seen.version).await?;
        ensure!(status == 422 && page.contains("value=\"900\""), "{status} {page}");
        let (status, page) = post("13", seen.version - 1).await?;
        ensure!(status == 409 && page.contains("value=\"13\""), "an old page: {status} {page}");
        let (status, _) = post("12", seen.version).await?;
        ensure!(status == 303, "{status}");
        let late = browser.follow(correct.clone()).await?;
        ensure!(late.url().path() == case.path(), "nothing to correct any more: {}", late.url());
        let elena = Browser::new(world.url())?;
        elena.sign_in("elena").await?;
        ensure!(elena.follow(correct.clone()).await?.status() == 404, "another's application");

        decide(world, "granted", "").await?;
        world.waits_at(&anna.client, &filed.id, "second-key").await?;
        decide(world, "granted", "").await?;
        anna.waits_for_end(world, &filed.id).await?;
    }

    /// A refusal of the second department ends the case by the move its file names.
    async fn the_second_department_may_refuse(world) {
        lay_over(world)?;
        let anna = world.person("anna").await?;
        let filed = anna.client.submit(&filing(9), "two-keys-2").await?.value;
        decide(world, "granted", "").await?;
        world.waits_at(&anna.client, &filed.id, "second-key").await?;
        decide(world, "refused", "no_water").await?;
        let ended = anna.waits_for_end(world, &filed.id).await?;
        ensure!(ended.outcome.as_deref() == Some("refused") && ended.stage.code == "shut", "{ended:?}");
        ensure!(ended.refusal.context("no reason")?.code == "no_water");
    }
}
