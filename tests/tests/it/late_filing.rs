//! A filing after the cut-off, read side by side: page, list, API, mail, message and document say the same days (issue 6, A4).

use anyhow::{Context, ensure};

/// The days that stand in a text, as people write them: «26 ноября 2026».
fn days(text: &str) -> Vec<String> {
    let plain = text.replace(['\u{a0}', '\n'], " ");
    let words: Vec<&str> =
        plain.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let day = |three: &[&str]| match three {
        [day, month, year]
            if day.parse::<u8>().is_ok()
                && month.chars().all(char::is_alphabetic)
                && year.len() == 4
                && year.parse::<u16>().is_ok() =>
        {
            Some(three.join(" "))
        }
        _ => None,
    };
    words.windows(3).filter_map(day).collect()
}

/// The words of a PDF.
fn printed(pdf: &[u8]) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("result.pdf");
    std::fs::write(&file, pdf)?;
    let said = std::process::Command::new("pdftotext").arg(&file).arg("-").output();
    let said = said.context("pdftotext: tests/peers installs it")?;
    ensure!(said.status.success(), "pdftotext: {}", String::from_utf8_lossy(&said.stderr));
    Ok(String::from_utf8(said.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::{days, printed};
    use anyhow::{Context, ensure};
    use chrono::{Days, NaiveDate};
    use domain::text::Lang;
    use domain::time::{Clock, ManualClock, Moment, SystemClock, day_in_words, moscow_day};
    use openapi::application::MoveRequest;
    use tests::{Engine, Person, World, free_port};

    /// A working day to come before two others, at 17:30 in Moscow: after the cut-off of 16:00. To come, because clients go
    /// by the clock of their own.
    fn late(world: &World) -> anyhow::Result<(Moment, [NaiveDate; 3])> {
        let catalog = world.platform.cx.as_ref().context("no catalog")?.catalog();
        let calendar = catalog.calendar();
        let mut day = moscow_day(SystemClock.now()).succ_opt().context("the end of days")?;
        for _tried in 0..60 {
            let three = [day, day + Days::new(1), day + Days::new(2)];
            if three.iter().all(|day| calendar.is_working(*day)) {
                return Ok((format!("{day}T14:30:00Z").parse()?, three));
            }
            day = day + Days::new(1);
        }
        anyhow::bail!("no three working days in two months")
    }

    /// A late evening in a world with such settings, and the days that follow: that day, the next, and the one after.
    async fn evening(engine: Engine, settings: &str) -> anyhow::Result<(World, [NaiveDate; 3])> {
        let clock = ManualClock::at(SystemClock.now());
        let world = World::with(engine, Some(clock.clone()), settings).await?;
        let (at, days) = late(&world)?;
        clock.advance(at - clock.now());
        Ok((world, days))
    }

    async fn page(world: &World, person: &Person, path: &str) -> anyhow::Result<String> {
        Ok(person.browser.follow(world.url().join(path)?).await?.text().await?)
    }

    fn words(day: NaiveDate) -> String {
        day_in_words(day, Lang::Ru)
    }

    /// The department's system is away: nobody takes the application up, and it is registered on its day.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn page_mail_and_message_say_the_same_days_of_a_late_filing() -> anyhow::Result<()> {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let nowhere = format!("[exchange]\nurl = \"http://127.0.0.1:{}/\"\n", free_port()?);
            let (world, [filed_on, next, last]) = evening(engine, &nowhere).await?;
            world.waits("exchange:minsocrazvitiya");
            world.waits("register:employment");
            let elena = world.person("elena").await?;
            let filed = elena.submits("late-1").await?.value;
            ensure!(filed.registered_on == next && filed.expected_on == last, "{filed:?}");
            let case = page(&world, &elena, &format!("/applications/{}", filed.id)).await?;
            ensure!(
                case.contains("Зарегистрируем не позднее"),
                "it is said to be registered: {case}"
            );
            ensure!(days(&case).contains(&words(next)), "{:?}", days(&case));
            let store = world.platform.store.clone().context("no store")?;
            let told = world
                .eventually("the notice is planned", async || {
                    Ok(store.notices_about(filed.id.parse()?).await?.pop())
                })
                .await?;
            let letter =
                world.eventually("the mail is there", async || Ok(world.mails().await?.pop()));
            let letter = letter.await?.to_string().replace("\\n", "\n");
            let cabinet = page(&world, &elena, "/cabinet").await?;
            let known = [words(filed_on), words(next), words(last)];
            for (what, text) in [
                ("the page", case.as_str()),
                ("the mail", &letter),
                ("the message to the chat", &told.words.short),
                ("the notice", &told.words.body),
                ("the list", &cabinet),
            ] {
                let said = days(text);
                ensure!(said.contains(&words(last)), "{what} does not say when: {said:?}");
                ensure!(said.iter().all(|day| known.contains(day)), "{what}: {said:?}");
                let registered = text.to_lowercase().contains("зарегистрировано");
                ensure!(!registered, "{what} says that it is registered, and it is not yet");
            }
            world.end().await?;
        }
        Ok(())
    }

    /// Decided the same evening, it is registered that evening at the latest: nothing is decided before it is registered.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn page_and_document_say_the_same_day_of_a_decision_before_its_registration()
    -> anyhow::Result<()> {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let (world, [filed_on, _next, last]) = evening(engine, "").await?;
            let elena = world.person("elena").await?;
            elena.known(&world).await?;
            let filed = elena.submits("late-2").await?.value;
            let officer = world.official("konstantin").await?;
            let seen = world
                .eventually("it waits for an officer", async || {
                    let seen = officer.client.application(&filed.id).await;
                    Ok(seen.ok().filter(|seen| seen.value.stage.code == "received"))
                })
                .await?;
            // What was promised at filing stays promised.
            ensure!(seen.value.expected_on == last, "{seen:?}");
            let grant = MoveRequest::of("grant");
            officer.client.make_move(&filed.id, &grant, &seen.etag).await?;
            let ended = elena.waits_for_end(&world, &filed.id).await?;
            ensure!(ended.registered_on == filed_on, "{ended:?}");
            let pdf = elena.client.result(&ended.result.context("no result")?.id).await?;
            let document = printed(&pdf)?;
            let (issued, _rest) = document.split_once("СПРАВКА").context("no heading")?;
            ensure!(days(issued) == [words(filed_on)], "the document: {document}");
            let case = page(&world, &elena, &format!("/applications/{}", filed.id)).await?;
            let said = days(&case);
            ensure!(case.contains("Зарегистрировано"), "{case}");
            ensure!(said.iter().all(|day| *day == words(filed_on)), "the page: {said:?}");
            world.end().await?;
        }
        Ok(())
    }
}
