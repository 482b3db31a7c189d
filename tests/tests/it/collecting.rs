//! Departments that are not called: one whose own system collects its messages and tells what became of them, written against the published
//! contract alone, and one that has no system.

use crate::{joint, two_keys};
use anyhow::{Context, ensure};
use openapi::application::{ApplicationRequest, ApplicationView, MoveRequest};
use reqwest::Method;
use serde_json::{Value, json};
use tests::department::{self, certificate, event};
use tests::world::{SERVICE, request};
use tests::{DepartmentSystem, Engine, Hook, Person, World};

/// The department of the certificate.
const MINISTRY: &str = "minsocrazvitiya";

tests::on_both!(
    every_field_reaches_a_system_that_collects_and_its_answer_comes_back,
    what_a_system_tells_has_one_effect_and_what_is_wrong_none,
    a_correction_is_a_message_of_its_own,
    two_who_apply_are_told_in_the_newest_message,
    what_is_taken_back_is_told,
    what_a_system_could_not_be_told_it_is_told_later,
    no_department_sees_or_moves_what_is_anothers,
    a_department_without_a_system_finds_it_on_its_desk
);

/// Every field of the form, the applicant's address among them.
fn form() -> Value {
    json!({
        "certificate_kind": "registration_periods", "period_from": "2025-01-01",
        "period_to": "2026-06-30", "purpose": "Для субсидии: «лично» — 50 %, \"1/2\" & <№ 7>",
        "email": "elena@example.ru",
    })
}

async fn world(engine: Engine, hook: Option<&str>) -> anyhow::Result<World> {
    World::with(engine, None, &department::settings(MINISTRY, hook)).await
}

async fn system(world: &World) -> anyhow::Result<DepartmentSystem> {
    DepartmentSystem::sign_in(world.url(), MINISTRY).await
}

async fn filed(by: &Person, form: Value, key: &str) -> anyhow::Result<ApplicationView> {
    Ok(by.client.submit(&request(form), key).await?.value)
}

fn text<'a>(of: &'a Value, pointer: &str) -> anyhow::Result<&'a str> {
    of.pointer(pointer).and_then(Value::as_str).with_context(|| format!("{pointer} in {of}"))
}

/// Proves P-07, SC1.2: nobody types anything in anew. Each field of the form reaches the department's system as it was filled in, and the
/// system's answer is the applicant's document.
async fn every_field_reaches_a_system_that_collects_and_its_answer_comes_back(
    engine: Engine,
) -> anyhow::Result<()> {
    let hook = Hook::open().await?;
    let world = world(engine, Some(&hook.url)).await?;
    let elena = world.person("elena").await?;
    elena.known(&world).await?;
    let of = filed(&elena, form(), "collect-1").await?;
    let mut ministry = system(&world).await?;
    let message = ministry.next_about(&of.id).await?;
    ensure!(text(&message, "/type")? == "uslugi.application.sent", "{message}");
    ensure!(text(&message, "/data/number")? == of.number, "{message}");

    // Field by field, what was filled in and what has come; a contact never travels.
    let sent = message.pointer("/data/form").and_then(Value::as_object).context("no form")?;
    let mut filled = form();
    let fields = filled.as_object_mut().context("no fields")?;
    fields.remove("email");
    ensure!(sent == fields, "{sent:?}");
    ensure!(!message.to_string().contains("example.ru"), "{message}");

    // It was told that a message waits: signed, where it is, and nothing of anybody.
    let call = world
        .eventually("the system is told", async || Ok(hook.calls().into_iter().next()))
        .await?;
    department::is_signed(&call.0, &call.1)?;
    let told: Value = serde_json::from_slice(&call.1)?;
    ensure!(told.get("id") == message.get("id") && told.get("data").is_none(), "{told}");
    let place = text(&told, "/dataref")?;
    let there: Value = ministry.get(place).await?.error_for_status()?.json().await?;
    ensure!(there == message, "{there}");
    ensure!(call.0.get("authorization").is_none(), "our key is for systems that we call");

    let id = text(&message, "/id")?;
    let waits = elena.client.application(&of.id).await?.value;
    ensure!(waits.stage.code == "sent", "{waits:?}");
    ensure!(ministry.receives(id, "М-17/2026").await? == "made");
    world.waits_at(&elena.client, &of.id, "received").await?;
    ensure!(ministry.decides(id, &certificate()).await? == "made");
    let ended = elena.waits_for_end(&world, &of.id).await?;
    ensure!(ended.outcome.as_deref() == Some("granted") && ended.result.is_some(), "{ended:?}");

    // Whoever lost what they had reads the same once more.
    ministry.forgets();
    let again = ministry.collect(1).await?;
    ensure!(again == [message], "{again:?}");
    world.end().await
}

