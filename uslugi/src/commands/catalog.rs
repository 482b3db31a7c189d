//! `uslugi catalog check [folder]`: lints a catalog and says what is wrong, file by file. `uslugi catalog draw <folder>`: draws its
//! processes.

use crate::say;
use anyhow::{Context, bail};
use catalog::{Catalog, Report, diagram};
use documents::{Renderer, Template};
use domain::text::Lang;
use domain::time::{Clock, SystemClock, moscow_day};
use std::path::Path;

/// Checks a folder, or the catalog inside the binary.
pub fn check(folder: Option<&Path>) -> anyhow::Result<()> {
    let report = match folder {
        Some(folder) => catalog::check_dir(folder),
        None => match Catalog::embedded() {
            Ok(catalog) => Report::of(&catalog),
            Err(mistakes) => bail!("{}", lines(&mistakes)),
        },
    };
    say::line(&report.to_string());
    let loaded = match folder {
        Some(folder) => Catalog::from_dir(folder),
        None => Catalog::embedded(),
    };
    match loaded {
        Ok(catalog) => {
            if let Some(ends) = catalog.calendar().data_ends(moscow_day(SystemClock.now())) {
                say::line(&format!(
                    "warning: the production calendar {ends}: add the next year to catalog/calendars; \
                     until then terms that reach beyond are provisional"
                ));
            }
            templates(&catalog)
        }
        Err(mistakes) => bail!("{}", say::counted(u64::try_from(mistakes.len())?, "mistake")),
    }
}

/// Draws the current version of every process of the catalog inside the binary, in Russian.
pub fn draw(folder: &Path) -> anyhow::Result<()> {
    let catalog =
        Catalog::embedded().map_err(|mistakes| anyhow::anyhow!("{}", lines(&mistakes)))?;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{}: the folder cannot be made", folder.display()))?;
    let mut drawn = 0;
    for process in catalog.processes() {
        let file = folder.join(format!("{}.svg", process.code));
        std::fs::write(&file, diagram::svg(diagram::Names::of(process, None), Lang::Ru))
            .with_context(|| format!("{}: it cannot be written", file.display()))?;
        say::line(&file.display().to_string());
        drawn += 1;
    }
    say::line(&format!("drawn: {}", say::counted(drawn, "diagram")));
    Ok(())
}

/// Draws every result template with sample values.
fn templates(catalog: &Catalog) -> anyhow::Result<()> {
    let renderer = Renderer::new();
    let mut wrong = Vec::new();
    for name in catalog.templates() {
        let (source, samples) = (catalog.template(name).unwrap_or_default(), catalog.samples(name));
        let services: Vec<_> =
            catalog.versions().filter(|one| one.service.result.template == *name).collect();
        let hard: Vec<_> = services
            .iter()
            .flat_map(|service| samples.iter().flat_map(|sample| service.hard_samples(sample)))
            .collect();
        for sample in samples.iter().chain(&hard) {
            match renderer.check(Template { name, source }, sample) {
                Ok(()) => {}
                Err(error) => wrong.push(error.to_string()),
            }
        }
        let drawn = say::counted(u64::try_from(samples.len())?, "sample");
        let hard = u64::try_from(hard.len())?;
        say::line(&format!("template {name}: drawn with {drawn} and {hard} of the hardest values"));
    }
    if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("\n")) }
}

fn lines(mistakes: &[catalog::Mistake]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Issue 6, A7: every template is drawn with the hardest values, and nothing runs off a page.
    #[test]
    fn the_catalog_in_the_binary_is_whole_and_drawn_with_the_hardest_values() {
        check(None).unwrap();
    }
}
