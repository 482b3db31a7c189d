//! The pages of a reception.

use anyhow::{Context, ensure};
use chrono::Duration;
use domain::time::{Clock, ManualClock, SystemClock};
use openapi::reception::ReceptionRequest;
use reqwest::StatusCode;
use tests::visitor::{card, fields_of};
use tests::{Engine, Person, World};
use uslugi::tour::hidden;

/// An operator at the pages of the portal.
struct AtPages<'a> {
    world: &'a World,
    irina: Person,
}

impl AtPages<'_> {
    async fn get(&self, path: &str) -> anyhow::Result<String> {
        let asked = self.irina.browser.http.get(self.world.url().join(path)?);
        Ok(asked.send().await?.error_for_status()?.text().await?)
    }

    /// Where a form leads to, and the page that comes.
    async fn post(
        &self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> anyhow::Result<(StatusCode, String, String)> {
        let asked = self.irina.browser.http.post(self.world.url().join(path)?).form(fields);
        let answer = asked.send().await?;
        let place = answer.headers().get("location").map(|to| to.to_str().map(str::to_owned));
        Ok((answer.status(), place.transpose()?.unwrap_or_default(), answer.text().await?))
    }
}

fn field(page: &str, name: &str) -> anyhow::Result<String> {
    hidden(page, name).with_context(|| format!("no {name} in {page}"))
}

/// The card says what is wrong and keeps what was typed; the page of the reception, and the token of the operator's forms.
async fn received(pages: &AtPages<'_>) -> anyhow::Result<(String, String)> {
    let page = pages.get("/window/receptions").await?;
    let (csrf, key) = (field(&page, "csrf")?, field(&page, "key")?);
    let of = card("vera")?;
    let send = async |snils: &str| {
        let typed = ReceptionRequest { snils: snils.to_owned(), ..of.clone() };
        let filled = fields_of(&typed);
        let page = [("csrf", csrf.as_str()), ("key", key.as_str())];
        let fields: Vec<(&str, &str)> =
            filled.iter().map(|(name, value)| (*name, value.as_str())).chain(page).collect();
        pages.post("/window/receptions", &fields).await
    };
    let (status, _, page) = send("900-103-551 25").await?;
    ensure!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("не сходятся"), "{page}");
    let is_kept = page.contains(&of.last_name) && page.contains("900-103-551 25");
    ensure!(is_kept, "what was typed is lost");
    let (status, reception, _) = send(&of.snils).await?;
    ensure!(status == StatusCode::SEE_OTHER && reception.starts_with("/window/receptions/rcp_"));
    let page = pages.get(&reception).await?;
    let is_hers = page.contains("Рябинцева Вера Степановна") && page.contains("Архивная выписка");
    ensure!(is_hers, "{page}");
    Ok((reception, csrf))
}

/// The pages: the card says what is wrong and keeps what was typed; the form of a service is filled in for the visitor, kept when the
/// reception has run out, gone on with, and filed.
async fn an_operator_files_for_a_visitor_on_the_pages(engine: Engine) -> anyhow::Result<()> {
    let clock = ManualClock::at(SystemClock.now());
    let world = World::with(engine, Some(clock.clone()), "").await?;
    let irina = world.official("irina").await?;
    let pages = AtPages { world: &world, irina };
    let (reception, csrf) = received(&pages).await?;
    let form = format!("{reception}/services/archive-extract/apply");
    let page = pages.get(&form).await?;
    ensure!(page.contains(&format!("action=\"{form}\"")), "{page}");
    let key = field(&page, "key")?;
    let answers = |action: &'static str, key: &str| {
        [
            ("csrf", csrf.clone()),
            ("key", key.to_owned()),
            ("service", "archive-extract".to_owned()),
            ("action", action.to_owned()),
            ("/asked_about", "land".to_owned()),
            ("/files_of", "Исполком Учебного района".to_owned()),
            ("/year_from", "1990".to_owned()),
            ("/year_to", "1993".to_owned()),
            ("/collect_at", "mfc-podolsk".to_owned()),
        ]
    };
    let say = async |place: &str, action: &'static str, key: &str, more: &[(&str, &str)]| {
        let answers = answers(action, key);
        let mut fields: Vec<(&str, &str)> =
            answers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend(more);
        pages.post(place, &fields).await
    };
    // The hour is over while the form is filled in: nothing is lost, nothing is sent.
    world.rests().await?;
    for _ in 0..3 {
        clock.advance(Duration::minutes(20));
        // They are at work meanwhile.
        pages.get("/window").await?;
    }
    let (status, _, page) = say(&form, "submit", &key, &[]).await?;
    ensure!(status == StatusCode::CONFLICT && page.contains("Исполком Учебного района"), "{page}");
    let (status, _, page) = say(&form, "submit", &key, &[("resume", "yes")]).await?;
    ensure!(status == StatusCode::FORBIDDEN && page.contains("Приём продолжается"), "{page}");
    ensure!(page.contains("Исполком Учебного района"), "{page}");
    let action = page.split("action=\"").find(|part| part.starts_with("/window/receptions/"));
    let form = action.and_then(|part| part.split_once('"')).context("no form")?.0.to_owned();
    ensure!(!form.starts_with(&reception), "another reception");
    let (status, _, page) = say(&form, "review", &key, &[]).await?;
    ensure!(status == StatusCode::OK && page.contains("Прочитайте посетителю"), "{page}");
    let (_, draft, _) = say(&form, "save", &key, &[]).await?;
    ensure!(draft.contains("/drafts/drf_") && draft.starts_with("/window/receptions/"), "{draft}");
    let page = pages.get(&draft).await?;
    let (key, version) = (field(&page, "key")?, field(&page, "version")?);
    let draft = draft.trim_end_matches("?saved");
    let (status, filed, _) = say(draft, "submit", &key, &[("version", &version)]).await?;
    ensure!(status == StatusCode::SEE_OTHER && filed.contains("?filed=app_"), "{status} {filed}");
    let page = pages.get(&filed).await?;
    ensure!(page.contains("Заявление подано") && page.contains("Подано на этом приёме"), "{page}");
    let place = filed.split_once('?').context("a query")?.0;
    let (_, ended, _) = pages.post(&format!("{place}/end"), &[("csrf", &csrf)]).await?;
    ensure!(ended == "/window?done=left", "{ended}");
    let page = pages.get(place).await?;
    ensure!(page.contains("Приём окончен") && !page.contains("Рябинцева"), "{page}");
    world.end().await
}

tests::on_both!(an_operator_files_for_a_visitor_on_the_pages,);
