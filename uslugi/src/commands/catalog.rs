//! `uslugi catalog check [folder]`: lints a catalog and says what is wrong, file by file.

use crate::say;
use anyhow::bail;
use catalog::{Catalog, Report};
use documents::{Renderer, Template};
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
        Ok(catalog) => templates(&catalog),
        Err(mistakes) => bail!("{}", say::counted(u64::try_from(mistakes.len())?, "mistake")),
    }
}

/// Draws every result template with sample values.
fn templates(catalog: &Catalog) -> anyhow::Result<()> {
    let renderer = Renderer::new();
    let mut wrong = Vec::new();
    for name in catalog.templates() {
        let (source, samples) = (catalog.template(name).unwrap_or_default(), catalog.samples(name));
        for sample in samples {
            match renderer.check(Template { name, source }, sample) {
                Ok(()) => {}
                Err(error) => wrong.push(error.to_string()),
            }
        }
        let drawn = say::counted(u64::try_from(samples.len())?, "sample");
        say::line(&format!("template {name}: drawn with {drawn}"));
    }
    if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("\n")) }
}

fn lines(mistakes: &[catalog::Mistake]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
