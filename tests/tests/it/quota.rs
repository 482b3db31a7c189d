//! SC5: high-tech medical care. What to do first, step by step; the application; the waiting list for a quota, in turn and in sight; the
//! referral.

use anyhow::{Context, ensure};
use openapi::Client;
use openapi::application::{ApplicationRequest, ApplicationView, MoveRequest};
use openapi::checklist::ChecklistView;
use openapi::client::ClientError;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::visitor::card;
use tests::world::request;
use tests::{Person, World};

const SERVICE: &str = "high-tech-care";

/// A form that suffices, with the files it names.
async fn care(world: &World, by: &Client, more: Value) -> anyhow::Result<ApplicationRequest> {
    let referral = crate::uploads::accepted(world, by).await?.id;
    let protocol = crate::uploads::accepted(world, by).await?.id;
    let mut form = json!({
        "patient_kind": "self", "care_profile": "cardiac_surgery", "clinic": "cardiac_centre",
        "diagnosis_code": "I25.1", "referral": referral, "commission_protocol": protocol,
    });
    if let (Some(form), Some(more)) = (form.as_object_mut(), more.as_object()) {
        form.extend(more.clone());
    }
    Ok(ApplicationRequest { service: Some(SERVICE.to_owned()), ..request(form) })
}

/// Makes a move as things are; the refusal, where it is refused.
async fn makes(
    by: &Client,
    id: &str,
    asked: MoveRequest,
) -> anyhow::Result<Result<ApplicationView, u16>> {
    let seen = by.application(id).await?;
    match by.make_move(id, &asked, &seen.etag).await {
        Ok(moved) => Ok(Ok(moved.value)),
        Err(ClientError::Problem(problem)) => Ok(Err(problem.status)),
        Err(error) => Err(error.into()),
    }
}

fn for_reason(code: &str, reason: &str) -> MoveRequest {
    MoveRequest { reason: Some(reason.to_owned()), ..MoveRequest::of(code) }
}

/// Files it, and the commission finds that it is indicated.
async fn joins(
    world: &World,
    person: &Person,
    commission: &Person,
    key: &str,
) -> anyhow::Result<String> {
    let asked = care(world, &person.client, json!({})).await?;
    let id = person.client.submit(&asked, key).await?.value.id;
    world.waits_at(&person.client, &id, "received").await?;
    let moved = makes(&commission.client, &id, MoveRequest::of("put-on-list")).await?;
    ensure!(moved.is_ok_and(|seen| seen.stage.code == "on-list"));
    Ok(id)
}

/// Waits until somebody reads that they have this place.
async fn has_place(
    world: &World,
    of: &Person,
    id: &str,
    place: u32,
) -> anyhow::Result<ApplicationView> {
    world
        .eventually(&format!("the place is {place}"), async || {
            let seen = of.client.application(id).await?.value;
            let own = seen.waiting_list.as_ref().map(|list| list.place);
            Ok((own == Some(place)).then_some(seen))
        })
        .await
}

async fn checklist(of: &Client, step: Option<(&str, bool)>) -> anyhow::Result<(StatusCode, Value)> {
    let at = format!("/v1/services/{SERVICE}/checklist");
    let asked = match step {
        None => of.request(Method::GET, &at)?,
        Some((step, done)) => {
            of.request(Method::PUT, &format!("{at}/{step}"))?.json(&json!({"done": done}))
        }
    };
    let answer = asked.send().await?;
    Ok((answer.status(), answer.json().await?))
}

fn states(told: Value) -> anyhow::Result<Vec<String>> {
    let told: ChecklistView = serde_json::from_value(told)?;
    Ok(told.steps.into_iter().map(|step| step.state).collect())
}

async fn page(world: &World, of: &Person, path: &str) -> anyhow::Result<String> {
    Ok(of.browser.follow(world.url().join(path)?).await?.text().await?)
}

