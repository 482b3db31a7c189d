//! SC3: the office checks an application before anybody comes; who is invited hands the papers in at a window of its own, a courier
//! carries them, and the result comes back the same way.

use crate::uploads::accepted;
use anyhow::{Context, ensure};
use openapi::Client;
use openapi::application::{
    ApplicationList, ApplicationRequest, ApplicationView, ComparedOriginal, MadeCheck, MoveRequest,
};
use openapi::client::ClientError;
use openapi::closed::SignatureAct;
use openapi::problem::Problem;
use reqwest::Method;
use serde_json::{Value, json};
use tests::world::request;
use tests::{Person, World};

/// The office Irina works at.
const OFFICE: &str = "mfc-podolsk";

fn passport(photo: &str, names: Option<&str>) -> Value {
    let mut form = json!({
        "names_changed": "never", "access_to_secrets": "never", "limits": "none", "photo": photo,
        "hand_in_at": OFFICE, "email": "anna@example.ru",
    });
    if let (Some(names), Some(form)) = (names, form.as_object_mut()) {
        form.insert("names_changed".to_owned(), "changed".into());
        form.insert("names_before".to_owned(), names.into());
    }
    form
}

/// Every check of the service; these are not passed.
fn checks(failed: &[&str]) -> Vec<MadeCheck> {
    let made =
        |check: &str| MadeCheck { check: check.to_owned(), passed: !failed.contains(&check) };
    ["photo-fits", "names-complete"].map(made).to_vec()
}

/// Her passport, compared: it `agrees`, or it `differs`.
fn identity(how: &str) -> Vec<ComparedOriginal> {
    vec![ComparedOriginal { document: "passport".to_owned(), agrees: how == "agrees" }]
}

async fn moves(
    by: &Client,
    id: &str,
    asked: &MoveRequest,
) -> anyhow::Result<Result<ApplicationView, Box<Problem>>> {
    let seen = by.application(id).await?;
    match by.make_move(id, asked, &seen.etag).await {
        Ok(seen) => Ok(Ok(seen.value)),
        Err(ClientError::Problem(problem)) => Ok(Err(problem)),
        Err(error) => Err(error.into()),
    }
}

/// A move that must go well, and the stage it leads to.
async fn goes(by: &Client, id: &str, asked: MoveRequest) -> anyhow::Result<String> {
    let code = asked.code.clone();
    let moved = moves(by, id, &asked).await?;
    moved.map(|seen| seen.stage.code).map_err(|problem| anyhow::anyhow!("{code}: {problem:?}"))
}

async fn desk(of: &Person) -> anyhow::Result<Vec<String>> {
    let page = of.client.request(Method::GET, "/v1/desk")?.send().await?.error_for_status()?;
    let page: ApplicationList = page.json().await?;
    Ok(page.items.into_iter().map(|one| one.id).collect())
}

/// An application that waits to be checked.
async fn checking(
    world: &World,
    anna: &Person,
    (key, form): (&str, Value),
) -> anyhow::Result<String> {
    let asked =
        ApplicationRequest { service: Some("international-passport".to_owned()), ..request(form) };
    let filed = anna.client.submit(&asked, key).await?.value;
    ensure!(filed.stage.epgu_status_id == 17, "{filed:?}");
    let seen = world.waits_at(&anna.client, &filed.id, "at-check").await?.value;
    ensure!(
        seen.stage.epgu_status_id == 33 && seen.moves.iter().all(|one| one.code == "withdraw"),
        "{seen:?}"
    );
    Ok(seen.id)
}

