//! The catalog while the platform runs: a new one is taken, a broken one is refused and named.

use anyhow::{Context, ensure};
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
        ensure!(client.service("employment-certificate").await?.term.amount == 1);

        let renamed = good.replacen("Выдача справок", "Получение справок", 1);
        fs::write(&file, &renamed)?;
        world.platform.reload_catalog(&folder)?;
        let service = client.service("employment-certificate").await?;
        ensure!(service.summary.title.contains("Получение"), "{}", service.summary.title);
    }
}
