//! SC4: a visitor at the window of an office. What an operator files for them is an application like any other, and they find it in their
//! account.

use anyhow::{Context, ensure};
use openapi::Client;
use openapi::application::{ApplicationList, ApplicationRequest, MoveRequest};
use openapi::client::ClientError;
use openapi::closed::SignatureAct;
use openapi::reception::ReceptionRequest;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::visitor::card;
use tests::world::request;

pub(crate) fn extract() -> ApplicationRequest {
    let form = json!({
        "asked_about": "employment", "files_of": "Совхоз «Образцовый»", "year_from": 1984,
        "year_to": 1991, "collect_at": "mfc-podolsk", "email": "vera@example.ru",
    });
    ApplicationRequest { service: Some("archive-extract".to_owned()), ..request(form) }
}

async fn read(of: &Client, path: &str) -> anyhow::Result<Value> {
    let asked = of.request(Method::GET, path)?.send().await?;
    Ok(asked.error_for_status()?.json().await?)
}

/// The problem with which a request is refused.
pub(crate) fn refused<T: std::fmt::Debug>(
    answer: Result<T, ClientError>,
) -> anyhow::Result<(u16, String, Vec<String>)> {
    match answer {
        Err(ClientError::Problem(problem)) => {
            let pointers = problem.errors.into_iter().map(|one| one.pointer).collect();
            Ok((problem.status, problem.code, pointers))
        }
        other => anyhow::bail!("{other:?}"),
    }
}

#[cfg(test)]
mod pages;