tests::stories! {
    /// Proves SC3, SC3.1–3, SC2.3, P-02, G1.4, G2.1, RO-02: checked beforehand, corrected in one file only, handed in at once.
    async fn papers_are_checked_before_anybody_comes_and_handed_in_without_a_second_look(world) {
        let (anna, operator) = (world.person("anna").await?, world.official("irina").await?);
        let (officer, courier) = (world.official("oleg").await?, world.official("pavel").await?);
        let archivist = world.official("nadezhda").await?;
        let photo = accepted(world, &anna.client).await?.id;
        let id = checking(world, &anna, ("fast-1", passport(&photo, Some("Образцова, 2009, Москва")))).await?;

        // It waits at her office, and at no other desk.
        ensure!(desk(&operator).await? == std::slice::from_ref(&id) && desk(&officer).await?.is_empty());
        for other in [&courier, &archivist] {
            ensure!(desk(other).await?.is_empty() && other.client.application(&id).await.is_err());
        }
        // Who checks it reads what was filed, and no contact.
        let shown = operator.client.application(&id).await?.value;
        let form = shown.form.clone().context("no form to check")?;
        ensure!(form.get("email").is_none() && form.get("photo").is_some(), "{form}");
        let made: Vec<_> = shown.moves.iter().map(|one| (one.code.as_str(), one.checks.len())).collect();
        ensure!(made == [("invite", 2), ("ask-to-correct", 2)], "{made:?}");

        // Not without each check, not with another, and the move says what came of them.
        let all = checks(&[]);
        let unasked = MadeCheck { check: "income".to_owned(), passed: true };
        for (code, checks) in [
            ("invite", Vec::new()),
            ("invite", checks(&["photo-fits"])),
            ("invite", all.iter().take(1).cloned().collect()),
            ("invite", all.iter().cloned().chain([unasked]).collect()),
            ("ask-to-correct", all.clone()),
            ("ask-to-correct", Vec::new()),
        ] {
            let asked = MoveRequest { checks, ..MoveRequest::of(code) };
            let refused = moves(&operator.client, &id, &asked).await?;
            ensure!(refused.as_ref().is_err_and(|problem| problem.status == 422), "{asked:?}: {refused:?}");
        }
        let refused = moves(&anna.client, &id, &MoveRequest { checks: all.clone(), ..MoveRequest::of("invite") }).await?;
        ensure!(refused.is_err_and(|problem| problem.status == 403));

        // The photo does not fit: she is told what, and corrects that alone.
        let asked = MoveRequest { checks: checks(&["photo-fits"]), ..MoveRequest::of("ask-to-correct") };
        ensure!(goes(&operator.client, &id, asked).await? == "correction-asked" && desk(&operator).await?.is_empty());
        let text = world.mail_about(&id, "Загрузите другую фотографию").await?;
        ensure!(!text.contains("прежние") && !text.contains("подходит"), "only what is to be done: {text}");
        let seen = anna.client.application(&id).await?.value;
        let asked: Vec<_> = seen.to_correct.iter().map(|one| (one.check.as_str(), one.fields.clone())).collect();
        ensure!(asked == [("photo-fits", vec!["/photo".to_owned()])], "{asked:?}");
        ensure!(seen.stage.epgu_status_id == 15 && seen.stage.owner.as_deref() == Some("citizen"), "{seen:?}");

        let another = accepted(world, &anna.client).await?.id;
        let correct = |form| MoveRequest { form: Some(form), ..MoveRequest::of("send-corrected") };
        let refused = moves(&anna.client, &id, &correct(passport(&another, None))).await?;
        let problem = refused.err().context("what was accepted was changed")?;
        let pointers: Vec<_> = problem.errors.iter().map(|one| one.pointer.as_str()).collect();
        ensure!(problem.status == 422 && pointers == ["/form/names_changed", "/form/names_before"], "{problem:?}");
        let same = passport(&another, Some("Образцова, 2009, Москва"));
        ensure!(goes(&anna.client, &id, correct(same.clone())).await? == "at-check");
        let seen = anna.client.application(&id).await?.value;
        ensure!(seen.to_correct.is_empty() && seen.form == Some(same), "{seen:?}");

        // Both see what the correction changed, and that nothing else did.
        for by in [&anna, &operator] {
            let seen = by.client.application(&id).await?.value;
            let changed: Vec<_> = seen.answers.iter().filter(|one| one.was.is_some()).map(|one| one.pointer.as_str()).collect();
            ensure!(changed == ["/photo"], "{changed:?}");
        }

        let invite = MoveRequest { checks: all, ..MoveRequest::of("invite") };
        ensure!(goes(&operator.client, &id, invite).await? == "invited");
        let text = world.mail_about(&id, "очереди в него нет").await?;
        ensure!(text.contains("Учебная улица, дом 3") && text.contains("Паспорт"), "{text}");
        let seen = anna.client.application(&id).await?.value;
        ensure!(seen.stage.epgu_status_id == 26, "{seen:?}");
        // At the window nothing is looked at again but the original.
        let shown = operator.client.application(&id).await?.value;
        ensure!(shown.form.is_none() && shown.moves.iter().all(|one| one.checks.is_empty()), "{shown:?}");

        hands_in_and_collects(world, (&operator, &officer, &courier), (&anna, &id)).await?;
    }

    /// A passport that differs ends it at the window, with a reason that says what to do; nobody has to come again for nothing.
    async fn what_differs_at_the_window_is_refused_with_what_to_do(world) {
        let (anna, operator) = (world.person("anna").await?, world.official("irina").await?);
        let photo = accepted(world, &anna.client).await?.id;
        let id = checking(world, &anna, ("fast-2", passport(&photo, None))).await?;
        world.passes_checks(&operator.client, &id, "invite").await?;
        let differs = MoveRequest { originals: identity("differs"), ..MoveRequest::of("hand-in") };
        let refused = moves(&operator.client, &id, &differs).await?;
        ensure!(refused.is_err_and(|problem| problem.errors.iter().any(|one| one.pointer == "/originals")));
        let reason = Some("passport_differs".to_owned());
        let asked = MoveRequest { reason, ..MoveRequest::of("refuse-papers") };
        ensure!(goes(&operator.client, &id, asked).await? == "refused" && desk(&operator).await?.is_empty());
        world.mail_about(&id, "Обновите данные паспорта").await?;
    }

    /// What a form holds is not to be guessed by sending a corrected one: only the applicant is told of it, and only where they may
    /// correct it.
    async fn nobody_else_is_told_what_a_corrected_form_would_change(world) {
        let (anna, operator) = (world.person("anna").await?, world.official("irina").await?);
        let officer = world.official("oleg").await?;
        let photo = accepted(world, &anna.client).await?.id;
        let id = checking(world, &anna, ("fast-3", passport(&photo, None))).await?;
        let asked = MoveRequest { checks: checks(&["photo-fits"]), ..MoveRequest::of("ask-to-correct") };
        goes(&operator.client, &id, asked).await?;
        let guess = |code: &str| MoveRequest { form: Some(passport("upl_1", None)), ..MoveRequest::of(code) };
        for (by, code) in [(&officer, "send-corrected"), (&anna, "withdraw")] {
            let refused = moves(&by.client, &id, &guess(code)).await?.err().context(code.to_owned())?;
            ensure!(refused.status == 403 && refused.errors.is_empty(), "{code}: {refused:?}");
        }
        goes(&anna.client, &id, MoveRequest::of("withdraw")).await?;
        let ended = anna.client.application(&id).await?.value;
        ensure!(ended.to_correct.is_empty(), "nothing is corrected any more: {ended:?}");
    }
}

