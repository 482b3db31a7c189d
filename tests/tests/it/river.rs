//! The river, end to end: from sign-in to a signed-for result, on both engines.

use anyhow::{Context, ensure};
use futures::StreamExt;
use openapi::application::MoveRequest;
use openapi::precheck::PrecheckRequest;
use serde_json::json;
use sha2::{Digest, Sha256};
use tests::stories;
use tests::world::{SERVICE, form, request};

stories! {
    /// The tour: catalog, sign-in, pre-check, draft, filing, live feed, result, mails.
    /// Proves SC1, SC1.1, SC1.2, SC1.3, SV-12, DM-22.2, DM-22.3, DM-22.10, DM-22.11, P-01, SH-01
    async fn the_whole_journey_comes_out_right(world) {
        uslugi::tour::journey(world.url(), world.platform.sandbox.clone()).await?;
    }

    /// Proves DM-22.6, G3.3: only a certificate one is entitled to passes pre-check, and what passed is
    /// granted.
    async fn only_due_certificates_pass(world) {
        let boris = world.person("boris").await?;
        boris.known(world).await?;
        let checked = boris.client.precheck(SERVICE, &PrecheckRequest { form: form() }).await?;
        ensure!(checked.verdict == "insufficient", "Boris is not unemployed: {checked:?}");
        let refused = boris.client.submit(&request(form()), "boris-1").await;
        ensure!(refused.is_err_and(|error| error.code() == Some("insufficient")));
        ensure!(boris.client.applications(None).await?.items.is_empty(), "something was filed");
    }

    /// Proves SC1.3, DM-10, DM-11: the document is the applicant's alone, never changes, and the public
    /// can tell it from a forged one.
    async fn the_result_is_real_and_its_holders_alone(world) {
        let anna = world.person("anna").await?;
        anna.known(world).await?;
        let filed = anna.submits("real-1").await?.value;
        let ended = anna.waits_for_end(world, &filed.id).await?;
        let link = ended.result.context("no result")?;
        let pdf = anna.client.result(&link.id).await?;
        ensure!(pdf == anna.client.result(&link.id).await?, "it changed");

        let boris = world.person("boris").await?;
        let hidden = boris.client.result(&link.id).await;
        ensure!(hidden.is_err_and(|error| error.code() == Some("not-found")));

        let cx = world.platform.cx.clone().context("no procedures")?;
        let record = cx.store.result(link.id.parse()?).await?.context("no record")?;
        ensure!(record.sha256 == hex::encode(Sha256::digest(&pdf)), "the hash differs");
        let real = casework::verify::verify(&cx, &record.verify_code, Some(&pdf)).await?;
        ensure!(real.matches == Some(true) && !real.holder.contains("Анна"), "{real:?}");
        let mut forged = pdf.clone();
        *forged.last_mut().context("empty")? ^= 1;
        let fake = casework::verify::verify(&cx, &record.verify_code, Some(&forged)).await?;
        ensure!(fake.matches == Some(false), "a forged document passed");
        ensure!(casework::verify::verify(&cx, "abcdefghjkmnpqrstuvw", None).await.is_err());

        // However it is typed it is found, on the page and by the API; its number is known as one.
        let upper = record.verify_code.to_uppercase();
        let (start, end) = upper.split_at(10);
        for (typed, status, page_says) in [
            (format!("{start}-{end} "), 200, "Такой документ выдан"),
            (record.number.clone(), 400, "Это номер, а нужен код"),
            ("abcdefghjkmnpqrstuvw".to_owned(), 404, "Документ не найден"),
        ] {
            let mut by_api = world.url().join("v1/verify/x")?;
            by_api.path_segments_mut().ok().context("no path")?.pop().push(&typed);
            let answer = reqwest::get(by_api).await?;
            ensure!(answer.status() == status, "«{typed}»: {}", answer.status());
            let mut asked = world.url().join("verify")?;
            asked.query_pairs_mut().append_pair("code", &typed);
            let page = reqwest::get(asked).await?.text().await?;
            ensure!(page.contains(page_says), "«{typed}» is not answered by «{page_says}»");
            ensure!(!page.contains("поддельн"), "«{typed}» is called forged");
        }
    }

    /// Proves RO-03, G4.1, G4.2: an officer decides what the register leaves open; sees no contacts; the
    /// applicant sees the move live.
    async fn an_officer_decides_what_a_machine_must_not(world) {
        let elena = world.person("elena").await?;
        elena.known(world).await?;
        let filed = elena.submits("officer-1").await?.value;
        let officer = world.official("konstantin").await?;
        let case = world.eventually("the case reaches the desk", async || {
            let desk = officer.client.request(reqwest::Method::GET, "/v1/desk")?;
            let list: openapi::application::ApplicationList = officer.client.send(desk).await?;
            Ok(list.items.into_iter().find(|one| one.id == filed.id))
        }).await?;
        let text = serde_json::to_string(&case)?;
        ensure!(!text.contains('@') && !text.contains("+7"), "contacts at the desk");

        let seen = officer.client.application(&filed.id).await?;
        let refusals = &seen.value.moves.iter().find(|one| one.code == "refuse").context("refuse")?.reasons;
        let no_reason = MoveRequest::of("refuse");
        let refused = officer.client.make_move(&filed.id, &no_reason, &seen.etag).await;
        ensure!(refused.is_err_and(|error| error.code() == Some("bad-reason")), "refused without reason");
        let invented = MoveRequest { reason: Some("because".into()), ..MoveRequest::of("refuse") };
        let refused = officer.client.make_move(&filed.id, &invented, &seen.etag).await;
        ensure!(refused.is_err_and(|error| error.code() == Some("bad-reason")), "an invented reason");

        let mut events = elena.client.events(None).await?;
        let reason = refusals.first().context("no reasons")?.code.clone();
        let refuse = MoveRequest { reason: Some(reason.clone()), ..MoveRequest::of("refuse") };
        officer.client.make_move(&filed.id, &refuse, &seen.etag).await?;
        let event = events.next().await.context("no event")??;
        ensure!(event.actor == "department_officer", "{event:?}");
        let ended = elena.client.application(&filed.id).await?.value;
        ensure!(ended.outcome.as_deref() == Some("refused"));
        ensure!(ended.refusal.context("no reason shown")?.code == reason);
    }

    /// Proves DM-08: a reason that pre-check has cleared is closed to the officer.
    async fn a_cleared_reason_is_closed_to_the_officer(world) {
        let elena = world.person("elena").await?;
        elena.known(world).await?;
        let filed = elena.submits("cleared-1").await?.value;
        let officer = world.official("konstantin").await?;
        world.waits_at(&officer.client, &filed.id, "received").await?;
        let seen = officer.client.application(&filed.id).await?;
        let reasons = officer.client.service(SERVICE).await?.conditions;
        let reasons = reasons.context("no conditions")?.refusal_reasons;
        let offered: Vec<_> = seen.value.moves.iter()
            .filter(|one| one.code == "refuse-intake")
            .flat_map(|one| one.reasons.iter().map(|reason| reason.code.clone()))
            .collect();
        for reason in &reasons {
            let closed = !offered.contains(&reason.code);
            let ask = MoveRequest { reason: Some(reason.code.clone()), ..MoveRequest::of("refuse-intake") };
            if closed {
                let refused = officer.client.make_move(&filed.id, &ask, &seen.etag).await;
                ensure!(refused.is_err_and(|error| error.code() == Some("bad-reason")), "{}", reason.code);
            }
        }
        ensure!(reasons.len() > offered.len(), "nothing was closed");
        let withdraw = MoveRequest::of("withdraw");
        let now = elena.client.application(&filed.id).await?;
        elena.client.make_move(&filed.id, &withdraw, &now.etag).await?;
    }

    /// What is taken back stays taken back, and a stale decision on it is refused.
    async fn an_application_taken_back_ends(world) {
        let elena = world.person("elena").await?;
        elena.known(world).await?;
        let filed = elena.submits("back-1").await?;
        let officer = world.official("konstantin").await?;
        world.waits_at(&elena.client, &filed.value.id, "received").await?;
        let seen = officer.client.application(&filed.value.id).await?;
        let withdraw = MoveRequest::of("withdraw");
        let stale = elena.client.make_move(&filed.value.id, &withdraw, &filed.etag).await;
        ensure!(stale.is_err_and(|error| error.code() == Some("stale")));
        let now = elena.client.application(&filed.value.id).await?;
        let ended = elena.client.make_move(&filed.value.id, &withdraw, &now.etag).await?.value;
        ensure!(ended.outcome.as_deref() == Some("withdrawn") && ended.moves.is_empty());
        let grant = MoveRequest::of("grant");
        let late = officer.client.make_move(&filed.value.id, &grant, &seen.etag).await;
        ensure!(late.is_err_and(|error| error.code() == Some("stale")));
    }

    /// Registers are asked again for a client of the API as for a page: nobody has to sign in anew for it.
    async fn a_check_by_the_api_asks_registers_whose_answers_are_missing(world) {
        let boris = world.person("boris").await?;
        boris.known(world).await?;
        world.rests().await?;
        world.place.sql("DELETE FROM register_fact")?;
        let checked = boris.client.precheck(SERVICE, &PrecheckRequest { form: form() }).await?;
        ensure!(checked.verdict == "unknown", "{checked:?}");
        boris.known(world).await?;
    }

    /// Proves P-07: every field of the form reaches the department's system; contacts do not.
    async fn the_department_gets_the_form_and_no_contacts(world) {
        let anna = world.person("anna").await?;
        anna.known(world).await?;
        let full = json!({
            "certificate_kind": "unemployed_status",
            "purpose": "Для школы",
            "email": "anna@example.ru",
        });
        let filed = anna.client.submit(&request(full), "fields-1").await?.value;
        anna.waits_for_end(world, &filed.id).await?;
        let folder = world.place.folder.path().join("sandbox");
        let mut found = None;
        for file in walk(&folder)? {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            if text.contains(&filed.id) && file.extension().is_some_and(|end| end == "json") {
                found = Some(text);
            }
        }
        let order: serde_json::Value = serde_json::from_str(&found.context("no order was kept")?)?;
        let form = find(&order, "form").context("no form in the order")?;
        let field = |name: &str| form.get(name).and_then(serde_json::Value::as_str);
        ensure!(field("certificate_kind") == Some("unemployed_status"));
        ensure!(field("purpose") == Some("Для школы"));
        ensure!(form.get("email").is_none(), "a contact reached the department");
    }
}

fn walk(folder: &std::path::Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(walk(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// The first value under a name, however deep.
fn find<'a>(value: &'a serde_json::Value, name: &str) -> Option<&'a serde_json::Value> {
    match value {
        serde_json::Value::Object(fields) => {
            fields.get(name).or_else(|| fields.values().find_map(|inner| find(inner, name)))
        }
        serde_json::Value::Array(items) => items.iter().find_map(|inner| find(inner, name)),
        _ => None,
    }
}