tests::stories! {
    /// Proves SC4, SH-05, G5.6, P-01: Vera has never signed in. She comes to the office, Irina files for her, the archive
    /// decides, Vera comes for the extract; and when she signs in at last, all of it is in her account, with who read her data.
    async fn who_comes_to_the_window_without_an_account_finds_everything_on_the_portal(world) {
        let (irina, archivist) = (world.official("irina").await?, world.official("nadezhda").await?);
        let begun = irina.client.begin_reception(&card("vera")?, "vera-1").await?;
        let visitor = begun.visitor.context("a visitor")?;
        ensure!(!visitor.has_signed_in && visitor.name == "Рябинцева Вера Степановна", "{visitor:?}");
        let at_window = irina.client.for_visitor(&begun.id);
        let upload = crate::uploads::accepted(world, &at_window).await?.id;
        let mut asked = extract();
        let form = asked.form.as_mut().and_then(Value::as_object_mut).context("a form")?;
        form.insert("labour_book".to_owned(), upload.into());
        let filed = at_window.submit(&asked, "vera-2").await?.value;
        let place = filed.filing_place.as_ref().map(|place| place.code.as_str());
        ensure!((filed.channel.as_str(), place) == ("office", Some("mfc-podolsk")), "{filed:?}");
        ensure!(filed.visits_required == 2 && filed.moves.is_empty(), "{filed:?}");
        let seen = irina.client.reception(&begun.id).await?;
        ensure!(seen.applications.iter().any(|one| one.id == filed.id), "{seen:?}");
        // Nothing of it is compared or checked again: it goes to the archive at once, and comes back for her.
        let seen = world.waits_at(&archivist.client, &filed.id, "received").await?;
        archivist.client.make_move(&filed.id, &MoveRequest::of("grant"), &seen.etag).await?;
        let seen = world.eventually("it is back at the office", async || {
            // Until it is there, it is nobody's at the office.
            Ok(irina.client.application(&filed.id).await.ok())
        });
        let seen = seen.await?;
        let handed = irina.client.make_move(&filed.id, &MoveRequest::of("hand-over"), &seen.etag).await?;
        ensure!(handed.value.outcome.as_deref() == Some("granted"), "{:?}", handed.value);
        let end = irina.client.request(Method::DELETE, &format!("/v1/receptions/{}", begun.id))?;
        end.send().await?.error_for_status()?;
        let vera = world.person("vera").await?;
        let mine: ApplicationList = serde_json::from_value(read(&vera.client, "/v1/applications").await?)?;
        ensure!(mine.items.iter().map(|one| &one.id).eq([&filed.id]), "{mine:?}");
        let case = vera.client.application(&filed.id).await?.value;
        ensure!(case.result.is_some() && case.channel == "office", "{case:?}");
        let steps = read(&vera.client, &format!("/v1/applications/{}/timeline", filed.id)).await?;
        let by = steps.pointer("/items/0/actor").and_then(Value::as_str);
        ensure!(by == Some("office_operator"), "{steps}");
        let readers = read(&vera.client, "/v1/access-records").await?.to_string();
        ensure!(readers.contains("Вас принимали в МФЦ."), "{readers}");
    }

    /// Proves SC4 for papers: a passport for travel abroad is handed in at the window, and the courier takes it from there.
    async fn papers_that_are_handed_in_at_the_window_go_on_with_the_courier(world) {
        let irina = world.official("irina").await?;
        let begun = irina.client.begin_reception(&card("fedor")?, "fedor-1").await?;
        let at_window = irina.client.for_visitor(&begun.id);
        let photo = crate::uploads::accepted(world, &at_window).await?.id;
        let form = json!({
            "names_changed": "never", "access_to_secrets": "never", "limits": "none",
            "photo": photo, "hand_in_at": "mfc-podolsk",
        });
        let service = Some("international-passport".to_owned());
        let asked = ApplicationRequest { service, ..request(form) };
        let filed = at_window.submit(&asked, "fedor-2").await?.value;
        ensure!(filed.visits_required == 2, "{filed:?}");
        let courier = world.official("pavel").await?;
        world.signs(&irina.client, SignatureAct::Give, &filed.number).await?;
        world.signs(&courier.client, SignatureAct::Take, &filed.number).await?;
        world.comes_to(&courier.client, &filed.id, "with-courier").await?;
    }

    /// What an operator may not, and what is not so, is refused by its name; nothing is done by it.
    async fn a_reception_refuses_what_is_not_so(world) {
        let (irina, raisa) = (world.official("irina").await?, world.official("raisa").await?);
        let wrong = ReceptionRequest { snils: "1".into(), birth_date: "весной".into(), ..card("vera")? };
        let told = refused(irina.client.begin_reception(&wrong, "w-1").await)?;
        ensure!(told == (422, "bad-shape".into(), vec!["/snils".into(), "/birth_date".into()]), "{told:?}");
        // Another's СНИЛС, and one's own.
        world.person("anna").await?;
        let anna = ReceptionRequest { first_name: "Инна".into(), ..card("anna")? };
        let told = refused(irina.client.begin_reception(&anna, "w-2").await)?;
        ensure!(told == (422, "bad-shape".into(), vec!["/snils".into()]), "{told:?}");
        let told = refused(irina.client.begin_reception(&card("irina")?, "w-3").await)?;
        ensure!(told.2 == ["/snils"], "{told:?}");
        // Who is no operator, and an operator of another office.
        let officer = world.official("konstantin").await?;
        let told = refused(officer.client.begin_reception(&card("vera")?, "w-4").await)?;
        ensure!(told.0 == 403, "{told:?}");
        let elsewhere = ReceptionRequest { office: Some("mfc-kolomna".into()), ..card("vera")? };
        let told = refused(irina.client.begin_reception(&elsewhere, "w-5").await)?;
        ensure!(told.0 == 403, "{told:?}");
        // One click is one reception; the same key about somebody else is refused.
        let begun = irina.client.begin_reception(&card("vera")?, "w-6").await?;
        let again = irina.client.begin_reception(&card("vera")?, "w-6").await?;
        ensure!(begun.id == again.id, "{begun:?} {again:?}");
        let told = refused(irina.client.begin_reception(&card("boris")?, "w-6").await)?;
        ensure!(told.1 == "idempotency-key-reused", "{told:?}");
        // A colleague's reception is none of theirs; nor is one of nobody, or of an old token.
        let told = refused(raisa.client.for_visitor(&begun.id).submit(&extract(), "w-7").await)?;
        ensure!(told.0 == 404, "{told:?}");
        let nowhere = irina.client.for_visitor("rcp_00000000000000000000000000000000");
        ensure!(refused(nowhere.submit(&extract(), "w-8").await)?.0 == 404);
        let told = refused(irina.client.for_visitor("x").submit(&extract(), "w-9").await)?;
        ensure!(told == (404, "not-found".into(), vec!["header:Reception".into()]), "{told:?}");
        let plain = world.person("irina").await?;
        let told = refused(plain.client.for_visitor(&begun.id).submit(&extract(), "w-10").await)?;
        ensure!(told.0 == 404, "without duties {told:?}");
        // What is not done for a visitor.
        let at_window = irina.client.for_visitor(&begun.id);
        for path in ["/v1/notices", "/v1/results", "/v1/me", "/v1/access-records", "/v1/desk"] {
            let asked = at_window.request(Method::GET, path)?.send().await?;
            ensure!(asked.status() == StatusCode::BAD_REQUEST, "{path}: {}", asked.status());
        }
        let bare = ApplicationRequest { service: Some("archive-extract".into()), ..request(json!({})) };
        let told = refused(at_window.submit(&bare, "w-11").await)?;
        ensure!(told.1 == "insufficient", "{told:?}");
        let end = irina.client.request(Method::DELETE, &format!("/v1/receptions/{}", begun.id))?;
        ensure!(end.send().await?.status() == StatusCode::NO_CONTENT);
        let told = refused(at_window.submit(&extract(), "w-12").await)?;
        ensure!(told.1 == "conflict", "{told:?}");
        let over = irina.client.reception(&begun.id).await?;
        ensure!(over.visitor.is_none() && over.applications.is_empty(), "{over:?}");
    }

    /// However many windows one operator opens at once, each visitor is received, and one reception goes on.
    async fn receptions_that_one_operator_begins_at_once_follow_each_other(world) {
        let irina = world.official("irina").await?;
        let cards = [card("vera")?, card("fedor")?];
        let keys: Vec<String> = (0..12).map(|window| format!("window-{window}")).collect();
        let windows = keys.iter().zip(cards.iter().cycle());
        let begun = windows.map(|(key, card)| irina.client.begin_reception(card, key));
        let begun = futures::future::join_all(begun).await;
        let mut open = 0;
        for one in begun {
            let seen = irina.client.reception(&one.map_err(|error| anyhow::anyhow!("{error}"))?.id).await?;
            open += usize::from(seen.visitor.is_some());
        }
        ensure!(open == 1, "{open} go on");
    }
}
