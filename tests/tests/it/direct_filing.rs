//! SC4 at the department itself: in an exceptional case an officer receives an applicant, says why, and what they file is an application
//! like any other (AR-03, AR-05).

use crate::reception::{extract, refused};
use anyhow::{Context, ensure};
use chrono::Duration;
use domain::time::{Clock, SystemClock};
use openapi::Client;
use openapi::application::{ApplicationRequest, MoveRequest};
use openapi::oversight::{FilingsList, FilingsView};
use openapi::reception::{DirectFilingRequest, ReceptionRequest};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::visitor::{card, fields_of};
use tests::world::{form, request};
use tests::{Person, World};
use uslugi::tour::hidden;

#[cfg(test)]
mod counted;

/// The card of a visitor whom a department receives.
fn directly(name: &str, reason: &str) -> anyhow::Result<ReceptionRequest> {
    let direct_filing = DirectFilingRequest { department: None, reason: reason.to_owned() };
    Ok(ReceptionRequest { direct_filing: Some(direct_filing), ..card(name)? })
}

async fn moves(
    by: &Client,
    world: &World,
    id: &str,
    (stage, code): (&str, &str),
) -> anyhow::Result<()> {
    world.comes_to(by, id, stage).await?;
    let seen = by.application(id).await?;
    by.make_move(id, &MoveRequest::of(code), &seen.etag).await?;
    Ok(())
}

/// How applications for a service were filed, once they are counted: of any day up to one on which all of them are registered.
async fn filings(world: &World, by: &Person, service: &str) -> anyhow::Result<FilingsView> {
    let to = (SystemClock.now() + Duration::days(20)).date_naive();
    let path = format!("/v1/oversight/filings?to={to}");
    world
        .eventually("it is counted", async || {
            let asked = by.client.request(Method::GET, &path)?.send().await?;
            let told: FilingsList = asked.error_for_status()?.json().await?;
            Ok(told.items.into_iter().find(|one| one.service == service))
        })
        .await
}

async fn page(of: &Person, world: &World, path: &str) -> anyhow::Result<String> {
    Ok(of.browser.follow(world.url().join(path)?).await?.error_for_status()?.text().await?)
}