/// Proves the bad input of the exchange: a signature that does not count, a repeat, an unknown message, an answer before its time or twice,
/// and what is no event, are refused or known, each by its name; and nothing of them moves a case.
async fn what_a_system_tells_has_one_effect_and_what_is_wrong_none(
    engine: Engine,
) -> anyhow::Result<()> {
    let world = world(engine, None).await?;
    let elena = world.person("elena").await?;
    elena.known(&world).await?;
    let of = filed(&elena, form(), "told-1").await?;
    let mut ministry = system(&world).await?;
    let message = ministry.next_about(&of.id).await?;
    let id = text(&message, "/id")?;
    let number = json!({"department_number": "М-1"});
    let good = event("e-1", "uslugi.message.received", id, &number);

    // Who it is.
    let body = good.to_string();
    let foreign = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=";
    let own = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    for (ago, secret) in [(0, foreign), (400, own), (-400, own)] {
        let (status, told) = ministry.tell_signed(body.as_bytes(), ago, secret).await?;
        ensure!(status == 401 && text(&told, "/code")? == "bad-signature", "{ago}: {told}");
    }
    let unsigned = world.nobody()?.request(Method::POST, "/v1/exchange/events/minsocrazvitiya")?;
    let unsigned = unsigned.header("content-type", "application/json").body(body.clone());
    ensure!(unsigned.send().await?.status() == 401);

    // What it says.
    refused(&ministry, id).await?;
    let stage = elena.client.application(&of.id).await?;
    ensure!(stage.value.stage.code == "sent", "{stage:?}");

    // Once, however often: also by many at once.
    let repeats = (0..8).map(|_| {
        let (ministry, good) = (ministry.clone(), good.clone());
        tokio::spawn(async move { ministry.tell(&good).await })
    });
    for told in repeats.collect::<Vec<_>>() {
        let (status, told) = told.await??;
        ensure!(status == 200 && text(&told, "/end")? == "made", "{told}");
    }
    let other = event("e-1", "uslugi.message.received", id, &json!({"department_number": "М-2"}));
    let (status, told) = ministry.tell(&other).await?;
    ensure!(status == 422 && text(&told, "/code")? == "idempotency-key-reused", "{told}");
    let unfit = json!({"outcome": "refused", "reason_code": "no-such-reason"});
    let (status, told) = ministry.tell(&event("e-2", "uslugi.message.decided", id, &unfit)).await?;
    let pointer = text(&told, "/errors/0/pointer")?;
    ensure!(status == 422 && pointer == "/data/reason_code", "{status} {told}");
    for (lacks, pointer) in [("center", "/data/data/center"), ("periods", "/data/data/periods")] {
        let mut facts = certificate();
        facts.pointer_mut("/data").and_then(Value::as_object_mut).context("facts")?.remove(lacks);
        let (status, told) =
            ministry.tell(&event("e-3", "uslugi.message.decided", id, &facts)).await?;
        let at = text(&told, "/errors/0/pointer")?;
        ensure!(status == 422 && at == pointer, "{status} {told}");
    }
    ensure!(ministry.decides(id, &certificate()).await? == "made");
    ensure!(ministry.decides(id, &certificate()).await? == "made", "the same event");
    let late = event("e-5", "uslugi.message.decided", id, &certificate());
    ensure!(text(&ministry.tell(&late).await?.1, "/end")? == "too_late");
    elena.waits_for_end(&world, &of.id).await?;
    let late = event("e-4", "uslugi.message.decided", id, &certificate());
    let (status, told) = ministry.tell(&late).await?;
    ensure!(status == 200 && text(&told, "/end")? == "too_late", "{told}");
    let seen = elena.client.timeline(&of.id).await?.items;
    let stages: Vec<_> = seen.iter().filter_map(|one| one.stage.as_deref()).collect();
    let entered = |stage: &str| stages.iter().filter(|one| **one == stage).count();
    ensure!((entered("sent"), entered("received")) == (1, 1), "{stages:?}");
    world.end().await
}

