//! The examples of the API document are run (issue 6, D21): every operation is asked by its example, answers what the document says,
//! and what came is what the reference shows.
//!
//! `USLUGI_SNAPSHOTS=write` records the answers anew, in `openapi/examples`.

use anyhow::{Context, bail, ensure};
use chrono::Duration;
use domain::time::{Clock, SystemClock};
use futures::StreamExt;
use openapi::Client;
use openapi::application::{ApplicationRequest, MoveRequest};
use openapi::closed::SignatureAct;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use tests::world::request;
use tests::{DepartmentSystem, Engine, Person, World, department, writes};

tests::on_both!(every_operation_answers_to_its_example_as_the_document_says,);

/// The most items of a list that an example shows.
const ITEMS: usize = 2;

/// The document, and which of its operations were asked.
struct Book<'a> {
    world: &'a World,
    document: Value,
    asked: RefCell<BTreeSet<String>>,
}

/// What stands in a question instead of the example: by the name of a parameter, or by a pointer into the body.
type Put<'a> = &'a [(&'a str, &'a str)];

impl<'a> Book<'a> {
    fn open(world: &'a World) -> anyhow::Result<Self> {
        let document = serde_json::from_str(openapi::DOCUMENT)?;
        Ok(Self { world, document, asked: RefCell::default() })
    }

    /// Path, method and description of every operation.
    fn operations(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        let paths = self.document["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, item)| {
            let item = item.as_object().into_iter().flatten();
            item.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
    }

    /// What the example of an operation sends.
    fn example(&self, operation: &str) -> anyhow::Result<Value> {
        let found = self.operations().find(|(.., given)| given["operationId"] == operation);
        let (.., given) = found.with_context(|| format!("no {operation}"))?;
        Self::body(given)?.with_context(|| format!("{operation} takes nothing"))
    }

    /// Asks an operation as its example says; what came.
    async fn ask(&self, operation: &str, by: &Client, put: Put<'_>) -> anyhow::Result<Value> {
        let found = self.operations().find(|(.., given)| given["operationId"] == operation);
        let (path, method, given) = found.with_context(|| format!("no {operation}"))?;
        let said = |name: &str| put.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
        let (mut path, mut query, mut headers) = (path.to_owned(), vec![], vec![]);
        for parameter in given["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().context("a name")?;
            let example = said(name).or(parameter["example"].as_str());
            match (parameter["in"].as_str(), example) {
                (Some("path"), Some(value)) => path = path.replace(&format!("{{{name}}}"), value),
                (Some("query"), Some(value)) => query.push((name, value)),
                (Some("header"), Some(value)) => headers.push((name, value)),
                (_, None) if parameter["required"] != true => {}
                other => bail!("{operation}: {name} has no example: {other:?}"),
            }
        }
        let mut request = by.request(method.to_uppercase().parse::<Method>()?, &path)?;
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(mut body) = Self::body(given)? {
            for (pointer, value) in put.iter().filter(|(name, _)| name.starts_with('/')) {
                *body.pointer_mut(pointer).context("nothing there")? = json!(value);
            }
            request = request.json(&body);
        }
        let part = "application/partial-upload";
        if !given["requestBody"]["content"][part].is_null() {
            request = request.header("content-type", part).body(crate::uploads::PDF);
        }
        let answer = request.query(&query).send().await?;
        self.asked.borrow_mut().insert(operation.to_owned());
        self.came(operation, given, answer).await
    }

    /// The example of what is sent.
    fn body(given: &Value) -> anyhow::Result<Option<Value>> {
        let content = &given["requestBody"]["content"];
        let media = content.get("application/json").or(content.get("application/cloudevents+json"));
        let media = media.unwrap_or(&Value::Null);
        // Bytes are no example: they are put in.
        if media.is_null() {
            return Ok(None);
        }
        Ok(Some(media.get("example").context("what is sent has no example")?.clone()))
    }

    /// Reads an answer, and holds it against the document.
    async fn came(
        &self,
        operation: &str,
        given: &Value,
        answer: Response,
    ) -> anyhow::Result<Value> {
        let status = answer.status();
        ensure!(status.is_success(), "{operation}: {status}: {}", answer.text().await?);
        let version = answer.headers().get("api-version").context("no API-Version")?;
        ensure!(Some(version.to_str()?) == self.document["info"]["version"].as_str());
        let told = &given["responses"][status.as_str()];
        ensure!(told.is_object(), "{operation}: {status} is not in the document");
        let media = answer.headers().get("content-type").map(|kind| kind.to_str().map(bare));
        let Some(media) = media.transpose()? else {
            ensure!(status == StatusCode::NO_CONTENT, "{operation}: {status} without a body");
            return Ok(Value::Null);
        };
        let content = &told["content"][&media];
        ensure!(content.is_object(), "{operation}: {media} is not in the document");
        let came = match media.as_str() {
            "application/json" => answer.json().await?,
            "text/event-stream" => first_event(answer).await?,
            _ => return Ok(Value::Null),
        };
        let schema = json!({
            "components": self.document["components"],
            "allOf": [content["schema"]],
        });
        let wrong: Vec<String> = jsonschema::validator_for(&schema)?
            .iter_errors(&came)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        ensure!(wrong.is_empty(), "{operation} answers otherwise than its schema: {wrong:?}");
        let mut short = came.clone();
        shorten(&mut short);
        recorded(self.world, operation, &short)?;
        Ok(came)
    }
}

fn bare(kind: &str) -> String {
    kind.split(';').next().unwrap_or_default().to_owned()
}

/// The first event of a feed.
async fn first_event(answer: Response) -> anyhow::Result<Value> {
    let mut parts = answer.bytes_stream();
    let mut text = String::new();
    while let Some(part) = parts.next().await {
        text.push_str(std::str::from_utf8(&part?)?);
        if let Some((_, rest)) = text.split_once("data:")
            && let Some((data, _)) = rest.split_once('\n')
        {
            return Ok(serde_json::from_str(data)?);
        }
    }
    bail!("the feed ended without an event: {text}")
}

fn shorten(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.truncate(ITEMS);
            items.iter_mut().for_each(shorten);
        }
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        _ => {}
    }
}

