//! Nobody demands more of an applicant than the passport of the service lists: not by a move, not by a word that is not there for it.

use anyhow::{Context, ensure};
use openapi::Client;
use openapi::application::{ApplicationRequest, ComparedOriginal, MadeCheck, MoveRequest};
use openapi::problem::Problem;
use reqwest::Method;
use reqwest::header::IF_MATCH;
use serde_json::{Value, json};
use tests::world::request;

/// What is answered to a move that asks for something.
async fn asks(by: &Client, id: &str, body: &Value) -> anyhow::Result<Problem> {
    let seen = by.application(id).await?;
    let path = format!("/v1/applications/{id}/moves");
    let asked = by.request(Method::POST, &path)?.header(IF_MATCH, seen.etag).json(body);
    let answer = asked.send().await?;
    let status = answer.status();
    ensure!(status.is_client_error(), "{body}: {status}");
    let after = by.application(id).await?.value;
    ensure!(
        after.version == seen.value.version && after.stage.code == seen.value.stage.code,
        "{body} changed it"
    );
    Ok(answer.json().await?)
}

/// Whether every demand beside a move that fits is refused at its field.
async fn nothing_more(by: &Client, id: &str, fits: &MoveRequest) -> anyhow::Result<()> {
    let fits = serde_json::to_value(fits)?;
    let with = |field: &str, more: Value| {
        let mut body = fits.clone();
        match body.get_mut(field).and_then(Value::as_array_mut) {
            Some(all) => all.push(more),
            None => drop(body.as_object_mut().map(|all| {
                all.insert(
                    field.to_owned(),
                    if more.is_array() || field == "reason" { more } else { json!([more]) },
                )
            })),
        }
        body
    };
    for (field, more) in [
        ("checks", json!({"check": "diploma", "passed": false})),
        ("originals", json!({"document": "diploma", "agrees": true})),
        ("originals", json!({"document": "labour_book", "agrees": true})),
        ("withheld", json!("diploma")),
        ("withheld", json!("passport")),
        ("reason", json!("bring_more")),
        // No move has a place for words or lists of one's own.
        ("documents", json!(["diploma"])),
        ("comment", json!("Принесите диплом")),
    ] {
        let told = asks(by, id, &with(field, more)).await?;
        let pointer = told.errors.first().map(|one| one.pointer.as_str());
        ensure!(
            told.status == 422 && pointer == Some(format!("/{field}").as_str()),
            "{field}: {told:?}"
        );
    }
    Ok(())
}

async fn moves(by: &Client, id: &str, asked: &MoveRequest) -> anyhow::Result<()> {
    nothing_more(by, id, asked).await?;
    let seen = by.application(id).await?;
    by.make_move(id, asked, &seen.etag).await?;
    Ok(())
}

fn checked(code: &str, failed: &[&str]) -> MoveRequest {
    let check =
        |check: &str| MadeCheck { check: check.to_owned(), passed: !failed.contains(&check) };
    MoveRequest {
        checks: ["holder-named", "copy-legible"].map(check).to_vec(),
        ..MoveRequest::of(code)
    }
}

tests::stories! {
    /// Proves G4.3: at the check, in the department and at the window, whatever is asked beyond the passport is refused at its field, and
    /// changes nothing.
    async fn nobody_demands_more_than_the_passport_lists(world) {
        let anna = world.person("anna").await?;
        let (raisa, irina) = (world.official("raisa").await?, world.official("irina").await?);
        let archivist = world.official("nadezhda").await?;
        let form = json!({
            "asked_about": "employment", "files_of": "Совхоз «Образцовый»", "year_from": 1984,
            "year_to": 1991, "collect_at": "mfc-podolsk",
        });
        let asked = ApplicationRequest { service: Some("archive-extract".to_owned()), ..request(form.clone()) };
        let id = anna.client.submit(&asked, "demands").await?.value.id;
        world.waits_at(&anna.client, &id, "at-check").await?;
        moves(&raisa.client, &id, &checked("ask-to-correct", &["holder-named"])).await?;
        let seen = anna.client.application(&id).await?;
        let asked: Vec<_> = seen.value.to_correct.iter().map(|one| one.check.as_str()).collect();
        ensure!(asked == ["holder-named"], "only what failed is asked: {asked:?}");
        let corrected = MoveRequest { form: Some(form), ..MoveRequest::of("send-corrected") };
        anna.client.make_move(&id, &corrected, &seen.etag).await?;
        moves(&raisa.client, &id, &checked("accept", &[])).await?;

        world.waits_at(&anna.client, &id, "received").await?;
        moves(&archivist.client, &id, &MoveRequest::of("grant")).await?;
        world.comes_to(&irina.client, &id, "at-office").await?;
        let passport = ComparedOriginal { document: "passport".to_owned(), agrees: true };
        let handed = MoveRequest { originals: vec![passport], ..MoveRequest::of("hand-over") };
        moves(&irina.client, &id, &handed).await?;
        let ended = anna.client.application(&id).await?.value;
        ended.result.context("it was handed over")?;
    }
}
