//! SC2 where the result exists on paper only: couriers carry it, the originals that the department keeps are withheld as it is handed
//! over, and what differs goes back to be annulled.

use crate::uploads::accepted;
use anyhow::{Context, ensure};
use openapi::Client;
use openapi::application::{ApplicationRequest, ApplicationView, ComparedOriginal, MoveRequest};
use openapi::client::ClientError;
use openapi::closed::SignatureAct;
use openapi::manifest::ManifestView;
use reqwest::Method;
use serde_json::json;
use tests::visitor::card;
use tests::world::request;
use tests::{Person, World};
use uslugi::tour::hidden;

/// What is wanted by who has a licence already.
const INSTEAD: &str = "instead";

/// Everybody whose hands a licence goes through.
struct Hands {
    applicant: Person,
    operator: Person,
    courier: Person,
    officer: Person,
}

async fn hands(world: &World) -> anyhow::Result<Hands> {
    Ok(Hands {
        applicant: world.person("anna").await?,
        operator: world.official("irina").await?,
        courier: world.official("pavel").await?,
        officer: world.official("gleb").await?,
    })
}

/// A move with what was seen of the originals: those that were compared, and those that were withheld.
fn seen(code: &str, compared: &[(&str, bool)], withheld: &[&str]) -> MoveRequest {
    let original = |(document, agrees): &(&str, bool)| ComparedOriginal {
        document: (*document).to_owned(),
        agrees: *agrees,
    };
    MoveRequest {
        originals: compared.iter().map(original).collect(),
        withheld: withheld.iter().map(|code| (*code).to_owned()).collect(),
        ..MoveRequest::of(code)
    }
}

/// The application after a move; where it was refused, the status and the field that is wrong.
async fn moves(
    by: &Client,
    id: &str,
    asked: MoveRequest,
) -> anyhow::Result<Result<ApplicationView, (u16, Option<String>)>> {
    let current = by.application(id).await?;
    match by.make_move(id, &asked, &current.etag).await {
        Ok(made) => Ok(Ok(made.value)),
        Err(ClientError::Problem(told)) => {
            let field = told.errors.first().map(|one| one.pointer.clone());
            Ok(Err((told.status, field)))
        }
        Err(other) => Err(other.into()),
    }
}

impl Hands {
    /// A licence that is at the office, where the applicant collects it: the one that is wanted.
    async fn at_office(
        &self,
        world: &World,
        wanted: &str,
        key: &str,
    ) -> anyhow::Result<ApplicationView> {
        let by = &self.applicant.client;
        let photo = accepted(world, by).await?.id;
        let mut form = json!({
            "wanted": wanted, "photo": photo, "knows_minimum": true,
            "collect_at": "mfc-podolsk", "email": "anna@example.ru",
        });
        if let (INSTEAD, Some(form)) = (wanted, form.as_object_mut()) {
            form.insert("old_ticket".to_owned(), accepted(world, by).await?.id.into());
        }
        let service = Some("hunting-licence".to_owned());
        let id = by.submit(&ApplicationRequest { service, ..request(form) }, key).await?.value.id;
        world.waits_at(by, &id, "at-check").await?;
        world.passes_checks(&world.official("raisa").await?.client, &id, "accept").await?;
        for (stage, code) in [("received", "grant"), ("in-production", "send-document")] {
            world.comes_to(&self.officer.client, &id, stage).await?;
            let made = moves(&self.officer.client, &id, MoveRequest::of(code)).await?;
            ensure!(made.is_ok(), "{code}: {made:?}");
        }
        let number = by.application(&id).await?.value.number;
        let way = (&self.officer.client, &self.courier.client, &self.operator.client);
        let carried = world.hands_over(way, &number).await?;
        ensure!(carried.direction == "to_office", "{carried:?}");
        world.comes_to(&self.operator.client, &id, "at-office").await
    }

    /// Papers go from the office to the department.
    async fn carried_back(&self, world: &World, number: &str) -> anyhow::Result<ManifestView> {
        let way = (&self.operator.client, &self.courier.client, &self.officer.client);
        world.hands_over(way, number).await
    }
}

