//! A case is found by the number that is printed on it and dictated on the telephone, by whoever may see it.

use anyhow::{Context, ensure};
use openapi::application::ApplicationList;
use reqwest::{Method, StatusCode};
use tests::{Person, World, stories};

/// What a list answers for a number.
async fn listed(person: &Person, list: &str, number: &str) -> anyhow::Result<ApplicationList> {
    let asked = person.client.request(Method::GET, list)?.query(&[("number", number)]);
    Ok(person.client.send(asked).await?)
}

/// The page of the desk that a number leads to: where on to, or what it says.
async fn desk(world: &World, person: &Person, number: &str) -> anyhow::Result<(String, String)> {
    let mut place = world.url().join("desk")?;
    place.query_pairs_mut().append_pair("number", number);
    let answer = person.browser.http.get(place).send().await?;
    let on = answer.headers().get("location").and_then(|place| place.to_str().ok());
    let on = on.unwrap_or_default().to_owned();
    ensure!(on.is_empty() || answer.status() == StatusCode::SEE_OTHER, "{}", answer.status());
    Ok((on, answer.text().await?))
}

stories! {
    /// An applicant and an officer of the department find it, also once it is decided; nobody else does, and a misheard
    /// digit is said to be one.
    async fn a_case_is_found_by_its_number_by_those_who_may_see_it(world) {
        let anna = world.person("anna").await?;
        anna.known(world).await?;
        let filed = anna.submits("number-1").await?.value;
        let number = filed.number.as_str();
        let (boris, officer) = (world.person("boris").await?, world.official("konstantin").await?);
        for decided in [false, true] {
            if decided {
                anna.waits_for_end(world, &filed.id).await?;
            }
            for (person, list) in [(&anna, "/v1/applications"), (&officer, "/v1/desk")] {
                let found = listed(person, list, number).await?;
                let ids: Vec<_> = found.items.iter().map(|one| &one.id).collect();
                ensure!(ids == [&filed.id], "{list}: {found:?}");
                ensure!(found.next.is_none(), "{list}: more than one");
            }
            let typed = listed(&anna, "/v1/applications", &number.replace('-', "\u{2013}")).await?;
            ensure!(typed.items.len() == 1, "typed with other dashes: {typed:?}");
            let text = serde_json::to_string(&listed(&officer, "/v1/desk", number).await?)?;
            ensure!(!text.contains('@') && !text.contains("+7"), "contacts at the desk");
            let (on, _) = desk(world, &officer, &format!(" {} ", number.replace('-', " "))).await?;
            ensure!(on == format!("/desk/{}", filed.id), "the page leads to «{on}»");
        }
        for (person, list) in [(&boris, "/v1/applications"), (&officer, "/v1/applications")] {
            ensure!(listed(person, list, number).await?.items.is_empty(), "another's is listed");
        }
        let closed = listed(&anna, "/v1/desk", number).await;
        ensure!(closed.is_err(), "who has no duty looked at the desk");

        let (body, last) = number.split_at(number.len() - 1);
        let misheard = format!("{body}{}", (last.parse::<u8>()? + 1) % 10);
        for (wrong, message) in [(misheard.as_str(), "не сходится"), ("17", "выглядит так"), ("", "выглядит так")] {
            let asked = anna.client.request(Method::GET, "/v1/applications")?;
            let answer = asked.query(&[("number", wrong)]).send().await?;
            ensure!(answer.status() == StatusCode::BAD_REQUEST, "«{wrong}»: {}", answer.status());
            let problem: openapi::Problem = answer.json().await?;
            let field = problem.errors.first().context("no field is named")?;
            ensure!(field.pointer == "query:number" && field.message.contains(message), "{field:?}");
        }
        let (_, page) = desk(world, &officer, &misheard).await?;
        ensure!(page.contains("последняя цифра не сходится"), "a misheard digit: {page}");
        ensure!(page.contains(&misheard), "what was typed is gone");
        let (_, page) = desk(world, &officer, "семнадцать").await?;
        ensure!(page.contains("не похоже на номер"), "no number: {page}");
        let (_, page) = desk(world, &officer, "50-2026-0000123-8").await?;
        ensure!(page.contains("в вашем ведомстве нет"), "nobody's: {page}");
    }
}
