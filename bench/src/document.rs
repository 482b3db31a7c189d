//! Drawing documents: every template of a catalog with its sample values, over and over.

use crate::figures::{cores, millis, percentile};
use crate::process;
use anyhow::ensure;
use catalog::Catalog;
use documents::{Renderer, Template};
use std::time::{Duration, Instant};
use uslugi::say;

/// The moment of issue: 22 November 2026, noon in Moscow.
const ISSUED_AT_UNIX: i64 = 1_795_338_000;
/// What the QR code says: about as long as a real address.
const VERIFY_URL: &str = "https://uslugi.example.org/verify/ABCDEFGHJKMNPQRSTUVW";

/// How drawing one template went.
#[derive(Debug)]
pub(crate) struct Drawn {
    template: String,
    /// How long each took, shortest first.
    took: Vec<Duration>,
    /// CPU time of all of them.
    cpu: Duration,
    /// How long the last one is.
    bytes: usize,
}

/// Draws every template of the catalog so many times, with its samples in turn.
pub(crate) fn measure(catalog: &Catalog, times: u32) -> anyhow::Result<Vec<Drawn>> {
    let renderer = Renderer::new();
    let pid = std::process::id();
    let mut all = Vec::new();
    for name in catalog.templates() {
        let source = catalog.template(name).unwrap_or_default();
        let template = Template { name, source };
        let samples = catalog.samples(name);
        ensure!(!samples.is_empty(), "{name} has no sample values");
        let (mut took, mut bytes, before) = (Vec::new(), 0, process::used(pid)?);
        for sample in samples.iter().cycle().take(usize::try_from(times)?) {
            let began = Instant::now();
            bytes = renderer.render(template, sample, VERIFY_URL, ISSUED_AT_UNIX)?.pdf.len();
            took.push(began.elapsed());
        }
        took.sort_unstable();
        let cpu = process::used(pid)?.saturating_sub(before);
        all.push(Drawn { template: name.to_owned(), took, cpu, bytes });
    }
    Ok(all)
}

impl Drawn {
    /// Says the row.
    pub(crate) fn say(&self, terms: &str) {
        let times = self.took.len();
        let [p50, p99] = [50, 99].map(|percent| millis(percentile(&self.took, percent)));
        let cpu = millis(self.cpu / u32::try_from(times).unwrap_or(u32::MAX).max(1));
        say::line(&format!(
            "| {} | {times} | {p50} | {p99} | {cpu} | {} | {} cores, one draws | {terms} |",
            self.template,
            self.bytes,
            cores(),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_of_the_catalog_is_drawn() {
        let catalog = Catalog::embedded().unwrap();
        let all = measure(&catalog, 2).unwrap();
        assert_eq!(all.len(), catalog.templates().count());
        assert!(all.iter().all(|one| one.took.len() == 2 && one.bytes > 1_000));
    }
}