/// Compares an answer with the recorded one, field by field; ids, times and words may be others.
fn recorded(world: &World, operation: &str, came: &Value) -> anyhow::Result<()> {
    if writes() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/examples/answers");
        let text = serde_json::to_string_pretty(came)? + "\n";
        // What was this world's alone is not shown: where it listened, its people, and a code that opened something.
        let text = text.replace("Озерцова", "Примерова").replace("О***а", "П***а");
        let text =
            text.replace(world.url().as_str().trim_end_matches('/'), "https://uslugi.example");
        let text = match came["code"].as_str().filter(|_| operation == "begin_chat_link") {
            Some(code) => text.replace(code, "the-43-characters-that-the-person-was-shown"),
            None => text,
        };
        return Ok(std::fs::write(folder.join(format!("{operation}.json")), text)?);
    }
    let before = openapi::examples::answer(operation).context("no recorded answer")?;
    let (before, now) = (fields(&serde_json::from_str(before)?), fields(came));
    let difference: Vec<_> = before.symmetric_difference(&now).collect();
    ensure!(
        difference.is_empty(),
        "{operation}: the recorded example has other fields: {difference:?}. If this is meant: \
         USLUGI_SNAPSHOTS=write cargo nextest run --workspace -E 'test(examples)', then \
         cargo run -- openapi > openapi/openapi.json"
    );
    Ok(())
}

/// Where a value has something, and of what type; items of a list stand for each other.
fn fields(value: &Value) -> BTreeSet<String> {
    fn walk(at: &str, value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(name, one)| walk(&format!("{at}/{name}"), one, found));
            }
            Value::Array(items) => {
                for one in items {
                    walk(&format!("{at}/*"), one, found);
                }
            }
            Value::String(_) => drop(found.insert(format!("{at}: text"))),
            Value::Number(_) => drop(found.insert(format!("{at}: number"))),
            Value::Bool(_) => drop(found.insert(format!("{at}: bool"))),
            Value::Null => drop(found.insert(format!("{at}: null"))),
        }
    }
    let mut found = BTreeSet::new();
    walk("", value, &mut found);
    found
}