/// What is listed of an application in a manifest: which papers, and whether they go first.
fn listed<'a>(of: &'a ManifestView, number: &str) -> Option<(&'a str, bool)> {
    let found = of.items.iter().find(|one| one.number == number && one.state != "left_out")?;
    Some((found.papers.code.as_str(), found.urgent))
}

/// How an event of a kind is told.
async fn told(by: &Client, id: &str, kind: &str) -> anyhow::Result<Vec<String>> {
    let steps = by.timeline(id).await?.items.into_iter();
    Ok(steps.filter(|one| one.kind == kind).map(|one| one.title).collect())
}

/// How the originals stand for somebody.
async fn originals(by: &Client, id: &str) -> anyhow::Result<Vec<(String, String)>> {
    let all = by.application(id).await?.value.originals.into_iter();
    Ok(all.map(|one| (one.document, one.state)).collect())
}

/// What is told of the passport and the earlier licence.
fn told_of(passport: &str, licence: &str) -> Vec<(String, String)> {
    let one = |document: &str, state: &str| (document.to_owned(), state.to_owned());
    vec![one("passport", passport), one("old_ticket", licence)]
}

async fn page(by: &Person, world: &World, path: &str) -> anyhow::Result<String> {
    Ok(by.browser.follow(world.url().join(path)?).await?.error_for_status()?.text().await?)
}