/// Events that are refused, each by the field that is wrong.
async fn refused(ministry: &DepartmentSystem, id: &str) -> anyhow::Result<()> {
    let number = json!({"department_number": "М-1"});
    let received = |data: &Value| event("bad", "uslugi.message.received", id, data);
    let decided = |data: &Value| event("bad", "uslugi.message.decided", id, data);
    let with = |pointer: &str, value: Value| -> anyhow::Result<Value> {
        let mut event = received(&number);
        *event.pointer_mut(pointer).context("no such field")? = value;
        Ok(event)
    };
    for (event, status, pointer) in [
        (with("/specversion", json!("0.3"))?, 422, "/specversion"),
        (with("/type", json!("uslugi.message.eaten"))?, 422, "/type"),
        (with("/id", json!(""))?, 422, "/id"),
        (with("/id", json!("с пробелом"))?, 422, "/id"),
        (with("/subject", json!("\u{0}"))?, 422, "/subject"),
        (with("/data", json!({}))?, 422, "/data"),
        (with("/data", json!({"department_number": "1", "phone": "2"}))?, 422, "/data/phone"),
        (received(&json!({"department_number": " "})), 422, "/data/department_number"),
        (received(&json!({"department_number": "1".repeat(65)})), 422, "/data/department_number"),
        (decided(&json!({"outcome": "perhaps"})), 422, "/data/outcome"),
        (decided(&json!({"outcome": "refused"})), 422, "/data/reason_code"),
        (decided(&json!({"outcome": "granted", "reason_code": "x"})), 422, "/data/reason_code"),
    ] {
        let (is, told) = ministry.tell(&event).await?;
        ensure!(
            is == status && text(&told, "/errors/0/pointer")? == pointer,
            "{event}: {is} {told}"
        );
    }
    for body in ["", "[]", "{", "\u{feff}{}", "null", "\"x\""] {
        let secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        let (is, told) = ministry.tell_signed(body.as_bytes(), 0, secret).await?;
        ensure!(is == 400 || is == 422, "{body}: {is} {told}");
    }
    // What it is about.
    let early = decided(&certificate());
    ensure!(ministry.tell(&early).await?.0 == 409, "it has not said that it has the message");
    for unknown in ["app_00000000000000000000000000000000-1-1", "nothing"] {
        let about = event("bad", "uslugi.message.received", unknown, &number);
        ensure!(ministry.tell(&about).await?.0 == 404);
        let about = event("bad", "uslugi.message.decided", unknown, &certificate());
        ensure!(ministry.tell(&about).await?.0 == 404);
    }
    for (path, status) in [
        ("/v1/exchange/messages?after=x", 400),
        ("/v1/exchange/messages?after=-1", 400),
        ("/v1/exchange/messages?limit=0", 400),
        ("/v1/exchange/messages?after=99999999999999999999", 400),
        ("/v1/exchange/messages?after=18446744073709551615", 400),
        ("/v1/exchange/messages?after=2", 400),
        ("/v1/exchange/messages?after=1", 200),
        ("/v1/exchange/messages/nothing", 404),
        ("/v1/exchange/messages/%00", 404),
        ("/v1/applications", 403),
    ] {
        let is = ministry.get(path).await?.status();
        ensure!(is == status, "{path}: {is}");
    }
    Ok(())
}

