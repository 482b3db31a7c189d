//! The API document as a platform serves it, and the pages that are made of it (issue 6, D21, D22).

use anyhow::{Context, ensure};
use reqwest::StatusCode;
use reqwest::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ETAG, IF_NONE_MATCH};
use serde_json::Value;
use std::collections::BTreeSet;
use tests::{Engine, World};
use uslugi::tour::Browser;

tests::on_both!(
    a_platform_serves_its_document_under_its_own_address,
    the_reference_has_a_page_for_every_operation_and_leads_nowhere_that_is_not,
);

/// What follows each occurrence of `before` up to a quotation mark.
fn after(html: &str, before: &str) -> BTreeSet<String> {
    let rest = html.split(before).skip(1);
    rest.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

/// Proves SH-01: the document is what is served, and what is committed.
async fn a_platform_serves_its_document_under_its_own_address(
    engine: Engine,
) -> anyhow::Result<()> {
    let settings = "[support]\nemail = \"help@uslugi.example\"\n";
    let world = World::with(engine, None, settings).await?;
    let url = world.url().join("/v1/openapi.json")?;
    let came = reqwest::get(url.clone()).await?.error_for_status()?;
    ensure!(came.headers()[ACCESS_CONTROL_ALLOW_ORIGIN] == "*", "a page of another site reads it");
    let etag = came.headers()[ETAG].clone();
    let mut document: Value = came.json().await?;
    let base = world.url().as_str().trim_end_matches('/').to_owned();
    let mut take = |pointer: &str| document.pointer_mut(pointer).map(Value::take);
    ensure!(take("/servers/0/url") == Some(base.clone().into()), "the address is not its own");
    ensure!(take("/info/contact/email") == Some("help@uslugi.example".into()), "no contact");
    ensure!(take("/info/contact/url") == Some(format!("{base}/docs").into()), "no reference");
    // For the rest it is the committed one.
    let mut committed: Value = serde_json::from_str(openapi::DOCUMENT)?;
    for own in ["/servers", "/info/contact"] {
        let (ours, theirs) = (document.pointer_mut(own), committed.pointer_mut(own));
        *theirs.context("nothing committed")? = ours.context("nothing served")?.clone();
    }
    ensure!(document == committed, "run: cargo run -- openapi > openapi/openapi.json");
    let again = Browser::new(world.url())?.http.get(url).header(IF_NONE_MATCH, etag).send().await?;
    ensure!(again.status() == StatusCode::NOT_MODIFIED, "{}", again.status());
    world.end().await
}

async fn the_reference_has_a_page_for_every_operation_and_leads_nowhere_that_is_not(
    engine: Engine,
) -> anyhow::Result<()> {
    let world = World::new(engine).await?;
    let open = async |path: &str| {
        let came = reqwest::get(world.url().join(path)?).await?;
        let status = came.status();
        anyhow::Ok((status, came.text().await?))
    };
    let (_, front) = open("/docs").await?;
    let document: Value = serde_json::from_str(openapi::DOCUMENT)?;
    let items = document.get("paths").and_then(Value::as_object).context("no paths")?.values();
    let operations: BTreeSet<String> = items
        .flat_map(|item| item.as_object().into_iter().flat_map(|item| item.values()))
        .filter_map(|operation| Some(operation.get("operationId")?.as_str()?.to_owned()))
        .collect();
    let listed = after(&front, "href=\"/docs/operations/");
    ensure!(listed == operations, "{:?}", listed.symmetric_difference(&operations));
    let (_, shapes) = open("/docs/shapes").await?;
    let described = after(&shapes, "<h2 id=\"");
    let mut linked = after(&shapes, "href=\"/docs/shapes#");
    for operation in &operations {
        let (status, page) = open(&format!("/docs/operations/{operation}")).await?;
        ensure!(status == StatusCode::OK, "{operation}: {status}");
        linked.extend(after(&page, "href=\"/docs/shapes#"));
    }
    ensure!(linked.is_subset(&described), "{:?}", linked.difference(&described));
    let (status, _) = open("/docs/operations/nothing").await?;
    ensure!(status == StatusCode::NOT_FOUND, "{status}");
    world.end().await
}