tests::stories! {
    /// Proves SC2.10, AR-07, SV-11: the original that the department keeps is withheld as the result is handed over, and goes there by a
    /// manifest; the applicant knows it before they come, and sees it afterwards.
    async fn originals_the_department_keeps_are_withheld_and_carried_to_it(world) {
        let hands = hands(world).await?;
        let (operator, anna) = (&hands.operator.client, &hands.applicant.client);
        let case = hands.at_office(world, INSTEAD, "licence-1").await?;
        let hand_over = case.moves.iter().find(|one| one.code == "hand-over").context("no move")?;
        let codes = |all: &[openapi::application::OriginalView]| all.iter().map(|one| one.document.clone()).collect::<Vec<_>>();
        ensure!(codes(&hand_over.compares) == ["passport", "old_ticket"], "{hand_over:?}");
        ensure!(codes(&hand_over.withholds) == ["old_ticket"], "{hand_over:?}");
        let back = case.moves.iter().find(|one| one.code == "return-differing").context("no move")?;
        ensure!(back.withholds.is_empty() && back.compares.len() == 2, "{back:?}");
        let shown = page(&hands.applicant, world, &format!("/applications/{}", case.id)).await?;
        ensure!(shown.contains("Останется в ведомстве"), "{shown}");
        let service = page(&hands.applicant, world, "/services/hunting-licence").await?;
        ensure!(service.contains("оставят в ведомстве"), "{service}");

        let text = world.mail_about(&case.id, "Эти оригиналы останутся в ведомстве: Прежний охотничий билет.").await?;
        ensure!(text.contains("Что взять с собой: Паспорт гражданина Российской Федерации, Прежний охотничий билет"), "{text}");

        for by in [anna, operator] {
            ensure!(originals(by, &case.id).await? == told_of("pending", "pending"));
        }

        // All of it, nothing else, and each once.
        for (compared, withheld, field) in [
            (&[("passport", true), ("old_ticket", true)][..], &[][..], "/withheld"),
            (&[("passport", true)], &[], "/originals"),
            (&[], &["passport", "old_ticket"], "/withheld"),
            (&[("passport", true), ("old_ticket", true)], &["old_ticket"], "/originals"),
            (&[("passport", true)], &["old_ticket", "photo"], "/withheld"),
            (&[("passport", true)], &["old_ticket", "old_ticket"], "/originals"),
            (&[("passport", false)], &["old_ticket"], "/originals"),
        ] {
            let refused = moves(operator, &case.id, seen("hand-over", compared, withheld)).await?;
            let expected = (422, Some(field.to_owned()));
            ensure!(refused.as_ref().err() == Some(&expected), "{compared:?} {withheld:?}: {refused:?}");
        }
        let handed = moves(operator, &case.id, seen("hand-over", &[("passport", true)], &["old_ticket"])).await?;
        ensure!(handed.as_ref().is_ok_and(|seen| seen.outcome.as_deref() == Some("granted")), "{handed:?}");
        let withheld = told(anna, &case.id, "application.originals_withheld").await?;
        ensure!(withheld == ["Оригиналы изъяты для ведомства: Прежний охотничий билет"], "{withheld:?}");
        let compared = told(anna, &case.id, "application.originals_compared").await?;
        ensure!(compared == ["Оригиналы сверены: всё совпадает"], "{compared:?}");

        ensure!(originals(anna, &case.id).await? == told_of("matched", "withheld"));
        let shown = page(&hands.applicant, world, &format!("/applications/{}", case.id)).await?;
        ensure!(shown.contains("изъят для ведомства"), "{shown}");

        world.mail_about(&case.id, "Для ведомства изъяты оригиналы: Прежний охотничий билет.").await?;

        // The original goes to the department although the case has ended; the journal says in whose hands it is.
        let carried = hands.carried_back(world, &case.number).await?;
        ensure!(listed(&carried, &case.number) == Some(("withheld-originals", false)), "{carried:?}");
        ensure!(carried.to.code == "minselkhoz" && carried.state == "closed", "{carried:?}");
        let number = carried.number.context("no number")?;
        world.eventually("the way of the original is written down", async || {
            let steps = told(anna, &case.id, "application.papers_handed_over").await?;
            Ok((steps.iter().filter(|one| one.contains(&number)).count() == 2).then_some(()))
        }).await?;

        // Who has their first licence brings none, and nothing is carried.
        let first = hands.at_office(world, "first", "licence-2").await?;
        ensure!(first.moves.iter().all(|one| one.withholds.is_empty()), "{first:?}");
        let handed = moves(operator, &first.id, seen("hand-over", &[("passport", true)], &[])).await?;
        ensure!(handed.is_ok(), "{handed:?}");
        let waits = operator.manifests().await?.items;
        ensure!(waits.iter().all(|one| listed(one, &first.number).is_none()), "{waits:?}");
    }

    /// Proves SC2.9: what differs goes back by courier, before other papers, and the department annuls it. Nothing is withheld.
    async fn a_paper_result_goes_back_by_courier_to_be_annulled(world) {
        let hands = hands(world).await?;
        let (operator, anna) = (&hands.operator.client, &hands.applicant.client);
        let case = hands.at_office(world, INSTEAD, "licence-3").await?;
        let differs = [("passport", true), ("old_ticket", false)];
        let refused = moves(operator, &case.id, seen("return-differing", &[("passport", false)], &["old_ticket"])).await?;
        ensure!(refused.is_err_and(|(status, _)| status == 422));
        let back = moves(operator, &case.id, seen("return-differing", &differs, &[])).await?;
        ensure!(back.as_ref().is_ok_and(|seen| seen.stage.code == "annulment-awaiting-courier"), "{back:?}");

        // Nobody annuls what they do not have in hand.
        let early = hands.officer.client.application(&case.id).await?.value;
        ensure!(early.moves.is_empty(), "{early:?}");
        ensure!(originals(&hands.officer.client, &case.id).await? == told_of("matched", "mismatched"));
        world.signs(operator, SignatureAct::Give, &case.number).await?;
        world.signs(&hands.courier.client, SignatureAct::Take, &case.number).await?;
        world.comes_to(&hands.courier.client, &case.id, "annulment-with-courier").await?;
        ensure!(originals(&hands.courier.client, &case.id).await?.is_empty(), "not who carries it");
        world.signs(&hands.courier.client, SignatureAct::Deliver, &case.number).await?;
        let carried = world.signs(&hands.officer.client, SignatureAct::Receive, &case.number).await?;
        ensure!(listed(&carried, &case.number) == Some(("result-to-annul", true)), "{carried:?}");
        world.comes_to(&hands.officer.client, &case.id, "mismatched").await?;
        let desk = page(&hands.officer, world, &format!("/desk/{}", case.id)).await?;
        ensure!(desk.contains("<dt>Прежний охотничий билет</dt><dd><span class=\"tag tag-bad\">не совпадает</span>"), "{desk}");
        let reason = Some("originals_differ".to_owned());
        let annulled = moves(&hands.officer.client, &case.id, MoveRequest { reason, ..MoveRequest::of("annul") }).await?;
        ensure!(annulled.as_ref().is_ok_and(|seen| seen.outcome.as_deref() == Some("annulled")), "{annulled:?}");
        let ended = anna.application(&case.id).await?.value;
        ensure!(ended.stage.epgu_status_id == 84 && ended.result.is_none(), "{ended:?}");
        ensure!(told(anna, &case.id, "application.originals_withheld").await?.is_empty());
        let compared = told(anna, &case.id, "application.originals_compared").await?;
        ensure!(compared == ["Оригиналы сверены, не совпадает: Прежний охотничий билет"], "{compared:?}");
    }

    /// The department stands by its result: it comes back by courier, nothing is compared again, and the original is withheld all the same.
    async fn a_confirmed_paper_result_comes_back_and_the_original_is_withheld(world) {
        let hands = hands(world).await?;
        let (operator, officer) = (&hands.operator.client, &hands.officer.client);
        let case = hands.at_office(world, INSTEAD, "licence-4").await?;
        let differs = [("passport", true), ("old_ticket", false)];
        ensure!(moves(operator, &case.id, seen("return-differing", &differs, &[])).await?.is_ok());
        hands.carried_back(world, &case.number).await?;
        world.comes_to(officer, &case.id, "mismatched").await?;
        ensure!(moves(officer, &case.id, MoveRequest::of("stand-by")).await?.is_ok());
        world.hands_over((officer, &hands.courier.client, operator), &case.number).await?;
        world.comes_to(operator, &case.id, "stood-by").await?;
        let shown = page(&hands.applicant, world, &format!("/applications/{}", case.id)).await?;
        ensure!(shown.contains("Останется в ведомстве"), "{shown}");
        world.mail_about(&case.id, "Понадобятся и оригиналы, которые останутся в ведомстве: Прежний").await?;
        let window = page(&hands.operator, world, &format!("/window/{}", case.id)).await?;
        ensure!(window.contains("Изъятие оригиналов") && !window.contains("value=\"differs\""), "{window}");

        for (compared, withheld) in [(&[][..], &[][..]), (&[("old_ticket", true)], &[]), (&[("passport", true)], &["old_ticket"])] {
            let refused = moves(operator, &case.id, seen("hand-over-confirmed", compared, withheld)).await?;
            ensure!(refused.as_ref().is_err_and(|(status, _)| *status == 422), "{compared:?}: {refused:?}");
            if compared.is_empty() {
                ensure!(refused.is_err_and(|(_, field)| field.as_deref() == Some("/withheld")));
            }
        }
        let handed = moves(operator, &case.id, seen("hand-over-confirmed", &[], &["old_ticket"])).await?;
        ensure!(handed.as_ref().is_ok_and(|seen| seen.outcome.as_deref() == Some("granted")), "{handed:?}");
        let by = &hands.applicant.client;
        ensure!(told(by, &case.id, "application.originals_withheld").await?.len() == 1);
        ensure!(told(by, &case.id, "application.originals_compared").await?.len() == 1, "nothing was compared again");
        let carried = hands.carried_back(world, &case.number).await?;
        ensure!(listed(&carried, &case.number) == Some(("withheld-originals", false)), "{carried:?}");
    }

    /// What is filed at the window goes by the traditional process: the operator has seen the originals, and the one that the department keeps is
    /// withheld when the new document is handed over.
    async fn what_is_filed_at_the_window_leaves_its_original_there_in_the_end(world) {
        let hands = hands(world).await?;
        let (operator, officer) = (&hands.operator.client, &hands.officer.client);
        let begun = operator.begin_reception(&card("fedor")?, "licence-window").await?;
        let at_window = operator.for_visitor(&begun.id);
        let form = json!({
            "wanted": INSTEAD, "photo": accepted(world, &at_window).await?.id, "knows_minimum": true,
            "old_ticket": accepted(world, &at_window).await?.id, "collect_at": "mfc-podolsk",
        });
        let service = Some("hunting-licence".to_owned());
        let asked = ApplicationRequest { service, ..request(form) };
        let case = at_window.submit(&asked, "licence-window-filed").await?.value;
        world.comes_to(operator, &case.id, "awaiting-courier").await?;
        hands.carried_back(world, &case.number).await?;
        for (stage, code) in [("received", "grant"), ("in-production", "send-document")] {
            world.comes_to(officer, &case.id, stage).await?;
            ensure!(moves(officer, &case.id, MoveRequest::of(code)).await?.is_ok());
        }
        world.hands_over((officer, &hands.courier.client, operator), &case.number).await?;
        let there = world.comes_to(operator, &case.id, "at-office").await?;
        ensure!(there.moves.iter().all(|one| one.compares.is_empty() && one.withholds.len() == 1), "{there:?}");
        let refused = moves(operator, &case.id, MoveRequest::of("hand-over")).await?;
        ensure!(refused.as_ref().is_err_and(|(_, field)| field.as_deref() == Some("/withheld")), "{refused:?}");
        let handed = moves(operator, &case.id, seen("hand-over", &[], &["old_ticket"])).await?;
        ensure!(handed.as_ref().is_ok_and(|seen| seen.outcome.as_deref() == Some("granted")), "{handed:?}");
        let carried = hands.carried_back(world, &case.number).await?;
        ensure!(listed(&carried, &case.number) == Some(("withheld-originals", false)), "{carried:?}");
    }

    /// The window's page: what the department keeps is marked in one of three ways, what does not fit is said, and nothing is lost of what
    /// was marked.
    async fn an_operator_marks_at_the_window_what_is_withheld(world) {
        let hands = hands(world).await?;
        let case = hands.at_office(world, INSTEAD, "licence-5").await?;
        let path = format!("/window/{}", case.id);
        let send = async |made: &str, old: &str| {
            let shown = page(&hands.operator, world, &path).await?;
            let csrf = hidden(&shown, "csrf").context("no csrf")?;
            let version = hidden(&shown, "version").context("no version")?;
            let fields = [
                ("csrf", csrf.as_str()), ("version", version.as_str()), ("original.passport", "agrees"),
                ("original.old_ticket", old), ("move", made),
            ];
            let to = world.url().join(&format!("{path}/moves"))?;
            let sent = hands.operator.browser.http.request(Method::POST, to).form(&fields).send().await?;
            let place = sent.headers().get("location").map(|to| to.to_str().map(str::to_owned)).transpose()?;
            anyhow::Ok((place.unwrap_or_default(), sent.text().await?))
        };
        let (_, empty) = send("hand-over", "").await?;
        ensure!(empty.contains("Отметьте каждый документ"), "nothing was marked: {empty}");
        let (_, kept) = send("hand-over", "agrees").await?;
        ensure!(kept.contains("заберите их и отметьте это") && kept.contains("id=\"agrees-old_ticket\" name=\"original.old_ticket\" value=\"agrees\" required checked"), "{kept}");
        let (_, differs) = send("return-differing", "withheld").await?;
        ensure!(differs.contains("оригиналы не изымают") && differs.contains("name=\"original.old_ticket\" value=\"withheld\" required checked"), "{differs}");
        let (_, differs) = send("hand-over", "differs").await?;
        ensure!(differs.contains("верните его в ведомство"), "{differs}");
        let (place, done) = send("hand-over", "withheld").await?;
        ensure!(place.ends_with("/window?done=withheld"), "{place}: {done}");
    }
}