/// A corrected application comes as another message, and the first is as it was. The second department of the same process is called, as
/// before: each takes part in its own way.
async fn a_correction_is_a_message_of_its_own(engine: Engine) -> anyhow::Result<()> {
    let world = World::with(engine, None, &department::settings("minzdrav", None)).await?;
    two_keys::lay_over(&world)?;
    let anna = world.person("anna").await?;
    let mut health = DepartmentSystem::sign_in(world.url(), "minzdrav").await?;
    let of = anna.client.submit(&two_keys::filing(9), "corrected-1").await?.value;
    let first = health.next_about(&of.id).await?;
    let id = text(&first, "/id")?;
    ensure!(health.receives(id, "З-1").await? == "made");
    let returned = json!({"outcome": "returned", "reason_code": "depth_unclear"});
    ensure!(health.decides(id, &returned).await? == "made");

    let seen = world.waits_at(&anna.client, &of.id, "to-be-mended").await?;
    let mend = MoveRequest { form: Some(json!({"depth_metres": 12})), ..MoveRequest::of("mend") };
    anna.client.make_move(&of.id, &mend, &seen.etag).await?;
    let second = health.next_about(&of.id).await?;
    ensure!(second.pointer("/data/revision") == Some(&json!(2)), "{second}");
    ensure!(second.pointer("/data/form/depth_metres") == Some(&json!(12)), "{second}");
    let again: Value = health.get(&format!("/v1/exchange/messages/{id}")).await?.json().await?;
    ensure!(again == first, "{again}");

    // Nobody waits for an answer to the first any more.
    let newer = text(&second, "/id")?;
    ensure!(health.receives(newer, "З-1").await? == "made");
    let granted = json!({"outcome": "granted", "data": {"form": {"depth_metres": 12}}});
    let late = event("late", "uslugi.message.decided", id, &granted);
    let (_, told) = health.tell(&late).await?;
    ensure!(text(&told, "/end")? == "too_late", "{told}");
    ensure!(health.decides(newer, &granted).await? == "made");
    world.waits_at(&anna.client, &of.id, "second-key").await?;
    two_keys::decide(&world, "granted", "").await?;
    let ended = anna.waits_for_end(&world, &of.id).await?;
    ensure!(ended.outcome.as_deref() == Some("granted"), "{ended:?}");
    world.end().await
}

/// Of two who apply, a registry that collects is told in the newest message; of what they have not both confirmed it has nothing.
async fn two_who_apply_are_told_in_the_newest_message(engine: Engine) -> anyhow::Result<()> {
    let world = World::with(engine, None, &department::settings("zags", None)).await?;
    let (anna, boris) = (world.person("anna").await?, world.person("boris").await?);
    let mut registry = DepartmentSystem::sign_in(world.url(), "zags").await?;
    let of = joint::files(&anna, "joint-collected").await?;
    world.rests().await?;
    ensure!(registry.collect(9).await?.is_empty(), "Boris has not confirmed it");
    joint::stage(&boris.client, &of, "agree").await?;
    let first = registry.next_about(&of).await?;
    let id = text(&first, "/id")?;
    ensure!(text(&first, "/data/co_applicant/snils")? == "90010243416", "{first}");
    ensure!(!first.to_string().contains("@example.ru"), "{first}");
    ensure!(registry.receives(id, "Б-1").await? == "made");
    let returned = json!({"outcome": "returned", "reason_code": "hour_taken"});
    ensure!(registry.decides(id, &returned).await? == "made");

    world.waits_at(&anna.client, &of, "correction-asked").await?;
    joint::corrects(&anna.client, &of, joint::form(&json!({"wedding_at": "15:00"}))).await?;
    world.rests().await?;
    ensure!(registry.collect(9).await?.is_empty(), "Boris has not confirmed the new one");
    let again = registry.get(&format!("/v1/exchange/messages/{id}")).await?;
    let again: Value = again.error_for_status()?.json().await?;
    ensure!(again.pointer("/data/form") == first.pointer("/data/form"), "{again}");
    ensure!(again.pointer("/data/co_applicant").is_none(), "{again}");
    let late = event("joint-late", "uslugi.message.decided", id, &json!({"outcome": "granted"}));
    ensure!(text(&registry.tell(&late).await?.1, "/end")? == "too_late");

    joint::stage(&boris.client, &of, "agree").await?;
    let second = registry.next_about(&of).await?;
    ensure!(text(&second, "/data/form/wedding_at")? == "15:00", "{second}");
    ensure!(text(&second, "/data/co_applicant/snils")? == "90010243416", "{second}");
    let id = text(&second, "/id")?;
    ensure!(registry.receives(id, "Б-1").await? == "made");
    ensure!(registry.decides(id, &json!({"outcome": "granted"})).await? == "made");
    let ended = anna.waits_for_end(&world, &of).await?;
    ensure!(ended.outcome.as_deref() == Some("granted"), "{ended:?}");
    world.end().await
}

