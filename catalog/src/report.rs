//! What `catalog check` says of a folder.

use crate::catalog::Catalog;
use crate::mistake::Mistake;
use chrono::NaiveDate;
use serde::Serialize;
use std::fmt;
use std::path::Path;

/// The counts of a catalog, or its mistakes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// Services, each in its current version.
    pub services: usize,
    /// Of them, those one may apply for.
    pub published: usize,
    /// Versions of passports, old ones included.
    pub service_versions: usize,
    /// Versions of processes.
    pub processes: usize,
    /// Organisations.
    pub departments: usize,
    /// How many can be asked.
    pub registers: usize,
    /// How many kinds of message there are.
    pub notices: usize,
    /// Templates of results.
    pub templates: usize,
    /// How many years the production calendar covers.
    pub calendar_years: usize,
    /// The last day the production calendar has data of.
    pub calendar_until: NaiveDate,
    /// Everything wrong, as `catalog/services/x.yaml:12:5: …`.
    pub mistakes: Vec<String>,
}

/// Checks a folder without taking it into use.
#[must_use]
pub fn check_dir(folder: &Path) -> Report {
    match Catalog::from_dir(folder) {
        Ok(catalog) => Report::of(&catalog),
        Err(mistakes) => Report {
            mistakes: mistakes.iter().map(Mistake::to_string).collect(),
            ..Report::default()
        },
    }
}

impl Report {
    /// The counts of a catalog that is whole.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Self {
        Self {
            services: catalog.entries().count(),
            published: catalog.entries().filter(|entry| entry.is_open()).count(),
            service_versions: catalog.versions().count(),
            processes: catalog.processes().count(),
            departments: catalog.departments().count(),
            registers: catalog.registers().count(),
            notices: catalog.notices().count(),
            templates: catalog.templates().count(),
            calendar_years: catalog.calendar().years().count(),
            calendar_until: catalog.calendar().ends_on(),
            mistakes: Vec::new(),
        }
    }
}

/// The counts on a line, or the mistakes, one a line.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.mistakes.is_empty() {
            write!(
                f,
                "{} services ({} open), {} processes, {} departments, {} registers, {} notices, \
                 {} templates, {} calendar years (until {}): no mistakes",
                self.services,
                self.published,
                self.processes,
                self.departments,
                self.registers,
                self.notices,
                self.templates,
                self.calendar_years,
                self.calendar_until
            )
        } else {
            f.write_str(&self.mistakes.join("\n"))
        }
    }
}