fn text(value: &Value, pointer: &str) -> anyhow::Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    Ok(found.with_context(|| format!("no {pointer} in {value}"))?.to_owned())
}

/// Anna files, gets her document and reads everything there is of it.
async fn anna(book: &Book<'_>, world: &World) -> anyhow::Result<()> {
    let anna = world.person("anna").await?;
    let by = &anna.client;
    for open in ["find_services", "read_service"] {
        book.ask(open, &world.nobody()?, &[]).await?;
    }
    anna.known(world).await?;
    for own in ["precheck", "read_me"] {
        book.ask(own, by, &[]).await?;
    }
    for of_checklist in ["read_checklist", "mark_step"] {
        book.ask(of_checklist, by, &[]).await?;
    }
    let draft = text(&book.ask("begin_draft", by, &[]).await?, "/id")?;
    book.ask("list_drafts", by, &[]).await?;
    book.ask("read_draft", by, &[("id", &draft)]).await?;
    book.ask("save_draft", by, &[("id", &draft)]).await?;
    book.ask("discard_draft", by, &[("id", &draft), ("If-Match", "\"2\"")]).await?;
    let filed = text(&book.ask("submit_application", by, &[]).await?, "/id")?;
    anna.waits_for_end(world, &filed).await?;
    world.rests().await?;
    for one in ["read_application", "read_timeline"] {
        book.ask(one, by, &[("id", &filed)]).await?;
    }
    let seen = by.application(&filed).await?.value;
    let code = seen.status_code.context("a code")?;
    let both = [("/number", seen.number.as_str()), ("/code", code.as_str())];
    book.ask("read_status", &world.nobody()?, &both).await?;
    for list in ["list_applications", "list_notices"] {
        book.ask(list, by, &[]).await?;
    }
    book.ask("rate_application", by, &[("id", &filed)]).await?;
    book.ask("follow_events", by, &[("Last-Event-ID", "0")]).await?;
    let results = book.ask("list_results", by, &[]).await?;
    book.ask("read_result", by, &[("id", &text(&results, "/items/0/id")?)]).await?;
    let code = text(&results, "/items/0/verify_code")?;
    book.ask("verify_document", &world.nobody()?, &[("code", &code)]).await?;
    Ok(())
}

/// Files: one is filed with an application, one is taken back.
async fn files(book: &Book<'_>, world: &World) -> anyhow::Result<()> {
    let anna = world.person("anna").await?;
    let by = &anna.client;
    let upload = text(&book.ask("begin_upload", by, &[]).await?, "/id")?;
    let whole = [("id", upload.as_str()), ("Upload-Offset", "0")];
    book.ask("append_upload", by, &whole).await?;
    let read = Method::GET;
    world
        .eventually("looked at", async || {
            let asked = by.request(read.clone(), &format!("/v1/uploads/{upload}"))?.send().await?;
            let seen: Value = asked.json().await?;
            Ok((seen["state"] == "accepted").then_some(()))
        })
        .await?;
    let looked_at = book.ask("read_upload", by, &[("id", &upload)]).await?;
    let sha256 = text(&looked_at, "/sha256")?;
    book.ask("read_upload_content", by, &[("id", &upload)]).await?;
    let form = json!({
        "asked_about": "land", "files_of": "Исполком", "year_from": 1990, "year_to": 1993,
        "collect_at": "mfc-podolsk", "labour_book": upload,
    });
    let extract = Some("archive-extract".to_owned());
    let asked = ApplicationRequest { service: extract, ..request(form) };
    let id = by.submit(&asked, "example-of-a-file").await?.value.id;
    book.ask("read_filed_document", by, &[("id", &id), ("upload", &upload)]).await?;
    let other = json!({ "name": "a.pdf" });
    let begun = by.request(Method::POST, "/v1/uploads")?.header("idempotency-key", "example-2");
    let other = text(&begun.json(&other).send().await?.json().await?, "/id")?;
    book.ask("discard_upload", by, &[("id", &other)]).await?;
    world.waits_at(by, &id, "at-check").await?;
    let checker = world.official("raisa").await?;
    world.passes_checks(&checker.client, &id, "accept").await?;
    exchanged(book, world, (&id, &sha256)).await?;
    // Nothing waits in the end.
    let seen = world.waits_at(by, &id, "received").await?;
    let taken_back = MoveRequest::of("withdraw");
    by.make_move(&id, &taken_back, &seen.etag).await?;
    Ok(())
}

