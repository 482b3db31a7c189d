//! The catalog: what it holds, by code.

use crate::consultations::Consultations;
use crate::direct_filing::DirectReason;
use crate::entry::Entry;
use crate::mistake::Mistake;
use crate::navigation::{Heading, LifeSituation};
use crate::notice::Notice;
use crate::organisation::{Department, Register, duties};
use crate::papers::Papers;
use crate::places::Places;
use crate::search::{Index, Searched};
use domain::calendar::Calendar;
use domain::codes::{
    DepartmentCode, DirectReasonCode, NoticeCode, PapersCode, ProcessCode, RegisterCode,
    ServiceCode,
};
use domain::duty::Duty;
use domain::process::Process;
use serde_json::Value;
use std::collections::BTreeMap;

mod succession;
mod ways;

/// What a catalog is made of, in the order of its files.
pub(crate) struct Parts {
    pub(crate) entries: Vec<Entry>,
    pub(crate) processes: Vec<(String, Process)>,
    pub(crate) departments: Vec<Department>,
    pub(crate) direct_reasons: Vec<DirectReason>,
    pub(crate) papers: Vec<Papers>,
    pub(crate) consultations: Consultations,
    pub(crate) registers: Vec<Register>,
    pub(crate) notices: Vec<(String, Notice)>,
    pub(crate) templates: BTreeMap<String, String>,
    pub(crate) samples: BTreeMap<String, Vec<Value>>,
    pub(crate) topics: Vec<Heading>,
    pub(crate) audiences: Vec<Heading>,
    pub(crate) situations: Vec<LifeSituation>,
    pub(crate) synonyms: Vec<Vec<String>>,
    pub(crate) calendar: Calendar,
}

/// Everything the platform knows of services.
#[derive(Debug)]
pub struct Catalog {
    entries: BTreeMap<ServiceCode, BTreeMap<u32, Entry>>,
    processes: BTreeMap<ProcessCode, BTreeMap<u32, (String, Process)>>,
    departments: Vec<Department>,
    direct_reasons: Vec<DirectReason>,
    papers: Vec<Papers>,
    consultations: Consultations,
    registers: Vec<Register>,
    notices: BTreeMap<NoticeCode, (String, Notice)>,
    templates: BTreeMap<String, String>,
    samples: BTreeMap<String, Vec<Value>>,
    topics: Vec<Heading>,
    audiences: Vec<Heading>,
    situations: Vec<LifeSituation>,
    calendar: Calendar,
    index: Index,
    /// Where things stand in the files, for the linter.
    places: BTreeMap<String, Places>,
}

impl Catalog {
    pub(crate) fn new(parts: Parts, places: BTreeMap<String, Places>) -> Self {
        let mut entries: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for entry in parts.entries {
            let key = (entry.service.code.clone(), entry.service.version);
            entries.entry(key.0).or_default().insert(key.1, entry);
        }
        let mut processes: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for (file, process) in parts.processes {
            let key = (process.code.clone(), process.version);
            processes.entry(key.0).or_default().insert(key.1, (file, process));
        }
        let by_notice = |(file, notice): (String, Notice)| (notice.code().clone(), (file, notice));
        let mut catalog = Self {
            entries,
            processes,
            departments: parts.departments,
            direct_reasons: parts.direct_reasons,
            papers: parts.papers,
            consultations: parts.consultations,
            registers: parts.registers,
            notices: parts.notices.into_iter().map(by_notice).collect(),
            templates: parts.templates,
            samples: parts.samples,
            topics: parts.topics,
            audiences: parts.audiences,
            situations: parts.situations,
            calendar: parts.calendar,
            index: Index::default(),
            places,
        };
        let searched = Searched {
            services: catalog.entries().map(|entry| &entry.service).collect(),
            departments: &catalog.departments,
            topics: &catalog.topics,
            audiences: &catalog.audiences,
            situations: &catalog.situations,
        };
        catalog.index = Index::of(&searched, &parts.synonyms);
        catalog
    }

