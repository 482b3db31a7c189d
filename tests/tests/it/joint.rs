//! SC1 for two: a marriage. One files and names the other, the other confirms under their own account, and only then the registry has it;
//! the confirmation of day and hour is in the accounts of both.

use anyhow::{Context, ensure};
use chrono::{Days, NaiveDate};
use domain::time::{Clock, SystemClock, moscow_day};
use openapi::Client;
use openapi::access_record::AccessRecordList;
use openapi::application::{ApplicationRequest, ApplicationView, MoveRequest};
use openapi::client::ClientError;
use openapi::result::ResultList;
use reqwest::Method;
use serde_json::{Value, json};
use std::fs;
use tests::world::request;
use tests::{Person, World};

/// The day of a wedding that may be asked for.
fn day() -> NaiveDate {
    moscow_day(SystemClock.now()) + Days::new(60)
}

/// A form that suffices, with Boris as the one who is named.
pub(crate) fn form(more: &Value) -> Value {
    let mut form = json!({
        "partner_snils": "900-102-434 16", "partner_last_name": "Лугорев", "partner_first_name": "Борис",
        "partner_birth_date": "1985-11-02", "surname_after": "other", "partner_surname_after": "keep",
        "married_before": "none", "partner_married_before": "none", "registry_office": "palace",
        "ceremony": "solemn", "wedding_on": day(), "wedding_at": "11:30", "email": "two@example.ru",
    });
    if let (Some(form), Some(more)) = (form.as_object_mut(), more.as_object()) {
        form.extend(more.clone());
    }
    form
}

fn marriage(form: Value) -> ApplicationRequest {
    ApplicationRequest { service: Some("marriage-registration".to_owned()), ..request(form) }
}

/// Files it with Boris as the one who is named.
pub(crate) async fn files(anna: &Person, key: &str) -> anyhow::Result<String> {
    Ok(anna.client.submit(&marriage(form(&json!({}))), key).await?.value.id)
}

/// The fields for which a filing is refused.
async fn wrong(by: &Person, form: Value, key: &str) -> anyhow::Result<Vec<String>> {
    match by.client.submit(&marriage(form), key).await {
        Err(ClientError::Problem(problem)) => {
            Ok(problem.errors.iter().map(|one| one.pointer.clone()).collect())
        }
        other => anyhow::bail!("{other:?}"),
    }
}