/// The archive, whose system collects, has an application of which a file is part.
async fn exchanged(
    book: &Book<'_>,
    world: &World,
    (application, sha256): (&str, &str),
) -> anyhow::Result<()> {
    let mut archive = DepartmentSystem::sign_in(world.url(), "arkhiv").await?;
    let message = text(&archive.next_about(application).await?, "/id")?;
    let by = world.nobody()?.with_token(archive.token());
    book.ask("list_exchange_messages", &by, &[]).await?;
    book.ask("read_exchange_message", &by, &[("id", &message)]).await?;
    let file = [("id", message.as_str()), ("hash", sha256)];
    book.ask("read_exchange_document", &by, &file).await?;
    let mut event = book.example("tell_exchange_event")?;
    *event.pointer_mut("/subject").context("no subject")? = json!(message);
    let headers = department::signed(event.to_string().as_bytes())?;
    let mut put = vec![("department", "arkhiv"), ("/subject", message.as_str())];
    put.extend(headers.iter().map(|(name, value)| (*name, value.as_str())));
    book.ask("tell_exchange_event", &world.nobody()?, &put).await?;
    Ok(())
}

/// Elena's case waits for an officer, and she takes it back.
async fn elena(book: &Book<'_>, world: &World) -> anyhow::Result<()> {
    let elena = world.person("elena").await?;
    let officer = world.official("konstantin").await?;
    elena.known(world).await?;
    let id = elena.submits("examples").await?.value.id;
    let seen = world.waits_at(&elena.client, &id, "received").await?;
    book.ask("read_desk", &officer.client, &[]).await?;
    let of = [("id", id.as_str()), ("If-Match", seen.etag.as_str())];
    book.ask("assign_case", &officer.client, &of).await?;
    book.ask("list_colleagues", &officer.client, &of[..1]).await?;
    let back = format!("/v1/applications/{id}/assignments");
    let back = officer.client.request(Method::POST, &back)?.header("if-match", "*");
    back.json(&json!({ "act": "put_back" })).send().await?.error_for_status()?;
    book.ask("take_next_case", &officer.client, &[]).await?;
    late(book, world).await?;
    let seen = elena.client.application(&id).await?;
    book.ask("list_access_records", &elena.client, &[]).await?;
    book.ask("make_move", &elena.client, &[("id", &id), ("If-Match", &seen.etag)]).await?;
    Ok(())
}

/// What waits is nearly late by now.
async fn late(book: &Book<'_>, world: &World) -> anyhow::Result<()> {
    let curator = world.official("lidia").await?;
    world.place.sql("UPDATE application SET watch_at = 1 WHERE outcome IS NULL")?;
    world
        .eventually("it is found to be late", async || {
            let asked = curator.client.request(Method::GET, "/v1/oversight/late")?.send().await?;
            let seen: Value = asked.json().await?;
            Ok(seen.pointer("/items/0").is_some().then_some(()))
        })
        .await?;
    filings(book, world, &curator).await?;
    book.ask("list_late_cases", &curator.client, &[]).await.map(drop)
}

/// What was filed is counted soon after, and on which day it counts as registered depends on the hour.
async fn filings(book: &Book<'_>, world: &World, curator: &Person) -> anyhow::Result<()> {
    let last = (SystemClock.now() + Duration::days(20)).date_naive();
    let (from, to) = ((last - Duration::days(60)).to_string(), last.to_string());
    let path = format!("/v1/oversight/filings?from={from}&to={to}");
    world
        .eventually("it is counted", async || {
            let asked = curator.client.request(Method::GET, &path)?.send().await?;
            let seen: Value = asked.json().await?;
            Ok(seen.pointer("/items/0").is_some().then_some(()))
        })
        .await?;
    book.ask("list_filings", &curator.client, &[("from", &from), ("to", &to)]).await.map(drop)
}