/// From the window to the department and back, each carrying what is theirs to carry.
async fn hands_in_and_collects(
    world: &World,
    (operator, officer, courier): (&Person, &Person, &Person),
    (anna, id): (&Person, &str),
) -> anyhow::Result<()> {
    let hand_in = MoveRequest { originals: identity("agrees"), ..MoveRequest::of("hand-in") };
    goes(&operator.client, id, hand_in).await?;
    world.waits_at(&anna.client, id, "awaiting-courier").await?;
    ensure!(desk(operator).await? == [id] && desk(courier).await?.is_empty());
    let number = anna.client.application(id).await?.value.number;
    world.signs(&operator.client, SignatureAct::Give, &number).await?;
    world.signs(&courier.client, SignatureAct::Take, &number).await?;
    let carried = world.comes_to(&courier.client, id, "with-courier").await?;
    let photo = anna
        .client
        .application(id)
        .await?
        .value
        .form
        .and_then(|form| Some(form.get("photo")?.as_str()?.to_owned()));
    let photo = format!("/v1/applications/{id}/documents/{}", photo.context("no photo")?);
    for (by, expected) in [(anna, 200), (courier, 404), (operator, 404)] {
        let answer = by.client.request(Method::GET, &photo)?.send().await?;
        ensure!(answer.status() == expected, "{}", answer.status());
    }
    let steps = courier.client.timeline(id).await?.items;
    ensure!(
        steps
            .iter()
            .all(|one| ["application.submitted", "application.moved"].contains(&one.kind.as_str())),
        "{steps:?}"
    );
    ensure!(
        carried.form.is_none() && carried.answers.is_empty(),
        "a courier reads nothing: {carried:?}"
    );
    world.signs(&courier.client, SignatureAct::Deliver, &number).await?;
    world.signs(&officer.client, SignatureAct::Receive, &number).await?;
    world.comes_to(&officer.client, id, "received").await?;
    ensure!(courier.client.application(id).await.is_err(), "what was delivered is no courier's");
    ensure!(desk(officer).await? == [id]);
    goes(&officer.client, id, MoveRequest::of("grant")).await?;
    goes(&officer.client, id, MoveRequest::of("send-document")).await?;
    world.hands_over((&officer.client, &courier.client, &operator.client), &number).await?;
    world.mail_about(id, "Документ готов и ждёт вас").await?;
    ensure!(goes(&operator.client, id, MoveRequest::of("hand-over")).await? == "handed-over");
    let told = world.mail_about(id, "выдан").await?;
    ensure!(!told.contains("QR"), "there is no electronic copy: {told}");
    let ended = anna.client.application(id).await?.value;
    ensure!(
        ended.outcome.as_deref() == Some("granted") && ended.stage.epgu_status_id == 39,
        "{ended:?}"
    );
    ensure!(
        ended.visits_required == 2 && ended.result.is_none(),
        "what exists on paper only is no file"
    );
    Ok(())
}
