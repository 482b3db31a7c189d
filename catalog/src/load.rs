//! How files become a catalog: read strictly, compiled, then linted as a whole.

use crate::catalog::{Catalog, Parts};
use crate::direct_filing::DirectReason;
use crate::entry::Entry;
use crate::files::{Files, is_a};
use crate::lint::lint;
use crate::mistake::Mistake;
use crate::navigation::{Heading, LifeSituation};
use crate::notice::{Notice, NoticeFile};
use crate::office;
use crate::organisation::{Department, Register};
use crate::papers::Papers;
use crate::places::Places;
use crate::read::{parse, place_of_day};
use domain::calendar::{BadCalendar, Calendar, CalendarFile};
use domain::process::Process;
use domain::service::Service;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Lists and tables of their own; everything else stands in folders.
const TABLES: [&str; 9] = [
    "audiences.yaml",
    "consultations.yaml",
    "departments.yaml",
    "direct-filing.yaml",
    "life-situations.yaml",
    "papers.yaml",
    "registers.yaml",
    "synonyms.yaml",
    "topics.yaml",
];

const CALENDAR: &str = "calendars/ru.yaml";

impl Catalog {
    /// The catalog built into the program.
    pub fn embedded() -> Result<Self, Vec<Mistake>> {
        load(&Files::embedded())
    }

    /// The catalog of a folder.
    pub fn from_dir(folder: &Path) -> Result<Self, Vec<Mistake>> {
        load(&Files::read(folder)?)
    }
}

/// Makes a catalog of files, or tells everything that is wrong with them.
pub(crate) fn load(files: &Files) -> Result<Catalog, Vec<Mistake>> {
    let mut loader = Loader { files, mistakes: strangers(files), places: BTreeMap::new() };
    let parts = loader.parts();
    let Loader { mut mistakes, places, .. } = loader;
    // A file that cannot be read would be missed by all that names it: tell the cause alone.
    if !mistakes.is_empty() {
        mistakes.sort();
        return Err(mistakes);
    }
    let Some(parts) = parts else { return Err(mistakes) };
    let catalog = Catalog::new(parts, places);
    let mut mistakes = lint(&catalog);
    if mistakes.is_empty() {
        return Ok(catalog);
    }
    mistakes.sort();
    mistakes.dedup();
    Err(mistakes)
}

/// Files the catalog does not know: most likely a name with a slip in it.
fn strangers(files: &Files) -> Vec<Mistake> {
    let known = |name: &str| {
        TABLES.contains(&name)
            || name == CALENDAR
            || ["services/", "processes/", "notices/"]
                .iter()
                .any(|folder| name.strip_prefix(folder).is_some_and(|rest| !rest.contains('/')))
                && is_a(name, "yaml")
            || name.starts_with("templates/") && (is_a(name, "typ") || name.ends_with(SAMPLES))
    };
    let names = files.0.keys().filter(|name| !known(name));
    names.map(|name| Mistake::of(name, "is not a file the catalog knows")).collect()
}

/// How the file of a template's sample values ends.
const SAMPLES: &str = ".samples.yaml";

struct Loader<'a> {
    files: &'a Files,
    mistakes: Vec<Mistake>,
    places: BTreeMap<String, Places>,
}