tests::stories! {
    /// Where the form asks for an office, the result comes there, whoever filed; and papers that were handed in at the department wait for
    /// no courier. Proves AR-09, G1.2: how many go with papers is counted, and the others are electronic from end to end.
    async fn what_a_department_files_itself_comes_to_the_office_that_was_chosen(world) {
        let (nadezhda, irina) = (world.official("nadezhda").await?, world.official("irina").await?);
        let begun = nadezhda.client.begin_reception(&directly("vera", "records-here-only")?, "d-3").await?;
        let at_window = nadezhda.client.for_visitor(&begun.id);
        let book = crate::uploads::accepted(world, &at_window).await?.id;
        let mut asked = extract();
        if let Some(form) = asked.form.as_mut().and_then(|form| form.as_object_mut()) {
            form.insert("labour_book".to_owned(), book.into());
        }
        let filed = at_window.submit(&asked, "d-4").await?.value;
        moves(&nadezhda.client, world, &filed.id, ("received", "grant")).await?;
        let seen = world.comes_to(&irina.client, &filed.id, "at-office").await?;
        ensure!(seen.office.is_some_and(|office| office.code == "mfc-podolsk"));
        moves(&irina.client, world, &filed.id, ("at-office", "hand-over")).await?;

        let gleb = world.official("gleb").await?;
        let begun = gleb.client.begin_reception(&directly("fedor", "office-out-of-reach")?, "d-5").await?;
        let at_window = gleb.client.for_visitor(&begun.id);
        let photo = crate::uploads::accepted(world, &at_window).await?.id;
        let form = json!({
            "wanted": "first", "photo": photo, "knows_minimum": true, "collect_at": "mfc-podolsk",
        });
        let service = Some("hunting-licence".to_owned());
        let filed = at_window.submit(&ApplicationRequest { service, ..request(form) }, "d-6").await?.value;
        moves(&gleb.client, world, &filed.id, ("received", "grant")).await?;
        moves(&gleb.client, world, &filed.id, ("in-production", "send-document")).await?;
        let courier = world.official("pavel").await?;
        let way = (&gleb.client, &courier.client, &irina.client);
        let carried = world.hands_over(way, &filed.number).await?;
        ensure!(carried.direction == "to_office", "{carried:?}");
        moves(&irina.client, world, &filed.id, ("at-office", "hand-over")).await?;
        for (officer, service, on_paper) in [(&gleb, "hunting-licence", 1), (&nadezhda, "archive-extract", 0)] {
            let told = filings(world, officer, service).await?;
            ensure!((told.applications, told.on_paper) == (1, on_paper), "{told:?}");
        }
    }

    /// Proves AR-05: without a reason of the list, by who is no officer there, and for the service of another department nothing is filed.
    async fn a_department_files_nothing_without_a_reason_and_nothing_of_others(world) {
        let (konstantin, irina) = (world.official("konstantin").await?, world.official("irina").await?);
        let officer = &konstantin.client;
        let reason = "/direct_filing/reason".to_owned();
        let told = refused(officer.begin_reception(&directly("vera", "because")?, "r-1").await)?;
        ensure!(told == (422, "bad-shape".into(), vec![reason.clone()]), "{told:?}");
        let told = refused(officer.begin_reception(&directly("vera", "No Code")?, "r-2").await)?;
        ensure!(told == (422, "bad-shape".into(), vec![reason]), "{told:?}");
        let both = ReceptionRequest { office: Some("mfc-podolsk".into()), ..directly("vera", "infirm")? };
        let told = refused(officer.begin_reception(&both, "r-3").await)?;
        ensure!(told == (422, "bad-shape".into(), vec!["/office".into()]), "{told:?}");
        // At an office it is the operators who receive, at the department its officers: of this one, and of one that files something.
        ensure!(refused(officer.begin_reception(&card("vera")?, "r-4").await)?.0 == 403);
        ensure!(refused(irina.client.begin_reception(&directly("vera", "infirm")?, "r-5").await)?.0 == 403);
        let mut elsewhere = directly("vera", "infirm")?;
        if let Some(direct) = &mut elsewhere.direct_filing {
            direct.department = Some("arkhiv".into());
        }
        ensure!(refused(officer.begin_reception(&elsewhere, "r-6").await)?.0 == 403);

        let begun = officer.begin_reception(&directly("vera", "infirm")?, "r-7").await?;
        let at_window = officer.for_visitor(&begun.id);
        let told = refused(at_window.submit(&extract(), "r-8").await)?;
        ensure!(told.0 == 409 && told.1 == "service-not-filed-here", "{told:?}");
        for (path, body) in [
            ("/v1/services/archive-extract/precheck", json!({"form": {}})),
            ("/v1/drafts", json!({"service": "archive-extract", "form": {}})),
        ] {
            let asked = at_window.request(Method::POST, path)?.header("idempotency-key", "r-9");
            let answer = asked.json(&body).send().await?;
            ensure!(answer.status() == StatusCode::CONFLICT, "{path}: {}", answer.status());
        }
        // A second officer, and an operator, has nothing to do with this reception.
        ensure!(refused(irina.client.for_visitor(&begun.id).submit(&request(form()), "r-10").await)?.0 == 404);
    }

    /// G4.1: a department sees of a visitor what was begun before it, and no contacts; an office sees what else there is to go on with.
    async fn a_department_sees_of_its_visitor_what_was_begun_before_it(world) {
        let elena = world.person("elena").await?;
        elena.known(world).await?;
        let draft = json!({"service": "employment-certificate", "form": {"purpose": "Для банка"}});
        let asked = elena.client.request(Method::POST, "/v1/drafts")?.header("idempotency-key", "v-1");
        let draft: serde_json::Value = asked.json(&draft).send().await?.error_for_status()?.json().await?;
        let draft = draft.pointer("/id").and_then(|id| id.as_str()).context("an id")?.to_owned();
        let file = crate::uploads::accepted(world, &elena.client).await?.id;
        let before = elena.client.submit(&request(form()), "v-2").await?.value;

        let konstantin = world.official("konstantin").await?;
        let begun = konstantin.client.begin_reception(&directly("elena", "infirm")?, "v-3").await?;
        let at_window = konstantin.client.for_visitor(&begun.id);
        let read = async |of: &Client, path: &str| {
            let answer = of.request(Method::GET, path)?.send().await?;
            anyhow::Ok((answer.status().as_u16(), answer.text().await?))
        };
        for path in ["/v1/drafts", "/v1/applications"] {
            let (status, body) = read(&at_window, path).await?;
            ensure!(status == 200 && !body.contains(&draft) && !body.contains(&before.number), "{path} {body}");
        }
        for path in [format!("/v1/drafts/{draft}"), format!("/v1/uploads/{file}"), format!("/v1/uploads/{file}/content")] {
            ensure!(read(&at_window, &path).await?.0 == 404, "{path}");
        }
        let filing = ApplicationRequest {
            service: None, form: None, draft: Some(draft.clone()), draft_version: Some(1),
        };
        ensure!(refused(at_window.submit(&filing, "v-4").await)?.0 == 404);
        // What is begun there starts without her address, and is there to go on with.
        let own = json!({"service": "employment-certificate"});
        let asked = at_window.request(Method::POST, "/v1/drafts")?.header("idempotency-key", "v-5");
        let own = asked.json(&own).send().await?.error_for_status()?.text().await?;
        ensure!(!own.contains('@'), "{own}");
        let (_, listed) = read(&at_window, "/v1/drafts").await?;
        ensure!(listed.contains("employment-certificate"), "{listed}");
        let office = world.official("irina").await?;
        let begun = office.client.begin_reception(&card("elena")?, "v-6").await?;
        let (_, listed) = read(&office.client.for_visitor(&begun.id), "/v1/drafts").await?;
        ensure!(listed.contains(&draft), "{listed}");
    }

    /// The pages: an officer finds the way from the desk, is asked for the reason, and files what the department provides.
    async fn an_officer_receives_on_the_pages_and_says_why(world) {
        let konstantin = world.official("konstantin").await?;
        let desk = page(&konstantin, world, "/desk").await?;
        let way = "/window/receptions?at=department";
        ensure!(desk.contains(way), "{desk}");
        let asked = page(&konstantin, world, way).await?;
        ensure!(asked.contains("Почему не в МФЦ"), "{asked}");
        let token = |name: &str| hidden(&asked, name).with_context(|| format!("no {name}"));
        let (csrf, key) = (token("csrf")?, token("key")?);
        let typed = fields_of(&card("vera")?);
        let send = async |reason: &str| {
            let about = [("csrf", csrf.as_str()), ("key", key.as_str()), ("at", "department"), ("direct_reason", reason)];
            let filled = typed.iter().map(|(name, value)| (*name, value.as_str()));
            let fields: Vec<(&str, &str)> = filled.chain(about).collect();
            let post = konstantin.browser.http.post(world.url().join("/window/receptions")?).form(&fields);
            let answer = post.send().await?;
            let place = answer.headers().get("location").and_then(|to| to.to_str().ok()).map(str::to_owned);
            anyhow::Ok((answer.status(), place, answer.text().await?))
        };
        let (status, _, again) = send("").await?;
        ensure!(status == StatusCode::UNPROCESSABLE_ENTITY && again.contains("Выберите причину"), "{again}");
        ensure!(again.contains("Рябинцева"), "what was typed is lost: {again}");
        let (status, place, _) = send("urgent").await?;
        let place = place.context("a place")?;
        ensure!(status == StatusCode::SEE_OTHER, "{status}");
        let shown = page(&konstantin, world, &place).await?;
        ensure!(shown.contains("Срок нельзя пропустить") && !shown.contains("Архивная выписка"), "{shown}");
        let filed_here = page(&konstantin, world, &format!("{place}/services/employment-certificate/apply")).await?;
        ensure!(filed_here.contains("form"), "{filed_here}");
        let elsewhere = world.url().join(&format!("{place}/services/archive-extract/apply"))?;
        let refused = konstantin.browser.http.get(elsewhere).send().await?;
        ensure!(refused.status() == StatusCode::CONFLICT, "{}", refused.status());
        let irina = world.official("irina").await?;
        let refused = irina.browser.http.get(world.url().join(way)?).send().await?;
        ensure!(refused.status() == StatusCode::FORBIDDEN, "{}", refused.status());
    }
}
