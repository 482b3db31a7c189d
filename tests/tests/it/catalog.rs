//! The catalog while the platform runs: a new one is taken, a broken one is refused and named.

use anyhow::{Context, ensure};
use openapi::service::ServiceList;
use reqwest::Method;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tests::files::copy;
use tests::stories;

stories! {
    /// Proves the issue's "a passport with a mistake: named file, line and reason; the running catalog
    /// stays".
    async fn a_broken_catalog_is_named_and_the_running_one_stays(world) {
        let folder = world.place.folder.path().join("catalog");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog"), &folder)?;
        let file = folder.join("services/employment-certificate.yaml");
        let good = fs::read_to_string(&file)?;
        let line = good.lines().position(|line| line.starts_with("term:")).context("no term")? + 1;

        fs::write(&file, good.replacen("\nterm:", "\nterrm:", 1))?;
        let error = world.platform.reload_catalog(&folder).err().context("it was taken")?.to_string();
        ensure!(error.contains("employment-certificate.yaml"), "{error}");
        let near = (line.saturating_sub(1)..=line + 1).any(|line| error.contains(&format!(":{line}:")));
        ensure!(near, "line {line} is not named: {error}");
        let client = world.nobody()?;
        let conditions = client.service("employment-certificate").await?.conditions;
        ensure!(conditions.context("no conditions")?.term.amount == 1);

        let renamed = good.replacen("Справка из центра", "Получение справки из центра", 1);
        fs::write(&file, &renamed)?;
        world.platform.reload_catalog(&folder)?;
        let service = client.service("employment-certificate").await?;
        ensure!(service.summary.title.contains("Получение"), "{}", service.summary.title);
    }

    /// Issue 6, A2: what is only announced states no term, visits or fee and promises nothing: neither by the API nor on a page.
    async fn an_announced_service_promises_nothing(world) {
        let client = world.nobody()?;
        let read = async |path: &str| -> anyhow::Result<String> {
            let answer = client.request(Method::GET, path)?.send().await?;
            Ok(answer.error_for_status()?.text().await?)
        };
        let all: ServiceList = serde_json::from_str(&read("/v1/services").await?)?;
        let (announced, open): (Vec<_>, Vec<_>) =
            all.items.iter().partition(|one| one.status == "announced");
        ensure!(announced.len() > 1 && !open.is_empty(), "{announced:?}, {open:?}");
        ensure!(open.iter().all(|one| one.visits_required.is_some()));
        let stated = ["Срок", "Приходить", "Стоимость", "Что нужно"];
        for one in announced {
            ensure!(one.visits_required.is_none(), "{one:?}");
            let view: Value = serde_json::from_str(&read(&format!("/v1/services/{}", one.code)).await?)?;
            ensure!(view.get("conditions").is_none() && view.get("visits_required").is_none(), "{view}");
            let page = read(&format!("/services/{}", one.code)).await?;
            let (_, card) = page.split_once("<main").context("no page")?;
            let (card, _) = card.split_once("</main>").context("no end")?;
            for word in stated {
                ensure!(!card.contains(&format!("<dt>{word}")), "{}: «{word}» is stated", one.code);
            }
            ensure!(!card.contains("id=\"documents\"") && !card.contains("id=\"refusals\""), "{}", one.code);
        }
        let page = read("/services/employment-certificate").await?;
        ensure!(page.contains("id=\"documents\"") && page.contains("id=\"refusals\""), "an open one says it");
    }
}