/// A visitor is received, and leaves.
async fn at_window(book: &Book<'_>, world: &World) -> anyhow::Result<()> {
    let operator = world.official("irina").await?;
    let begun = text(&book.ask("begin_reception", &operator.client, &[]).await?, "/id")?;
    book.ask("read_reception", &operator.client, &[("id", &begun)]).await?;
    book.ask("end_reception", &operator.client, &[("id", &begun)]).await?;
    Ok(())
}

/// Papers are handed in at the window and given to a courier.
async fn papers(book: &Book<'_>, world: &World) -> anyhow::Result<()> {
    let operator = world.official("irina").await?;
    let filed = crate::manifests::handed_in(world, &operator, "fedor").await?;
    let of = world.can_sign(&operator.client, SignatureAct::Give, &filed.number).await?;
    book.ask("list_manifests", &operator.client, &[]).await?;
    book.ask("read_manifest", &operator.client, &[("id", &of.id)]).await?;
    let set = of.items.first().context("no papers")?.id.clone();
    book.ask("sign_manifest", &operator.client, &[("id", &of.id), ("/items/0", &set)]).await?;
    Ok(())
}

/// Somebody calls, and what they ask is passed on and answered.
async fn calls(book: &Book<'_>, world: &World) -> anyhow::Result<()> {
    let (fedor, consultant) = (world.person("fedor").await?, world.official("ulyana").await?);
    let consultant = &consultant.client;
    let code = text(&book.ask("offer_call_code", &fedor.client, &[]).await?, "/code")?;
    let begun = book.ask("begin_consultation", consultant, &[("/code", &code)]).await?;
    let (id, number) = (text(&begun, "/id")?, text(&begun, "/cases/0/status/number")?);
    let asked = [("id", id.as_str()), ("/number", number.as_str())];
    let inquiry = text(&book.ask("ask_inquiry", consultant, &asked).await?, "/id")?;
    book.ask("read_consultation", consultant, &asked[..1]).await?;
    book.ask("end_consultation", consultant, &asked[..1]).await?;
    book.ask("list_consultations", consultant, &[]).await?;
    // Its papers wait at the office for a courier.
    let operator = world.official("irina").await?;
    book.ask("list_inquiries", &operator.client, &[]).await?;
    book.ask("answer_inquiry", &operator.client, &[("id", &inquiry)]).await?;
    Ok(())
}

/// A chat is linked and let go.
async fn chat(book: &Book<'_>, world: &World, bot: &Client) -> anyhow::Result<()> {
    let anna = world.person("anna").await?;
    let offer = book.ask("begin_chat_link", &anna.client, &[]).await?;
    let (id, code) = (text(&offer, "/id")?, text(&offer, "/code")?);
    book.ask("claim_chat_link", bot, &[("/code", &code)]).await?;
    book.ask("confirm_chat_link", &anna.client, &[("id", &id)]).await?;
    book.ask("confirm_chat_link_in_chat", bot, &[("id", &id)]).await?;
    book.ask("read_chat_link", &anna.client, &[("id", &id)]).await?;
    book.ask("end_chat_link", &anna.client, &[]).await?;
    Ok(())
}

/// Issue 6, D21.
async fn every_operation_answers_to_its_example_as_the_document_says(
    engine: Engine,
) -> anyhow::Result<()> {
    let secret = "for-the-examples";
    let settings =
        format!("[bot]\nclient_secret = \"{secret}\"\n[telegram]\nname = \"uslugi_bot\"\n")
            + &department::settings("arkhiv", None);
    let world = World::with(engine, None, &settings).await?;
    let nobody = world.nobody()?;
    let bot = nobody.with_token(&nobody.own_token("bot", secret, "bot").await?.access_token);
    let book = Book::open(&world)?;
    anna(&book, &world).await?;
    files(&book, &world).await?;
    elena(&book, &world).await?;
    at_window(&book, &world).await?;
    papers(&book, &world).await?;
    calls(&book, &world).await?;
    chat(&book, &world, &bot).await?;
    let all: BTreeSet<String> = book
        .operations()
        .filter_map(|(.., given)| given["operationId"].as_str().map(str::to_owned))
        .collect();
    let asked = book.asked.borrow().clone();
    ensure!(asked == all, "not asked: {:?}", all.difference(&asked));
    world.end().await
}