tests::stories! {
    /// Proves SC5, SC5.1, SC5.2, SC5.3, SC5.4, SV-09: Boris does what comes before, applies, waits in turn while another is put first for a coded
    /// reason, and gets an electronic referral that anybody can verify.
    async fn a_quota_goes_in_turn_and_everybody_sees_their_place(world) {
        let (boris, vera) = (world.person("boris").await?, world.person("vera").await?);
        let (galina, commission) = (world.person("galina").await?, world.official("sofia").await?);

        // What to do first: each step after those before it, and what the profile says nobody has to say.
        let (status, told) = checklist(&boris.client, None).await?;
        ensure!(status == 200);
        let begun = states(told)?;
        ensure!(begun == ["open", "known", "open", "waits", "waits", "waits", "waits", "waits"], "{begun:?}");
        let (status, early) = checklist(&boris.client, Some(("commission", true))).await?;
        ensure!(status == 409 && early.to_string().contains("examinations"), "{early}");
        let (status, _) = checklist(&boris.client, Some(("check-profile", false))).await?;
        ensure!(status == 409);
        let (status, none) = checklist(&boris.client, Some(("dance", true))).await?;
        ensure!(status == 404, "{none}");
        for step in ["see-doctor", "check-policy", "examinations", "choose-clinic", "commission", "get-referral"] {
            let (status, told) = checklist(&boris.client, Some((step, true))).await?;
            ensure!(status == 200, "{step}: {told}");
        }
        let done = states(checklist(&boris.client, None).await?.1)?;
        ensure!(done == ["done", "known", "done", "done", "done", "done", "done", "open"], "{done:?}");

        // The form asks for more where the patient is a child, and not before.
        let child = care(world, &boris.client, json!({"patient_kind": "child"})).await?;
        let refused = boris.client.submit(&child, "quota-0").await;
        let Err(ClientError::Problem(problem)) = refused else { anyhow::bail!("{refused:?}") };
        let asked: Vec<_> = problem.errors.iter().map(|one| one.pointer.as_str()).collect();
        ensure!(asked.contains(&"/form/child_name") && asked.contains(&"/form/birth_certificate"), "{asked:?}");

        let first = joins(world, &vera, &commission, "quota-1").await?;
        let second = joins(world, &boris, &commission, "quota-2").await?;
        let third = joins(world, &galina, &commission, "quota-3").await?;
        let seen = has_place(world, &boris, &second, 2).await?;
        let list = seen.waiting_list.clone().context("a list")?;
        ensure!(list.by.starts_with("Сердечно-сосудистая хирургия, "), "{list:?}");
        ensure!(seen.term_stands_still, "nobody can say when: {seen:?}");
        ensure!(list.length == Some(3) && list.joined_at.is_some() && list.places.len() == 1, "{list:?}");
        world.mail_about(&second, "Ваше место сейчас: 2.").await?;

        // Nobody is passed over, and nobody is put first without a reason of the list.
        ensure!(makes(&commission.client, &second, MoveRequest::of("offer")).await? == Err(409));
        ensure!(makes(&commission.client, &third, MoveRequest::of("put-first")).await? == Err(422));
        ensure!(makes(&commission.client, &third, for_reason("put-first", "not_indicated")).await? == Err(422));
        ensure!(makes(&galina.client, &third, for_reason("put-first", "urgent_indications")).await? == Err(403));
        let urgent = makes(&commission.client, &third, for_reason("put-first", "urgent_indications")).await?;
        ensure!(urgent.is_ok_and(|seen| seen.refusal.is_none()), "nothing is refused by it");
        has_place(world, &galina, &third, 1).await?;
        let seen = has_place(world, &boris, &second, 3).await?;
        let places = |seen: &ApplicationView| -> Vec<u32> {
            seen.waiting_list.iter().flat_map(|list| &list.places).map(|one| one.place).collect()
        };
        ensure!(places(&seen) == [2, 3], "{seen:?}");
        world.mail_about(&second, "место в листе ожидания теперь: 3").await?;
        let shown = page(world, &boris, &format!("/applications/{second}")).await?;
        ensure!(shown.contains("3 из 3") && shown.contains("Как менялось место"), "{shown}");
        ensure!(!shown.contains("срочно"), "why another was put first is not for others");
        ensure!(!shown.contains("Ответим не позднее"), "no day is known: {shown}");
        let shown = page(world, &galina, &format!("/applications/{third}")).await?;
        ensure!(shown.contains("Помощь нужна срочно"), "{shown}");

        // The quota goes down the list; who cannot come now goes to its end.
        let offered = makes(&commission.client, &third, MoveRequest::of("offer")).await?;
        ensure!(offered.is_ok_and(|seen| seen.stage.epgu_status_id == 14));
        has_place(world, &vera, &first, 1).await?;
        ensure!(makes(&commission.client, &first, MoveRequest::of("offer")).await?.is_ok());
        ensure!(makes(&vera.client, &first, MoveRequest::of("postpone")).await?.is_ok());
        has_place(world, &boris, &second, 1).await?;
        has_place(world, &vera, &first, 2).await?;
        ensure!(makes(&commission.client, &second, MoveRequest::of("offer")).await?.is_ok());
        world.mail_about(&second, "Подтвердите согласие не позднее").await?;
        ensure!(makes(&boris.client, &second, MoveRequest::of("accept")).await?.is_ok());
        let ended = boris.waits_for_end(world, &second).await?;
        ensure!(ended.outcome.as_deref() == Some("granted") && ended.waiting_list.is_none(), "{ended:?}");
        refers(&boris, &ended).await?;

        // Galina takes her application back: the list is Vera's alone.
        ensure!(makes(&galina.client, &third, MoveRequest::of("withdraw")).await?.is_ok());
        let seen = has_place(world, &vera, &first, 1).await?;
        ensure!(seen.waiting_list.and_then(|list| list.length) == Some(1));
    }

    /// What is filed at the window of an office waits on the same list, and its place is told by number and code.
    async fn a_visitor_waits_on_the_same_list(world) {
        let (boris, commission) = (world.person("boris").await?, world.official("sofia").await?);
        let first = joins(world, &boris, &commission, "quota-4").await?;
        let irina = world.official("irina").await?;
        let begun = irina.client.begin_reception(&card("fedor")?, "quota-5").await?;
        let at_window = irina.client.for_visitor(&begun.id);
        let asked = care(world, &at_window, json!({})).await?;
        let filed = at_window.submit(&asked, "quota-6").await?.value;
        ensure!(filed.visits_required == 2, "{filed:?}");
        let code = irina.client.reception(&begun.id).await?;
        let code = code.applications.iter().find(|one| one.id == filed.id).context("filed here")?;
        let code = code.status_code.clone().context("a code")?;
        // Until the department has it, it is nobody's there.
        world.eventually("the department has it", async || Ok(commission.client.application(&filed.id).await.ok()
            .filter(|seen| seen.value.stage.code == "received"))).await?;
        ensure!(makes(&commission.client, &filed.id, MoveRequest::of("put-on-list")).await?.is_ok());
        let asked = json!({"number": filed.number, "code": code});
        let status = async || -> anyhow::Result<Value> {
            let answer = world.nobody()?.request(Method::POST, "/v1/status")?.json(&asked).send().await?;
            Ok(answer.error_for_status()?.json().await?)
        };
        let told = status().await?;
        ensure!(told.pointer("/waiting_list/place") == Some(&json!(2)) && told.pointer("/waiting_list/by").is_none(), "{told}");
        ensure!(makes(&boris.client, &first, MoveRequest::of("withdraw")).await?.is_ok());
        world.eventually("the first has left", async || {
            Ok((status().await?.pointer("/waiting_list/place") == Some(&json!(1))).then_some(()))
        }).await?;
        ensure!(makes(&commission.client, &filed.id, MoveRequest::of("offer")).await?.is_ok());
        world.eventually("the referral is at the office", async || {
            Ok(irina.client.application(&filed.id).await.ok().filter(|seen| seen.value.stage.code == "at-office"))
        }).await?;
    }
}

/// Proves SC5.4: the referral is a document of its holder, and real to whoever has its code.
async fn refers(holder: &Person, of: &ApplicationView) -> anyhow::Result<()> {
    let result = of.result.as_ref().context("a referral")?;
    let answer = holder.client.request(Method::GET, &result.href)?.send().await?;
    let bytes = answer.error_for_status()?.bytes().await?;
    ensure!(bytes.starts_with(b"%PDF-"));
    let listed: Value =
        holder.client.request(Method::GET, "/v1/results")?.send().await?.json().await?;
    let code = listed.pointer("/items/0/verify_code").and_then(Value::as_str);
    let code = code.with_context(|| format!("no code: {listed}"))?;
    let path = format!("/v1/verify/{code}");
    let told = holder.client.request(Method::GET, &path)?.send().await?.error_for_status()?;
    let told = told.text().await?;
    ensure!(told.contains("Талон-направление") && !told.contains("annulled\":true"), "{told}");
    Ok(())
}
