//! Calls to the centre of telephone service (ЦТО): who calls is known by a code, how the case stands is read aloud, what nobody there knows
//! is passed on to whoever has the case, and each call is noted.

use anyhow::{Context, bail, ensure};
use domain::number::ApplicationNumber;
use openapi::application::{
    ApplicationRequest, ApplicationView, CheckView, MadeCheck, MoveRequest,
};
use openapi::consultation::{ConsultationRequest, ConsultationView};
use openapi::inquiry::{InquiryRequest, InquiryView};
use openapi::{ClientError, Problem};
use reqwest::Method;
use serde_json::{Value, json};
use tests::world::request;
use tests::{Person, World};

/// An archive extract that Irina's office checks.
async fn at_check(world: &World, of: &Person, key: &str) -> anyhow::Result<ApplicationView> {
    let form = json!({
        "asked_about": "employment", "files_of": "Совхоз «Образцовый»", "year_from": 1984,
        "year_to": 1991, "collect_at": "mfc-podolsk", "email": "anna@example.ru",
    });
    let asked = ApplicationRequest { service: Some("archive-extract".to_owned()), ..request(form) };
    let filed = of.client.submit(&asked, key).await?.value;
    Ok(world.waits_at(&of.client, &filed.id, "at-check").await?.value)
}

fn by_number(number: &str) -> ConsultationRequest {
    ConsultationRequest { number: Some(number.to_owned()), code: None }
}

fn by_code(code: &str) -> ConsultationRequest {
    ConsultationRequest { number: None, code: Some(code.to_owned()) }
}

fn question(number: &str, topic: &str) -> InquiryRequest {
    InquiryRequest { number: number.to_owned(), topic: topic.to_owned() }
}

/// A refusal.
fn refused<T: std::fmt::Debug>(of: Result<T, ClientError>) -> anyhow::Result<Box<Problem>> {
    match of {
        Err(ClientError::Problem(problem)) => Ok(problem),
        other => bail!("not refused: {other:?}"),
    }
}

/// The field that a refusal names.
fn field(of: &Problem) -> Option<&str> {
    of.errors.first().map(|one| one.pointer.as_str())
}

/// What somebody else sees of a call: nothing that says who applied, or what was filed.
fn names_nobody(of: &ConsultationView) -> anyhow::Result<()> {
    let told = serde_json::to_string(of)?;
    for word in ["Озерцова", "Анна", "Совхоз", "example.ru", "1984"] {
        ensure!(!told.contains(word), "{word} is told: {told}");
    }
    Ok(())
}

async fn readings(of: &Person) -> anyhow::Result<Vec<Value>> {
    let asked = of.client.request(Method::GET, "/v1/access-records")?.send().await?;
    let list: Value = asked.json().await?;
    Ok(list.get("items").and_then(Value::as_array).cloned().unwrap_or_default())
}

/// The titles of an application's history.
async fn history(of: &Person, id: &str) -> anyhow::Result<Vec<String>> {
    let told = of.client.timeline(id).await?;
    Ok(told.items.into_iter().map(|one| one.title).collect())
}