/// Makes a move as things are; the status of the refusal, where it is refused.
async fn makes(
    by: &Client,
    id: &str,
    asked: MoveRequest,
) -> anyhow::Result<Result<ApplicationView, u16>> {
    let seen = match by.application(id).await {
        Ok(seen) => seen,
        Err(ClientError::Problem(problem)) => return Ok(Err(problem.status)),
        Err(error) => return Err(error.into()),
    };
    match by.make_move(id, &asked, &seen.etag).await {
        Ok(moved) => Ok(Ok(moved.value)),
        Err(ClientError::Problem(problem)) => Ok(Err(problem.status)),
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn stage(by: &Client, id: &str, made: &str) -> anyhow::Result<String> {
    let moved = makes(by, id, MoveRequest::of(made)).await?;
    moved.map(|seen| seen.stage.code).map_err(|status| anyhow::anyhow!("{made}: {status}"))
}

pub(crate) async fn corrects(
    by: &Client,
    id: &str,
    form: Value,
) -> anyhow::Result<ApplicationView> {
    let asked = MoveRequest { form: Some(form), ..MoveRequest::of("send-corrected") };
    makes(by, id, asked).await?.map_err(|status| anyhow::anyhow!("correct: {status}"))
}

fn for_reason(code: &str, reason: &str) -> MoveRequest {
    MoveRequest { reason: Some(reason.to_owned()), ..MoveRequest::of(code) }
}

fn moves(of: &ApplicationView) -> Vec<&str> {
    of.moves.iter().map(|one| one.code.as_str()).collect()
}

/// Whether somebody finds an application in their list, and as what they applied.
async fn listed(of: &Person, id: &str) -> anyhow::Result<Option<String>> {
    let list = of.client.applications(None).await?;
    let found = list.items.into_iter().find(|one| one.id == id);
    found.map(|one| one.applied_as.context("as what they applied")).transpose()
}

/// The addresses to which something was written about an application.
async fn told(world: &World, id: &str, phrase: &str) -> anyhow::Result<Vec<String>> {
    world.rests().await?;
    let mails = world.mails().await?;
    let says = |mail: &&Value| {
        let text = mail.get("text").and_then(Value::as_str).unwrap_or_default();
        text.contains(id) && text.contains(phrase)
    };
    let mut to: Vec<String> =
        mails.iter().filter(says).map(|mail| text_at(mail, "/to/0")).collect();
    to.sort_unstable();
    Ok(to)
}

/// The orders that departments took for an application, as they were sent, oldest first.
fn sent(world: &World, id: &str) -> anyhow::Result<Vec<Value>> {
    let folder = world.place.folder.path().join("sandbox/orders");
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut orders = Vec::new();
    for entry in entries {
        let text = fs::read_to_string(entry?.path())?;
        let order: Value = serde_json::from_str(&text)?;
        if order.pointer("/message/application_id") == Some(&json!(id)) {
            orders.push(order);
        }
    }
    orders.sort_by_key(|order| order["sequence"].as_u64());
    Ok(orders)
}

fn text_at(of: &Value, pointer: &str) -> String {
    of.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

async fn page(world: &World, of: &Person, path: &str) -> anyhow::Result<String> {
    Ok(of.browser.follow(world.url().join(path)?).await?.text().await?)
}

tests::stories! {
    /// Proves SC1, SC1.1, SC1.2, SC1.3, SV-03: Anna files and names Boris; nothing goes to the registry until he has confirmed what was filed,
    /// each time anew; then the day is confirmed to both, without a visit.
    async fn two_apply_and_neither_for_the_other(world) {
        let (anna, boris) = (world.person("anna").await?, world.person("boris").await?);
        let (vera, registrar) = (world.person("vera").await?, world.official("tamara").await?);

        // Whom the form names is somebody else, and a number that holds.
        let own = json!({"partner_snils": "90010131708"});
        ensure!(wrong(&anna, form(&own), "joint-0").await? == ["/form/partner_snils"]);
        let mistyped = json!({"partner_snils": "900-102-434 17"});
        ensure!(wrong(&anna, form(&mistyped), "joint-00").await? == ["/form/partner_snils"]);
        let soon = json!({"wedding_on": moscow_day(SystemClock.now()) + Days::new(20)});
        ensure!(wrong(&anna, form(&soon), "joint-000").await? == ["/form/wedding_on"]);

        let id = files(&anna, "joint-1").await?;
        let seen = anna.client.application(&id).await?.value;
        ensure!((seen.visits_required, seen.stage.epgu_status_id) == (0, 31), "{seen:?}");
        ensure!(seen.term_stands_still && moves(&seen) == ["take-back"], "{seen:?}");
        ensure!(seen.applied_as.as_deref() == Some("applicant"), "{seen:?}");
        ensure!(seen.co_applicant.as_ref().is_some_and(|of| !of.confirmed), "{seen:?}");
        // She cannot confirm for him, and nobody else knows of it.
        ensure!(makes(&anna.client, &id, MoveRequest::of("agree")).await? == Err(403));
        for stranger in [&vera, &registrar] {
            ensure!(makes(&stranger.client, &id, MoveRequest::of("agree")).await? == Err(404));
            ensure!(listed(stranger, &id).await?.is_none());
        }
        ensure!(told(world, &id, "Вас назвали вторым заявителем").await? == ["boris@example.ru"]);
        ensure!(told(world, &id, "Скажите об этом второму заявителю").await? == ["two@example.ru"]);

        // He reads what he is to confirm, and who named him; how she is reached, and her papers, are not his.
        let asked = boris.client.application(&id).await?.value;
        ensure!(moves(&asked) == ["agree", "report-mistake", "decline"], "{asked:?}");
        ensure!(asked.applied_as.as_deref() == Some("co_applicant"), "{asked:?}");
        let named_by = asked.co_applicant.as_ref().and_then(|of| of.named_by.clone());
        ensure!(named_by.is_some_and(|name| name.starts_with("Озерцова Анна")), "{asked:?}");
        let said = serde_json::to_string(&asked)?;
        ensure!(said.contains("900-102-434 16") && !said.contains("two@example.ru"), "{said}");
        ensure!(listed(&boris, &id).await?.as_deref() == Some("co_applicant"));
        ensure!(listed(&anna, &id).await?.as_deref() == Some("applicant"));
        let shown = page(world, &boris, &format!("/applications/{id}")).await?;
        ensure!(shown.contains("Вторым заявителем вас называет") && shown.contains("value=\"agree"), "{shown}");
        let cabinet = page(world, &boris, "/cabinet").await?;
        ensure!(cabinet.contains("Ждём вас до"), "{cabinet}");
        let cabinet = page(world, &anna, "/cabinet").await?;
        ensure!(cabinet.contains("Ждём второго заявителя до"), "{cabinet}");

        // A mistake: she corrects it, and he confirms what is there now.
        ensure!(stage(&boris.client, &id, "report-mistake").await? == "correction-asked");
        ensure!(told(world, &id, "нужно исправить").await? == ["two@example.ru"]);
        ensure!(makes(&boris.client, &id, MoveRequest { form: Some(form(&json!({}))), ..MoveRequest::of("send-corrected") }).await? == Err(403));
        let corrected = corrects(&anna.client, &id, form(&json!({"surname_after": "keep"}))).await?;
        ensure!(corrected.stage.code == "agreement-asked", "{corrected:?}");
        ensure!(stage(&boris.client, &id, "agree").await? == "registered");
        let received = world.waits_at(&boris.client, &id, "received").await?.value;
        ensure!(received.co_applicant.as_ref().is_some_and(|of| of.confirmed && of.confirmed_at.is_some()));
        ensure!(told(world, &id, "подтвердили оба").await? == ["boris@example.ru", "two@example.ru"]);

        // The registry has both, and no contact of either.
        let order = sent(world, &id)?;
        let message = order.last().context("an order")?;
        let snils = |who: &str| message.pointer(&format!("/message/{who}/snils")).cloned();
        ensure!(snils("applicant") == Some(json!("90010131708")), "{message}");
        ensure!(snils("co_applicant") == Some(json!("90010243416")), "{message}");
        ensure!(message.pointer("/message/co_applicant/document/number").is_some(), "{message}");
        ensure!(!message.to_string().contains("@example.ru"), "{message}");

        // The hour is taken: what is corrected is confirmed anew, and until then the registry has nothing to decide.
        let returned = makes(&registrar.client, &id, for_reason("return", "hour_taken")).await?;
        ensure!(returned.is_ok_and(|seen| seen.stage.code == "correction-asked"));
        let two = ["boris@example.ru", "two@example.ru", "two@example.ru"];
        ensure!(told(world, &id, "нужно исправить").await? == two);
        let corrected = corrects(&anna.client, &id, form(&json!({"wedding_at": "15:00"}))).await?;
        ensure!(corrected.co_applicant.is_some_and(|of| !of.confirmed), "confirmed is another form");
        ensure!(makes(&registrar.client, &id, MoveRequest::of("grant")).await? == Err(404));
        for part in ["", "/decision?move=grant&version=1", "/document?version=1", "/document.svg?version=1"] {
            let asked = registrar.browser.http.get(world.url().join(&format!("/desk/{id}{part}"))?);
            let status = asked.send().await?.status();
            ensure!(status == 404, "/desk/{id}{part}: {status}");
        }
        ensure!(stage(&boris.client, &id, "agree").await? == "registered");
        world.waits_at(&registrar.client, &id, "received").await?;
        ensure!(makes(&registrar.client, &id, MoveRequest::of("grant")).await?.is_ok());

        // The day is confirmed to both: each opens the document from their own account, and nobody else does.
        let ended = anna.waits_for_end(world, &id).await?;
        ensure!(ended.outcome.as_deref() == Some("granted"), "{ended:?}");
        let result = ended.result.context("a document")?;
        let of_boris = boris.client.application(&id).await?.value.result.context("a document")?;
        ensure!(result == of_boris);
        for one in [&anna, &boris] {
            ensure!(one.client.result(&result.id).await?.starts_with(b"%PDF-"));
            let own: ResultList = one.client.request(Method::GET, "/v1/results")?.send().await?.json().await?;
            ensure!(own.items.iter().any(|one| one.id == result.id), "{own:?}");
        }
        ensure!(vera.client.result(&result.id).await.is_err());
        ensure!(told(world, &id, "подтверждён").await?.len() == 2);
        let mark = anna.client.request(Method::PUT, &format!("/v1/applications/{id}/rating"))?.json(&json!({"score": 4}));
        ensure!(mark.send().await?.status() == 200);
        let rating = async |of: &Person| -> anyhow::Result<_> {
            let list = of.client.applications(None).await?;
            Ok(list.items.into_iter().find(|one| one.id == id).map(|one| (one.rating, one.may_be_rated)))
        };
        ensure!(rating(&anna).await? == Some((Some(4), false)) && rating(&boris).await? == Some((None, false)));
        // The service is hers to rate, and who looked is told to both.
        ensure!(boris.client.request(Method::PUT, &format!("/v1/applications/{id}/rating"))?.json(&json!({"score": 5})).send().await?.status() == 404);
        for one in [&anna, &boris] {
            let read: AccessRecordList = one.client.request(Method::GET, "/v1/access-records")?.send().await?.json().await?;
            ensure!(read.items.iter().any(|read| read.application.as_deref() == Some(id.as_str())), "{read:?}");
        }
    }

    /// A name or a day of birth that is not as ESIA tells it opens nothing to a stranger, and whoever signs in later finds what they are asked.
    async fn only_the_person_who_was_named_is_asked(world) {
        let (anna, boris) = (world.person("anna").await?, world.person("boris").await?);
        for (key, other) in [
            ("joint-2", json!({"partner_first_name": "Богдан"})),
            ("joint-3", json!({"partner_birth_date": "1985-11-03"})),
            ("joint-4", json!({"partner_last_name": "Лугорева"})),
        ] {
            let id = anna.client.submit(&marriage(form(&other)), key).await?.value.id;
            ensure!(listed(&boris, &id).await?.is_none() && boris.client.application(&id).await.is_err());
            ensure!(told(world, &id, "Вас назвали").await?.is_empty());
            ensure!(stage(&anna.client, &id, "take-back").await? == "withdrawn");
        }
        // However it is written.
        let maxim = json!({
            "partner_snils": "900 113 604 25", "partner_last_name": "ЯСЕНЕВСКИЙ", "partner_first_name": "максим",
            "partner_birth_date": "01.09.2005",
        });
        let id = anna.client.submit(&marriage(form(&maxim)), "joint-5").await?.value.id;
        let maxim = world.person("maxim").await?;
        ensure!(listed(&maxim, &id).await?.as_deref() == Some("co_applicant"));
        let seen: Value = maxim.client.request(Method::GET, &format!("/v1/applications?number={}", anna.client.application(&id).await?.value.number))?
            .send().await?.json().await?;
        ensure!(seen.pointer("/items/0/applied_as") == Some(&json!("co_applicant")), "{seen}");
        ensure!(stage(&maxim.client, &id, "decline").await? == "declined");
        ensure!(told(world, &id, "не подтвердил заявление").await? == ["two@example.ru"]);
        // Nothing of it went to the registry.
        ensure!(sent(world, &id)?.is_empty());
    }

    /// Either of two may take back what both have confirmed, and the other is told; an officer is no officer in a matter of their own.
    async fn either_takes_it_back_and_nobody_decides_on_their_own(world) {
        let (anna, boris) = (world.person("anna").await?, world.person("boris").await?);
        let id = files(&anna, "joint-6").await?;
        ensure!(stage(&boris.client, &id, "agree").await? == "registered");
        world.waits_at(&anna.client, &id, "received").await?;
        ensure!(stage(&boris.client, &id, "withdraw").await? == "withdrawn");
        ensure!(told(world, &id, "Один из заявителей отозвал").await? == ["boris@example.ru", "two@example.ru"]);

        let registrar = world.official("tamara").await?;
        let tamara = json!({
            "partner_snils": "900-119-256 49", "partner_last_name": "Тополинская", "partner_first_name": "Тамара",
            "partner_birth_date": "1986-06-14", "married_before": "divorced",
            "earlier_marriage": crate::uploads::accepted(world, &boris.client).await?.id,
        });
        let id = boris.client.submit(&marriage(form(&tamara)), "joint-7").await?.value.id;
        // His paper is not hers to open, whatever she is.
        let paper = boris.client.application(&id).await?.value.form.context("a form")?;
        let paper = text_at(&paper, "/earlier_marriage");
        let asked = async |of: &Client| -> anyhow::Result<_> {
            let at = format!("/v1/applications/{id}/documents/{paper}");
            Ok(of.request(Method::GET, &at)?.send().await?.status())
        };
        ensure!(asked(&boris.client).await? == 200 && asked(&registrar.client).await? == 404);
        let named = serde_json::to_string(&registrar.client.application(&id).await?.value)?;
        ensure!(!named.contains(&paper), "{named}");
        ensure!(stage(&registrar.client, &id, "agree").await? == "registered");
        ensure!(asked(&registrar.client).await? == 404);
        world.waits_at(&boris.client, &id, "received").await?;
        let own = registrar.client.application(&id).await?.value;
        ensure!(moves(&own) == ["withdraw"], "{own:?}");
        ensure!(makes(&registrar.client, &id, MoveRequest::of("grant")).await? == Err(403));
        let desk: Value = registrar.client.request(Method::GET, "/v1/desk")?.send().await?.json().await?;
        ensure!(!desk.to_string().contains(&id), "{desk}");
        let next = registrar.client.request(Method::POST, "/v1/desk/next")?.send().await?;
        ensure!(!next.text().await?.contains(&id));
        ensure!(page(world, &registrar, &format!("/applications/{id}")).await?.contains("Заключение брака"));
        ensure!(stage(&boris.client, &id, "withdraw").await? == "withdrawn");
    }
}