    /// The current version of every service, by code.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter_map(|versions| versions.values().next_back())
    }

    /// Every version of every service.
    pub fn versions(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().flat_map(BTreeMap::values)
    }

    /// The current version of a service.
    #[must_use]
    pub fn service(&self, code: &ServiceCode) -> Option<&Entry> {
        self.entries.get(code)?.values().next_back()
    }

    /// The version of a service a case began with.
    #[must_use]
    pub fn service_at(&self, code: &ServiceCode, version: u32) -> Option<&Entry> {
        self.entries.get(code)?.get(&version)
    }

    /// The current version of every process.
    pub fn processes(&self) -> impl Iterator<Item = &Process> {
        self.processes.values().filter_map(|all| all.values().next_back()).map(|(_, one)| one)
    }

    /// Every version of every process: cases go on by older ones.
    pub fn process_versions(&self) -> impl Iterator<Item = &Process> {
        self.processes.values().flat_map(|all| all.values()).map(|(_, one)| one)
    }

    /// The current version of a process: new cases begin by it.
    #[must_use]
    pub fn process(&self, code: &ProcessCode) -> Option<&Process> {
        self.processes.get(code)?.values().next_back().map(|(_, process)| process)
    }

    /// The version of a process a case began with.
    #[must_use]
    pub fn process_at(&self, code: &ProcessCode, version: u32) -> Option<&Process> {
        self.processes.get(code)?.get(&version).map(|(_, process)| process)
    }

    /// Every organisation, in the order of its file.
    pub fn departments(&self) -> impl Iterator<Item = &Department> {
        self.departments.iter()
    }

    /// An organisation.
    #[must_use]
    pub fn department(&self, code: &DepartmentCode) -> Option<&Department> {
        self.departments.iter().find(|one| one.code == *code)
    }

    /// Why an application may be filed at its department, in the order of the file.
    #[must_use]
    pub fn direct_reasons(&self) -> &[DirectReason] {
        &self.direct_reasons
    }

    /// One of those reasons.
    #[must_use]
    pub fn direct_reason(&self, code: &DirectReasonCode) -> Option<&DirectReason> {
        self.direct_reasons.iter().find(|one| one.code == *code)
    }

    /// A kind of papers that may be carried.
    #[must_use]
    pub fn papers(&self, code: &PapersCode) -> Option<&Papers> {
        self.papers.iter().find(|one| one.code == *code)
    }

    /// How calls are answered.
    #[must_use]
    pub const fn consultations(&self) -> &Consultations {
        &self.consultations
    }

    /// The duties that follow from a post in the organisation of this ОГРН. An officer of a
    /// subordinate organisation is also an officer of the department it acts for.
    #[must_use]
    pub fn duties_of(&self, ogrn: &str) -> Vec<Duty> {
        duties(&self.departments, ogrn)
    }

    /// Every register, in the order of its file.
    pub fn registers(&self) -> impl Iterator<Item = &Register> {
        self.registers.iter()
    }

    /// One that may be asked about a person, by its code.
    #[must_use]
    pub fn register(&self, code: &RegisterCode) -> Option<&Register> {
        self.registers.iter().find(|one| one.code == *code)
    }

    /// Every notice.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.notices.values().map(|(_, notice)| notice)
    }

    /// The words of a kind of message, by its code.
    #[must_use]
    pub fn notice(&self, code: &NoticeCode) -> Option<&Notice> {
        self.notices.get(code).map(|(_, notice)| notice)
    }

    /// The files of templates.
    pub fn templates(&self) -> impl Iterator<Item = &str> {
        self.templates.keys().map(String::as_str)
    }

    /// The source of a template, by its file name.
    #[must_use]
    pub fn template(&self, file: &str) -> Option<&str> {
        self.templates.get(file).map(String::as_str)
    }

    /// The invented values a template is tried with, by the template's file name.
    #[must_use]
    pub fn samples(&self, file: &str) -> &[Value] {
        self.samples.get(file).map_or(&[], Vec::as_slice)
    }

    /// The production calendar.
    #[must_use]
    pub const fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Topics, in the order they are shown.
    #[must_use]
    pub fn topics(&self) -> &[Heading] {
        &self.topics
    }

    /// Categories of people, in the order they are shown.
    #[must_use]
    pub fn audiences(&self) -> &[Heading] {
        &self.audiences
    }

    /// Life situations, in the order they are shown.
    #[must_use]
    pub fn life_situations(&self) -> &[LifeSituation] {
        &self.situations
    }

    /// A mistake at a place of a file.
    pub(crate) fn mistake(&self, file: &str, pointer: &str, reason: &str) -> Mistake {
        let at = self.places.get(file).and_then(|places| places.find(pointer));
        Mistake::at(file, at, reason)
    }

    /// The places of every file, for the linter.
    pub(crate) fn places(&self) -> impl Iterator<Item = (&str, &Places)> {
        self.places.iter().map(|(file, places)| (file.as_str(), places))
    }

    /// Every version of every process with its file.
    pub(crate) fn process_files(&self) -> impl Iterator<Item = (&str, &Process)> {
        let all = self.processes.values().flat_map(BTreeMap::values);
        all.map(|(file, process)| (file.as_str(), process))
    }

    /// Every notice with its file.
    pub(crate) fn notice_files(&self) -> impl Iterator<Item = (&str, &Notice)> {
        self.notices.values().map(|(file, notice)| (file.as_str(), notice))
    }
}