/// An application that is taken back is told as a message too, whether or not its receipt was told, and nothing is decided on it any more.
async fn what_is_taken_back_is_told(engine: Engine) -> anyhow::Result<()> {
    let world = world(engine, None).await?;
    let elena = world.person("elena").await?;
    elena.known(&world).await?;
    let mut ministry = system(&world).await?;
    for received in [true, false] {
        let of = filed(&elena, form(), &format!("taken-back-{received}")).await?;
        let message = ministry.next_about(&of.id).await?;
        let id = text(&message, "/id")?;
        if received {
            ministry.receives(id, "М-1").await?;
        }
        let seen = elena.client.application(&of.id).await?;
        elena.client.make_move(&of.id, &MoveRequest::of("withdraw"), &seen.etag).await?;
        let news = ministry.next_about(&of.id).await?;
        ensure!(text(&news, "/type")? == "uslugi.application.taken_back", "{news}");
        ensure!(text(&news, "/id")? == format!("{id}-taken-back"), "{news}");
        ensure!(news.get("data").is_none(), "{news}");
        // What it never had is not its any more.
        let again = ministry.get(&format!("/v1/exchange/messages/{id}")).await?;
        let again: Value = again.error_for_status()?.json().await?;
        ensure!(again.get("data").is_some() == received, "{again}");
        ensure!(ministry.receives(id, "М-1").await? == if received { "made" } else { "too_late" });
        ensure!(ministry.decides(id, &certificate()).await? == "too_late");
        let ended = elena.client.application(&of.id).await?.value;
        ensure!(ended.outcome.as_deref() == Some("withdrawn"), "{ended:?}");
    }
    world.end().await
}

/// Webhooks are at least once on the wire: what could not be told is told later, and what is collected does not wait for it. Of what a system
/// has already, it is not told.
async fn what_a_system_could_not_be_told_it_is_told_later(engine: Engine) -> anyhow::Result<()> {
    // Whatever it says that is no yes: it is about the address.
    for status in [503, 422] {
        let hook = Hook::open().await?;
        hook.answers(status);
        let world = world(engine, Some(&hook.url)).await?;
        let elena = world.person("elena").await?;
        elena.known(&world).await?;
        let mut ministry = system(&world).await?;
        let mut messages = Vec::new();
        for number in 0..3 {
            let of = filed(&elena, form(), &format!("away-{number}")).await?;
            let message = ministry.next_about(&of.id).await?;
            messages.push((of.id, text(&message, "/id")?.to_owned()));
        }
        let (first, has) = messages.first().context("no message")?.clone();
        ministry.receives(&has, "М-1").await?;
        ensure!(hook.calls().is_empty(), "nothing was taken");
        hook.answers(200);
        let told = |id: &str| {
            let named = |call: &reqwest::header::HeaderMap| call.get("webhook-id").cloned();
            hook.calls().iter().filter(|call| named(&call.0).is_some_and(|told| told == id)).count()
        };
        world
            .eventually("it is told of the others", async || {
                let others = messages.iter().filter(|(_, id)| *id != has);
                Ok(others.clone().all(|(_, id)| told(id) > 0).then_some(()))
            })
            .await?;
        for (of, id) in &messages {
            if *of != first {
                ministry.receives(id, "М-1").await?;
            }
            ministry.decides(id, &certificate()).await?;
            elena.waits_for_end(&world, of).await?;
        }
        world.rests().await?;
        ensure!(told(&has) == 0, "it had that one");
        world.end().await?;
    }
    Ok(())
}