impl Loader<'_> {
    fn parts(&mut self) -> Option<Parts> {
        let topics = self.list("topics.yaml", |one: &Heading| one.code.clone());
        let audiences = self.list("audiences.yaml", |one: &Heading| one.code.clone());
        let situations = self.list("life-situations.yaml", |one: &LifeSituation| one.code.clone());
        let departments = self.list("departments.yaml", |one: &Department| one.code.to_string());
        let direct_reasons =
            self.list("direct-filing.yaml", |one: &DirectReason| one.code.to_string());
        let papers = self.list("papers.yaml", |one: &Papers| one.code.to_string());
        let consultations = self.table("consultations.yaml");
        let registers = self.list("registers.yaml", |one: &Register| one.code.to_string());
        let synonyms = self.table("synonyms.yaml");
        let calendar = self.calendar();
        let processes = self.versions(
            "processes",
            |process: &Process| (process.code.to_string(), process.version),
            |_, process, _| Ok(process),
        );
        let offices = office::options(departments.iter().flatten());
        let entries = self.versions(
            "services",
            |service: &Service| (service.code.to_string(), service.version),
            |file, mut service: Service, places| {
                office::offer(&mut service, &offices);
                Entry::compile(file, service, places)
            },
        );
        let notices = self.notices();
        let templates = self.files.under("templates", "typ");
        let templates: BTreeMap<String, String> = templates
            .filter_map(|(name, text)| Some((name.strip_prefix("templates/")?, text)))
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect();
        let samples = self.samples(&templates);
        Some(Parts {
            entries: entries.into_values().collect(),
            processes: processes.into_iter().collect(),
            departments: departments?,
            direct_reasons: direct_reasons?,
            papers: papers?,
            consultations: consultations?,
            registers: registers?,
            notices,
            templates,
            samples,
            topics: topics?,
            audiences: audiences?,
            situations: situations?,
            synonyms: synonyms?,
            calendar: calendar?,
        })
    }

    fn table<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        if let Some(text) = self.files.0.get(name) {
            return self.parse(name, text);
        }
        self.mistakes.push(Mistake::of(name, "is missing"));
        None
    }

    /// A table whose rows have codes, each its own.
    fn list<T: DeserializeOwned>(
        &mut self,
        name: &str,
        code: impl Fn(&T) -> String,
    ) -> Option<Vec<T>> {
        let rows: Vec<T> = self.table(name)?;
        let mut seen = BTreeSet::new();
        for (index, row) in rows.iter().enumerate() {
            let code = code(row);
            if seen.contains(&code) {
                self.wrong(name, &format!("/{index}/code"), format!("`{code}` stands here twice"));
            }
            seen.insert(code);
        }
        Some(rows)
    }

    fn calendar(&mut self) -> Option<Calendar> {
        let file: CalendarFile = self.table(CALENDAR)?;
        // Layers such as the decrees of 2020 and 2021 are not counted in terms.
        let mistake = |error: BadCalendar| {
            let text = self.files.0.get(CALENDAR).map_or("", String::as_str);
            Mistake::at(CALENDAR, place_of_day(text, &error), error)
        };
        file.calendar(&[]).map_err(|error| self.mistakes.push(mistake(error))).ok()
    }

    /// The values each template is tried with, beside it: `x.samples.yaml` for `x.typ`.
    fn samples(&mut self, templates: &BTreeMap<String, String>) -> BTreeMap<String, Vec<Value>> {
        let mut found = BTreeMap::new();
        for template in templates.keys() {
            let stem = template.strip_suffix(".typ").unwrap_or(template);
            if let Some(samples) = self.table(&format!("templates/{stem}{SAMPLES}")) {
                found.insert(template.clone(), samples);
            }
        }
        found
    }

    fn notices(&mut self) -> Vec<(String, Notice)> {
        let mut found = Vec::new();
        for (name, text) in self.files.under("notices", "yaml") {
            let Some(file) = self.parse::<NoticeFile>(name, text) else { continue };
            if name != format!("notices/{}.yaml", file.code) {
                self.misnamed(name, file.code.as_str());
            }
            let places = self.places.get(name).cloned().unwrap_or_default();
            match Notice::compile(name, file, &places) {
                Ok(notice) => found.push((name.to_owned(), notice)),
                Err(more) => self.mistakes.extend(more),
            }
        }
        found
    }

    /// Files of things that have versions: `<code>.yaml` is the current one, `<code>.v1.yaml` an
    /// older one that cases still go on by.
    fn versions<T: DeserializeOwned, U>(
        &mut self,
        folder: &str,
        key: impl Fn(&T) -> (String, u32),
        make: impl Fn(&str, T, &Places) -> Result<U, Vec<Mistake>>,
    ) -> BTreeMap<String, U> {
        let mut found = BTreeMap::new();
        let mut seen: BTreeMap<(String, u32), &str> = BTreeMap::new();
        let mut current: BTreeMap<String, (u32, &str)> = BTreeMap::new();
        for (name, text) in self.files.under(folder, "yaml") {
            let Some(thing) = self.parse::<T>(name, text) else { continue };
            let (code, version) = key(&thing);
            if name == format!("{folder}/{code}.yaml") {
                current.insert(code.clone(), (version, name));
            } else if name != format!("{folder}/{code}.v{version}.yaml") {
                self.misnamed(name, &code);
            }
            if let Some(other) = seen.insert((code.clone(), version), name) {
                let reason = format!("version {version} of `{code}` is in {other} already");
                self.wrong(name, "/version", reason);
            }
            let places = self.places.get(name).cloned().unwrap_or_default();
            match make(name, thing, &places) {
                Ok(thing) => {
                    found.insert(name.to_owned(), thing);
                }
                Err(more) => self.mistakes.extend(more),
            }
        }
        for ((code, version), name) in seen {
            match current.get(&code) {
                None => self.wrong(
                    name,
                    "/code",
                    format!("`{code}` has no current version, {code}.yaml"),
                ),
                Some((latest, _)) if *latest < version => {
                    let reason = format!("is newer than version {latest} in {code}.yaml");
                    self.wrong(name, "/version", reason);
                }
                Some(_) => {}
            }
        }
        found
    }

    fn parse<T: DeserializeOwned>(&mut self, name: &str, text: &str) -> Option<T> {
        let places = Places::of(text);
        let thing = parse(name, text, &places).map_err(|mistake| self.mistakes.push(mistake)).ok();
        self.places.insert(name.to_owned(), places);
        thing
    }

    fn misnamed(&mut self, name: &str, code: &str) {
        let reason = format!("the file is not named after its code `{code}`");
        self.wrong(name, "/code", reason);
    }

    fn wrong(&mut self, name: &str, pointer: &str, reason: String) {
        let at = self.places.get(name).and_then(|places| places.find(pointer));
        self.mistakes.push(Mistake::at(name, at, reason));
    }
}
