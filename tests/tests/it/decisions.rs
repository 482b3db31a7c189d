//! An officer decides by the pages: what differs is marked, the letter and the document are seen first, and a decision can be
//! taken back before it leaves (issue 6, C19).

#[cfg(test)]
mod tests {
    use anyhow::{Context, ensure};
    use chrono::TimeDelta;
    use domain::entropy::{Entropy, OsEntropy};
    use domain::time::{Clock, ManualClock, SystemClock};
    use reqwest::StatusCode;
    use serde_json::json;
    use std::sync::Arc;
    use tests::{Engine, Person, World};
    use uslugi::tour::{Browser, hidden};

    const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

    /// The desk of a case, in an officer's browser.
    struct Desk<'a> {
        world: &'a World,
        officer: Browser,
        id: String,
    }

    impl Desk<'_> {
        /// A page, read as a person does: with what no line ends at as a space.
        async fn page(&self, rest: &str) -> anyhow::Result<String> {
            let url = self.world.url().join(&format!("/desk/{}{rest}", self.id))?;
            let answer = self.officer.follow(url).await?;
            ensure!(answer.status().is_success(), "{rest}: {}", answer.status());
            Ok(answer.text().await?.replace('\u{a0}', " "))
        }

        /// Sends a form of the page it stands on; where it leads.
        async fn sends(&self, on: &str, to: &str, more: &[(&str, &str)]) -> anyhow::Result<String> {
            let csrf = hidden(on, "csrf").context("no csrf")?;
            let version = hidden(on, "version").unwrap_or_default();
            let mut form = vec![("csrf", csrf.as_str()), ("version", &version)];
            form.extend(more);
            let url = self.world.url().join(&format!("/desk/{}/{to}", self.id))?;
            let answer = self.officer.http.post(url).form(&form).send().await?;
            ensure!(answer.status() == StatusCode::SEE_OTHER, "{to}: {}", answer.status());
            let place = answer.headers().get("location").context("nowhere")?.to_str()?.to_owned();
            Ok(place.trim_start_matches(&format!("/desk/{}", self.id)).to_owned())
        }

        async fn file(&self, name: &str) -> anyhow::Result<(String, Vec<u8>)> {
            let url = self.world.url().join(&format!("/desk/{}/{name}", self.id))?;
            let answer = self.officer.follow(url).await?;
            ensure!(answer.status().is_success(), "{name}: {}", answer.status());
            let kind = answer.headers().get("content-type").context("no kind")?;
            Ok((kind.to_str()?.to_owned(), answer.bytes().await?.to_vec()))
        }
    }

    fn has(page: &str, words: &[&str]) -> anyhow::Result<()> {
        for word in words {
            ensure!(page.contains(word), "«{word}» is not on the page: {page}");
        }
        Ok(())
    }

    /// The register tells of a person what it did not when they filed.
    async fn told_otherwise(world: &World, person: &str) -> anyhow::Result<()> {
        let store = world.platform.store.clone().context("no store")?;
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let clock = world.clock.clone().context("the clock does not stand")?;
        let mut tx = store.begin(&clock, &entropy).await?;
        let data = json!({
            "status": "removed", "registered_on": "2026-08-03", "removed_on": "2026-11-02",
            "center": {"code": "czn", "name": "Центр занятости (песочница)"}, "benefits": [],
        });
        tx.remember_register(person.parse()?, &"employment".parse()?, &data).await?;
        Ok(tx.commit().await?)
    }

    /// A case of Elena's that waits for an officer, in a world whose clock stands, and the officer's desk.
    async fn waiting(
        engine: Engine,
    ) -> anyhow::Result<(World, ManualClock, Person, Browser, String)> {
        let clock = ManualClock::at(SystemClock.now());
        let settings = "[service]\ndecisions_held_seconds = 60\n";
        let world = World::with(engine, Some(clock.clone()), settings).await?;
        let elena = world.person("elena").await?;
        elena.known(&world).await?;
        let filed = elena.submits("decision-1").await?.value;
        let officer = Browser::new(world.url())?;
        officer.sign_in("konstantin").await?;
        world
            .eventually("the case waits for an officer", async || {
                let seen = elena.client.application(&filed.id).await?.value;
                Ok((seen.stage.owner.as_deref() == Some("department_officer")).then_some(()))
            })
            .await?;
        Ok((world, clock, elena, officer, filed.id))
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_differs_is_marked_and_what_a_decision_leads_to_is_seen() -> anyhow::Result<()> {
        for engine in ENGINES {
            let (world, _clock, elena, officer, id) = waiting(engine).await?;
            let desk = Desk { world: &world, officer, id };
            let page = desk.page("").await?;
            has(&page, &["Заявление сходится", "О чём нужна справка", "состоит на учёте"])?;
            ensure!(!page.contains("расходится"), "a difference where there is none");
            told_otherwise(&world, &elena.client.me().await?.id).await?;
            let page = desk.page("").await?;
            has(
                &page,
                &[
                    "снят с учёта",
                    "2 ноября 2026",
                    "Условие не выполнено",
                    "При подаче оно выполнялось",
                ],
            )?;
            ensure!(
                page.matches("расходится").count() == 2,
                "the answer and the fact are marked: {page}"
            );

            let version = hidden(&page, "version").context("no version")?;
            let look = |made: &str| format!("/decision?version={version}&{made}");
            let refuse = desk.page(&look("move=refuse&reason=data_mismatch")).await?;
            has(
                &refuse,
                &[
                    "Письмо заявителю",
                    "отказ и что делать дальше",
                    "Сведения расходятся",
                    "Ещё 60 секунд",
                ],
            )?;
            ensure!(!refuse.contains("document.svg"), "a document of a refusal");
            let grant = desk.page(&look("move=grant")).await?;
            has(&grant, &["document.svg", "Справка готова", "Открыть проект документа"])?;
            let (kind, pdf) = desk.file("document").await?;
            ensure!(kind == "application/pdf" && pdf.starts_with(b"%PDF"), "{kind}");
            let (kind, picture) = desk.file("document.svg").await?;
            ensure!(kind == "image/svg+xml" && picture.starts_with(b"<svg"), "{kind}");
            world.end().await?;
        }
        Ok(())
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_decision_is_held_taken_back_and_made() -> anyhow::Result<()> {
        for engine in ENGINES {
            let (world, clock, elena, officer, id) = waiting(engine).await?;
            let desk = Desk { world: &world, officer, id };
            let reason = [("move", "refuse"), ("reason", "data_mismatch")];
            let page = desk.page("").await?;
            let version = hidden(&page, "version").context("no version")?;
            let refuse = desk
                .page(&format!("/decision?version={version}&move=refuse&reason=data_mismatch"))
                .await?;
            // Held: the applicant sees nothing of it, and it can be taken back.
            ensure!(desk.sends(&refuse, "decision", &reason).await?.is_empty(), "elsewhere");
            let page = desk.page("").await?;
            has(
                &page,
                &["Вы приняли это решение", "Его можно отменить до", "Сведения расходятся"],
            )?;
            let listed = desk.officer.follow(world.url().join("/desk")?).await?.text().await?;
            has(&listed, &["решение принято"])?;
            let before = elena.client.application(&desk.id).await?.value;
            ensure!(before.outcome.is_none() && before.stage.code == "received", "{before:?}");
            let held = hidden(&page, "decision").context("no decision")?;
            ensure!(
                desk.sends(&page, "decision/undo", &[("decision", &held)]).await?.is_empty(),
                "late"
            );
            let page = desk.page("").await?;
            ensure!(!page.contains("Его можно отменить до"), "it is held still");
            clock.advance(TimeDelta::seconds(61));
            let after = elena.client.application(&desk.id).await?.value;
            ensure!(after.outcome.is_none(), "it was made: {after:?}");

            // Made: a moment later, and then it is too late.
            desk.sends(&page, "decision", &reason).await?;
            let page = desk.page("").await?;
            let held = hidden(&page, "decision").context("no decision")?;
            clock.advance(TimeDelta::seconds(61));
            let ended = elena.waits_for_end(&world, &desk.id).await?;
            ensure!(ended.outcome.as_deref() == Some("refused"), "{ended:?}");
            ensure!(
                desk.sends(&page, "decision/undo", &[("decision", &held)]).await? == "?late",
                "not told"
            );
            let page = desk.page("?late").await?;
            has(&page, &["решение уже ушло", "Сведения расходятся", "вы"])?;
            world.rests().await?;
            let told = world.mails().await?;
            let refusals = told.iter().filter(|mail| {
                mail["subject"].as_str().is_some_and(|subject| subject.contains("отказ"))
            });
            ensure!(refusals.count() == 1, "{told:?}");
            world.end().await?;
        }
        Ok(())
    }
}
