//! Status by number and code: whoever has the receipt is told how the application stands, and nothing of its applicant.

use crate::reception::extract;
use anyhow::{Context, ensure};
use openapi::status::{StatusRequest, StatusView};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use tests::World;
use tests::visitor::card;
use uslugi::tour::Browser;

async fn ask(world: &World, number: &str, code: &str) -> anyhow::Result<Response> {
    let asked = StatusRequest { number: number.to_owned(), code: code.to_owned() };
    Ok(world.nobody()?.request(Method::POST, "/v1/status")?.json(&asked).send().await?)
}

tests::stories! {
    /// Proves SH-05: a visitor's receipt tells how it goes, on the phone and on the page, without an account; the code alone, the
    /// number alone, and the code of another application tell nothing, and all alike.
    async fn a_receipt_tells_how_an_application_stands(world) {
        let irina = world.official("irina").await?;
        let begun = irina.client.begin_reception(&card("vera")?, "s-1").await?;
        let at_window = irina.client.for_visitor(&begun.id);
        let filed = at_window.submit(&extract(), "s-2").await?.value;
        let other = at_window.submit(&extract(), "s-3").await?.value;
        let seen = irina.client.reception(&begun.id).await?;
        let own = seen.applications.iter().find(|one| one.id == filed.id).context("it is there")?;
        let code = own.status_code.clone().context("a code for the receipt")?;
        ensure!(filed.status_code.as_ref() == Some(&code) && other.status_code.as_ref() != Some(&code));
        world.waits_at(&world.official("nadezhda").await?.client, &filed.id, "received").await?;
        let answer = ask(world, &filed.number.replace('-', " "), &code.to_uppercase()).await?;
        let text = answer.error_for_status()?.text().await?;
        let told: StatusView = serde_json::from_str(&text)?;
        ensure!(told.stage.code == "received" && told.number == filed.number, "{told:?}");
        ensure!(!text.contains("Рябинцева") && !text.contains("cit_") && !text.contains("app_"), "{text}");
        let wrong = [(&filed.number, "abcd-2345-efgh"), (&other.number, &code), (&filed.number, "")];
        for (number, code) in wrong {
            let refused = ask(world, number, code).await?;
            ensure!(refused.status() == StatusCode::NOT_FOUND, "{number} {code}");
        }
        let last = filed.number.chars().last().context("a digit")?;
        let misread = format!("{}{}", filed.number.trim_end_matches(last), if last == '9' { '0' } else { '9' });
        for number in ["17", &misread] {
            let refused = ask(world, number, &code).await?;
            ensure!(refused.status() == StatusCode::UNPROCESSABLE_ENTITY, "{number}");
            let problem: Value = refused.json().await?;
            let named = problem.pointer("/errors/0/pointer").and_then(Value::as_str);
            ensure!(named == Some("/number"), "{number}: {problem}");
        }
        // The page, for anybody; what was typed stays.
        let nobody = Browser::new(world.url())?.http;
        let page = async |number: &str, code: &str| {
            let sent = [("number", number), ("code", code)];
            let answer = nobody.post(world.url().join("/status")?).form(&sent).send().await?;
            anyhow::Ok((answer.status(), answer.text().await?))
        };
        let (status, text) = page(&filed.number, &code).await?;
        ensure!(status == StatusCode::OK && text.contains("Ведомство рассматривает"), "{text}");
        ensure!(!text.contains("Рябинцева") && !text.contains(&code), "{text}");
        let (status, text) = page(&filed.number, "abcd-2345-efgh").await?;
        ensure!(status == StatusCode::NOT_FOUND && text.contains("abcd-2345-efgh"), "{text}");
    }
}