/// A department has its own messages and no other's, however it asks and whatever it tells about them.
async fn no_department_sees_or_moves_what_is_anothers(engine: Engine) -> anyhow::Result<()> {
    let (archive, registry) = ("arkhiv", "zags");
    let settings = department::settings(archive, None) + &department::settings(registry, None);
    let world = World::with(engine, None, &settings).await?;
    let anna = world.person("anna").await?;
    let upload = crate::uploads::accepted(&world, &anna.client).await?;
    let extract = json!({
        "asked_about": "land", "files_of": "Исполком", "year_from": 1990, "year_to": 1993,
        "collect_at": "mfc-podolsk", "labour_book": upload.id,
    });
    let ask =
        ApplicationRequest { service: Some("archive-extract".to_owned()), ..request(extract) };
    let of = anna.client.submit(&ask, "of-another").await?.value;
    world.waits_at(&anna.client, &of.id, "at-check").await?;
    let checker = world.official("raisa").await?;
    world.passes_checks(&checker.client, &of.id, "accept").await?;
    let mut own = DepartmentSystem::sign_in(world.url(), archive).await?;
    let message = own.next_about(&of.id).await?;
    let (id, sha256) = (text(&message, "/id")?, text(&message, "/data/documents/0/sha256")?);
    let file = format!("/v1/exchange/messages/{id}/documents/{sha256}");
    let bytes = own.get(&file).await?.error_for_status()?.bytes().await?;
    ensure!(bytes == crate::uploads::PDF, "{} bytes", bytes.len());

    let mut other = DepartmentSystem::sign_in(world.url(), registry).await?;
    ensure!(other.collect(9).await?.is_empty());
    let places = [format!("/v1/exchange/messages/{id}"), file];
    for place in &places {
        ensure!(other.get(place).await?.status() == 404, "{place}");
    }
    let received = json!({"department_number": "Ч-1"});
    for told in [
        event("foreign-1", "uslugi.message.received", id, &received),
        event("foreign-2", "uslugi.message.decided", id, &json!({"outcome": "granted"})),
    ] {
        ensure!(other.tell(&told).await?.0 == 404, "{told}");
    }
    let seen = anna.client.application(&of.id).await?;
    ensure!(seen.value.stage.code == "sent", "{seen:?}");

    // Decided at the desk, what its system tells later is too late, long before the end.
    ensure!(own.receives(id, "А-1").await? == "made");
    let archivist = world.official("nadezhda").await?;
    let seen = world.waits_at(&archivist.client, &of.id, "received").await?;
    archivist.client.make_move(&of.id, &MoveRequest::of("grant"), &seen.etag).await?;
    world.waits_at(&anna.client, &of.id, "at-office").await?;
    ensure!(own.decides(id, &json!({"outcome": "granted"})).await? == "too_late");
    world.waits("lapse");
    world.end().await
}

/// A department without a system, whose officers may not make the moves of its decisions, is refused at the start: its cases would wait for
/// nobody.
#[tokio::test]
async fn a_department_without_a_system_whose_officers_cannot_decide_is_refused()
-> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    tests::files::copy(&home.join("../catalog"), folder.path())?;
    tests::files::copy(&home.join("catalog"), folder.path())?;
    let settings = format!(
        "[catalog]\ndir = {:?}\n[[departments]]\ncode = \"minzdrav\"\nsystem = \"no_system\"\n",
        folder.path()
    );
    let refused = World::with(Engine::Sqlite, None, &settings).await;
    let said = format!("{:#}", refused.err().context("it started")?);
    ensure!(said.contains("well-permit") && said.contains("not its officers'"), "{said}");
    Ok(())
}

/// A department without a system works at its desk, by the same procedures: nothing is sent anywhere.
async fn a_department_without_a_system_finds_it_on_its_desk(engine: Engine) -> anyhow::Result<()> {
    let settings = format!("[[departments]]\ncode = \"{MINISTRY}\"\nsystem = \"no_system\"\n");
    let world = World::with(engine, None, &settings).await?;
    let elena = world.person("elena").await?;
    elena.known(&world).await?;
    let officer = world.official("konstantin").await?;
    let ask = ApplicationRequest { service: Some(SERVICE.to_owned()), ..request(form()) };
    let of = elena.client.submit(&ask, "desk-1").await?.value;
    world.waits_at(&elena.client, &of.id, "received").await?;
    let orders = elena.browser.http.get(world.sandbox().join("/department")?).send().await?;
    ensure!(!orders.text().await?.contains(&of.number), "the sandbox's department was called");
    let seen = officer.client.application(&of.id).await?;
    officer.client.make_move(&of.id, &MoveRequest::of("grant"), &seen.etag).await?;
    let ended = elena.waits_for_end(&world, &of.id).await?;
    ensure!(ended.outcome.as_deref() == Some("granted"), "{ended:?}");
    world.end().await
}