tests::stories! {
    /// Proves RO-05: a caller tells a code, hears where their case is, with whom and until when; what nobody there knows is passed on to the
    /// office, answered in writing, and the call is noted with one tap.
    async fn a_caller_hears_how_the_case_stands_and_gets_an_answer_in_writing(world) {
        let (anna, irina) = (world.person("anna").await?, world.official("irina").await?);
        let ulyana = world.official("ulyana").await?;
        let case = at_check(world, &anna, "calls-1").await?;

        let code = anna.client.call_code().await?.code;
        let call = ulyana.client.begin_consultation(&by_code(&code), "call-1").await?;
        ensure!(call.about == "caller" && call.cases.len() == 1 && call.topic.is_none(), "{call:?}");
        names_nobody(&call)?;
        let told = call.cases.first().context("no case")?;
        for part in [case.number.as_str(), "«Архивная выписка»", "МФЦ проверяет заявление", "Оно у организации: МФЦ Подольска.", "Ответят не позднее"] {
            ensure!(told.spoken.contains(part), "{part}: {}", told.spoken);
        }
        ensure!(told.may_be_asked && told.inquiry.is_none(), "{told:?}");

        // It is passed on to the office that has the case, by the next working day, and once at a time.
        let asked = ulyana.client.ask_inquiry(&call.id, &question(&case.number, "progress"), "ask-1").await?;
        ensure!(asked.to.code == "mfc-podolsk" && asked.answer.is_none() && asked.answer_by > asked.asked_at, "{asked:?}");
        let again = ulyana.client.ask_inquiry(&call.id, &question(&case.number, "progress"), "ask-1").await?;
        ensure!(again == asked, "the same key: {again:?}");
        let told = refused(ulyana.client.ask_inquiry(&call.id, &question(&case.number, "delay"), "ask-2").await)?;
        ensure!(told.status == 409 && told.detail.as_deref().unwrap_or_default().contains("не позднее"), "{told:?}");
        let seen = ulyana.client.consultation(&call.id).await?;
        ensure!(seen.cases.iter().all(|one| !one.may_be_asked && one.inquiry.is_some()), "{seen:?}");

        // One tap, and what was told can be read no longer.
        let ended = ulyana.client.end_consultation(&call.id, "progress").await?;
        ensure!(ended.cases.is_empty() && ended.ended_at.is_some(), "{ended:?}");
        ensure!(ended.topic.as_ref().is_some_and(|one| one.title == "Как идёт заявление"), "{ended:?}");

        // The office answers; the archive was not asked.
        ensure!(world.official("nadezhda").await?.client.inquiries().await?.items.is_empty());
        let waits = irina.client.inquiries().await?.items;
        ensure!(waits == [asked.clone()], "{waits:?}");
        let text = "Проверяем последнее приложение,\nзаявление уйдёт в архив завтра.";
        let answered = irina.client.answer_inquiry(&asked.id, text).await?;
        ensure!(answered.answer.as_deref() == Some(text), "{answered:?}");
        ensure!(irina.client.inquiries().await?.items.is_empty());

        // Anna reads it, is told of it, and sees who looked.
        let seen = anna.client.application(&case.id).await?.value;
        ensure!(seen.inquiry.as_ref() == Some(&answered), "{seen:?}");
        let mail = world.mail_about(&case.id, "На него ответили").await?;
        ensure!(!mail.contains("последнее приложение"), "what it says is read in the account: {mail}");
        let told = history(&anna, &case.id).await?;
        ensure!(told.iter().any(|one| one.starts_with("Вопрос по телефону передан: МФЦ Подольска. Тема: «Как идёт заявление»")), "{told:?}");
        ensure!(told.iter().any(|one| one == "На вопрос по телефону ответили: МФЦ Подольска"), "{told:?}");
        let looked = readings(&anna).await?;
        let consulted = |one: &&Value| one["role"] == "consultant";
        let reading = looked.iter().find(consulted).context("nobody is said to have looked")?;
        ensure!(reading["name"] == "Центр телефонного обслуживания Московской области" && reading["reason"] == "Отвечали на звонок, в котором назвали ваш код.", "{reading}");

        // By a number nobody knows who calls: that there is an answer is told, and not what it says. Anna sees that her number was told.
        let next = ulyana.client.begin_consultation(&by_number(&case.number), "call-2").await?;
        names_nobody(&next)?;
        let told = next.cases.first().context("no case")?;
        ensure!(next.about == "application" && told.may_be_asked, "{next:?}");
        let bare = InquiryView { answer: None, ..answered.clone() };
        ensure!(told.inquiry.as_ref() == Some(&bare), "{next:?}");
        let looked = readings(&anna).await?;
        let by_number = |one: &&Value| one["role"] == "consultant" && one["number"] == case.number.as_str();
        ensure!(looked.iter().any(|one| by_number(&one)), "{looked:?}");
        // A repeat of the question tells what was asked, and no more.
        let again = ulyana.client.ask_inquiry(&call.id, &question(&case.number, "progress"), "ask-1").await?;
        ensure!(again == asked, "{again:?}");
        // Who calls themself hears the answer.
        let code = anna.client.call_code().await?.code;
        let own = ulyana.client.begin_consultation(&by_code(&code), "call-3").await?;
        ensure!(own.cases.first().and_then(|one| one.inquiry.as_ref()) == Some(&answered), "{own:?}");

        // The log tells of both calls, and of nobody.
        let log = ulyana.client.consultations().await?.items;
        let lines: Vec<_> = log.iter().map(|one| (one.about.as_str(), one.own, one.topic.as_ref().map(|topic| topic.code.as_str()))).collect();
        ensure!(lines == [("caller", true, None), ("application", true, None), ("caller", true, Some("progress"))], "{lines:?}");
    }

    /// Bad input of callers and consultants is refused by its name, and a code can neither be guessed nor told twice.
    async fn what_a_caller_cannot_have_told_is_refused_by_its_field(world) {
        let anna = world.person("anna").await?;
        let ulyana = world.official("ulyana").await?;
        let by = &ulyana.client;
        let case = at_check(world, &anna, "calls-2").await?;
        let nobodys = ApplicationNumber::new(2026, 999_999).to_string();
        let typo = case.number.replace("-0000", "-0001");
        let both = ConsultationRequest { number: Some(case.number.clone()), code: Some("1234 5678".to_owned()) };
        for (index, (asked, status, pointer)) in [
            (by_number(&nobodys), 404, None),
            (by_number(&typo), 422, Some("/number")),
            (by_number("привет"), 422, Some("/number")),
            (by_code("1234"), 422, Some("/code")),
            (both, 422, Some("/code")),
        ].into_iter().enumerate() {
            let told = refused(by.begin_consultation(&asked, &format!("bad-{index}")).await)?;
            ensure!((told.status, field(&told)) == (status, pointer), "{told:?}");
        }

        // Its own person's code, told twice, too late, and after another was given.
        let first = anna.client.call_code().await?.code;
        let second = anna.client.call_code().await?.code;
        let told = refused(by.begin_consultation(&by_code(&first), "old").await)?;
        ensure!(told.status == 404, "{told:?}");
        world.place.sql("UPDATE call_code SET expires_at = 1")?;
        let told = refused(by.begin_consultation(&by_code(&second), "late").await)?;
        ensure!(told.status == 404, "{told:?}");
        let third = anna.client.call_code().await?.code;
        let grouped = third.replace(' ', " – ");
        let call = by.begin_consultation(&by_code(&grouped), "call").await?;
        ensure!(by.begin_consultation(&by_code(&grouped), "call").await?.id == call.id, "the same key again");
        ensure!(refused(by.begin_consultation(&by_code(&third), "call").await)?.status == 422, "the key with another body");
        ensure!(refused(by.begin_consultation(&by_code(&third), "twice").await)?.status == 404);

        // A right code counts as no miss, nor does its repeat: there were three others.
        let missed = || world.place.sql("SELECT missed FROM call_code_miss");
        ensure!(missed()?.trim() == "3", "{}", missed()?);
        // Nobody guesses, in however many windows at once: after twenty misses even a right one is not looked at. The number is still asked for.
        let fourth = anna.client.call_code().await?.code;
        let keys: Vec<String> = (0..25).map(|window| format!("guess-{window}")).collect();
        let wrong = by_code(&third);
        let guessed = futures::future::join_all(keys.iter().map(|key| by.begin_consultation(&wrong, key))).await;
        let mut told = Vec::new();
        for one in guessed {
            told.push(refused(one)?.status);
        }
        let times = |status| told.iter().filter(|one| **one == status).count();
        ensure!((times(404), times(429)) == (17, 8), "{told:?}");
        ensure!(refused(by.begin_consultation(&by_code(&fourth), "guess").await)?.status == 429);
        by.begin_consultation(&by_number(&case.number), "number").await?;
        world.place.sql("UPDATE call_code_miss SET since = 1")?;
        let call = by.begin_consultation(&by_code(&fourth), "hour").await?;

        // What is no topic, or is not passed on; what the call is not about.
        for (index, (asked, status, pointer)) in [
            (question(&case.number, "visit"), 422, Some("/topic")),
            (question(&case.number, "weather"), 422, Some("/topic")),
            (question(&case.number, "Что угодно"), 422, Some("/topic")),
            (question("17", "progress"), 422, Some("/number")),
            (question(&nobodys, "progress"), 404, None),
        ].into_iter().enumerate() {
            let told = refused(by.ask_inquiry(&call.id, &asked, &format!("topic-{index}")).await)?;
            ensure!((told.status, field(&told)) == (status, pointer), "{asked:?}: {told:?}");
        }
        let told = refused(by.end_consultation(&call.id, "weather").await)?;
        ensure!((told.status, field(&told)) == (422, Some("/topic")), "{told:?}");
        by.end_consultation(&call.id, "visit").await?;
        by.end_consultation(&call.id, "visit").await?;
        ensure!(refused(by.end_consultation(&call.id, "other").await)?.status == 409);
        ensure!(refused(by.ask_inquiry(&call.id, &question(&case.number, "progress"), "over").await)?.status == 409);

        // Their own matter is a colleague's.
        let own = at_check(world, &ulyana, "calls-own").await?;
        ensure!(refused(by.begin_consultation(&by_number(&own.number), "own").await)?.status == 403);
        let code = by.call_code().await?.code;
        ensure!(refused(by.begin_consultation(&by_code(&code), "own-code").await)?.status == 403);
    }

    /// Whoever applied is not asked about themselves, nor is anybody about what has ended; and who was not asked does not answer.
    async fn an_inquiry_goes_to_whoever_has_the_case_and_is_answered_once(world) {
        let (anna, ulyana) = (world.person("anna").await?, world.official("ulyana").await?);
        let (irina, nadezhda) = (world.official("irina").await?, world.official("nadezhda").await?);
        let case = at_check(world, &anna, "calls-3").await?;
        world.passes_checks(&world.official("raisa").await?.client, &case.id, "accept").await?;
        world.waits_at(&anna.client, &case.id, "received").await?;
        let call = ulyana.client.begin_consultation(&by_number(&case.number), "call").await?;
        let asked = ulyana.client.ask_inquiry(&call.id, &question(&case.number, "other"), "ask").await?;
        ensure!(asked.to.code == "arkhiv", "{asked:?}");

        for text in ["", " \n", "…", &"я".repeat(1001)] {
            let told = refused(nadezhda.client.answer_inquiry(&asked.id, text).await)?;
            ensure!((told.status, field(&told)) == (422, Some("/text")), "{told:?}");
        }
        for other in [&irina.client, &world.official("oleg").await?.client] {
            ensure!(refused(other.answer_inquiry(&asked.id, "Скоро.").await)?.status == 404);
        }
        for other in [&anna.client, &ulyana.client] {
            let told = refused(other.answer_inquiry(&asked.id, "Скоро.").await)?;
            ensure!(told.status == 403 || told.status == 401, "{told:?}");
        }

        // It may end before it is answered; the answer still comes, once.
        let seen = anna.client.application(&case.id).await?;
        anna.client.make_move(&case.id, &MoveRequest::of("withdraw"), &seen.etag).await?;
        let first = nadezhda.client.answer_inquiry(&asked.id, "Заявление отозвано, больше ничего не нужно.").await?;
        let same = nadezhda.client.answer_inquiry(&asked.id, "Заявление отозвано, больше ничего не нужно. ").await?;
        ensure!(first == same, "{same:?}");
        ensure!(refused(nadezhda.client.answer_inquiry(&asked.id, "Готово.").await)?.status == 409);
        let told = history(&anna, &case.id).await?;
        ensure!(told.iter().filter(|one| one.starts_with("На вопрос по телефону ответили")).count() == 1, "{told:?}");
        let told = refused(ulyana.client.ask_inquiry(&call.id, &question(&case.number, "other"), "ended").await)?;
        ensure!(told.status == 409, "{told:?}");

        // What two apply for and one has not confirmed is nobody's to know.
        let vera = world.person("vera").await?;
        let joint = ApplicationRequest {
            service: Some("marriage-registration".to_owned()),
            ..request(crate::joint::form(&json!({})))
        };
        let joint = vera.client.submit(&joint, "calls-joint").await?.value;
        let told = refused(ulyana.client.begin_consultation(&by_number(&joint.number), "joint").await)?;
        ensure!(told.status == 404, "{told:?}");
        let code = vera.client.call_code().await?.code;
        let call = ulyana.client.begin_consultation(&by_code(&code), "vera").await?;
        ensure!(call.cases.is_empty(), "{call:?}");

        // What waits for its applicant is nobody else's.
        let second = at_check(world, &anna, "calls-4").await?;
        let raisa = world.official("raisa").await?;
        let seen = world.comes_to(&raisa.client, &second.id, "at-check").await?;
        let asks = seen.moves.iter().find(|one| one.code == "ask-to-correct").context("no such move")?;
        let failed = |one: &CheckView| MadeCheck { check: one.check.clone(), passed: false };
        let checks = asks.checks.iter().map(failed).collect();
        let asked = MoveRequest { checks, ..MoveRequest::of("ask-to-correct") };
        let seen = raisa.client.application(&second.id).await?;
        raisa.client.make_move(&second.id, &asked, &seen.etag).await?;
        let call = ulyana.client.begin_consultation(&by_number(&second.number), "turn").await?;
        let told = call.cases.first().context("no case")?;
        ensure!(!told.may_be_asked && told.spoken.contains("Ответа заявителя ждут до"), "{told:?}");
        ensure!(refused(ulyana.client.ask_inquiry(&call.id, &question(&second.number, "delay"), "turn-asked").await)?.status == 409);
    }

    /// Whatever comes twice at once has one effect.
    async fn calls_and_questions_that_come_at_once_have_one_effect_each(world) {
        let (anna, ulyana) = (world.person("anna").await?, world.official("ulyana").await?);
        let irina = world.official("irina").await?;
        let case = at_check(world, &anna, "calls-5").await?;
        let by = &ulyana.client;

        // One code, told in eight windows at once: one call.
        let code = by_code(&anna.client.call_code().await?.code);
        let keys: Vec<String> = (0..8).map(|window| format!("window-{window}")).collect();
        let begun = futures::future::join_all(keys.iter().map(|key| by.begin_consultation(&code, key))).await;
        let calls: Vec<&ConsultationView> = begun.iter().filter_map(|one| one.as_ref().ok()).collect();
        let [call] = calls.as_slice() else { bail!("{begun:?}") };
        ensure!(begun.iter().filter(|one| matches!(one, Err(ClientError::Problem(told)) if told.status == 404)).count() == 7, "{begun:?}");

        // Calls begun at once: one goes on, and each can be noted.
        let number = by_number(&case.number);
        let keys: Vec<String> = (0..12).map(|window| format!("number-{window}")).collect();
        let begun = futures::future::join_all(keys.iter().map(|key| by.begin_consultation(&number, key))).await;
        let mut open = Vec::new();
        for one in &begun {
            let seen = by.consultation(&one.as_ref().map_err(|error| anyhow::anyhow!("{error}"))?.id).await?;
            if seen.ended_at.is_none() {
                open.push(seen.id);
            } else {
                by.end_consultation(&seen.id, "other").await?;
            }
        }
        let [open] = open.as_slice() else { bail!("{open:?} go on") };
        ensure!(call.id != *open);

        // One question waits, however often it is asked at once; and one answer is given.
        let asked = question(&case.number, "delay");
        let keys: Vec<String> = (0..6).map(|window| format!("ask-{window}")).collect();
        let asking = keys.iter().map(|key| by.ask_inquiry(open, &asked, key));
        let made = futures::future::join_all(asking).await;
        ensure!(made.iter().filter(|one| matches!(one, Err(ClientError::Problem(told)) if told.status == 409)).count() == 5, "{made:?}");
        let made: Vec<&InquiryView> = made.iter().filter_map(|one| one.as_ref().ok()).collect();
        let [inquiry] = made.as_slice() else { bail!("{made:?}") };
        let texts = ["Завтра.", "Послезавтра.", "Завтра."];
        let answers = texts.map(|text| irina.client.answer_inquiry(&inquiry.id, text));
        let answers = futures::future::join_all(answers).await;
        let given: Vec<&str> = answers.iter().filter_map(|one| one.as_ref().ok()?.answer.as_deref()).collect();
        let refusals = answers.iter().filter_map(|one| one.as_ref().err());
        ensure!(refusals.into_iter().all(|one| matches!(one, ClientError::Problem(told) if told.status == 409)), "{answers:?}");
        ensure!(!given.is_empty() && given.iter().all(|one| given.first() == Some(one)), "{answers:?}");
        let told = history(&anna, &case.id).await?;
        for (begins, times) in [("Вопрос по телефону передан", 1), ("На вопрос по телефону ответили", 1)] {
            ensure!(told.iter().filter(|one| one.starts_with(begins)).count() == times, "{told:?}");
        }
        world.mail_about(&case.id, "На него ответили").await?;
        let mails = world.mails().await?;
        let about = |mail: &&Value| mail["text"].as_str().is_some_and(|text| text.contains("На него ответили"));
        ensure!(mails.iter().filter(about).count() == 1, "{mails:?}");
    }
}
