//! Services as tiles, with the live state of the reader's own applications (PT-05), and the ways to them.

use crate::drawing::Texts;
use catalog::navigation::{Facet, LifeSituation};
use catalog::{Catalog, Entry};
use domain::application::Application;
use domain::service::Service;
use domain::term::{Term, TermUnit};
use domain::text::{Lang, form_for};
use serde::Serialize;
use url::form_urlencoded::byte_serialize;

/// A service in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Tile {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) department: String,
    /// What it takes; nothing of a service that is only announced.
    pub(crate) takes: Option<Takes>,
    /// Where the reader's newest application of it stands.
    pub(crate) state: Option<Standing>,
}

/// What a service takes, in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Takes {
    pub(crate) term: String,
    pub(crate) visits: u64,
}

/// Where an application stands.
#[derive(Debug, Serialize)]
pub(crate) struct Standing {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) ended: bool,
}

/// A way into the catalog.
#[derive(Debug, Serialize)]
pub(crate) struct Way {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) count: u64,
}

/// The front page.
#[derive(Debug, Serialize)]
pub(crate) struct Home {
    pub(crate) tiles: Vec<Tile>,
    pub(crate) topics: Vec<Way>,
    pub(crate) situations: Vec<Way>,
    /// Applications of the reader that go on.
    pub(crate) going: Vec<Going>,
}

/// An application that goes on, on the front page.
#[derive(Debug, Serialize)]
pub(crate) struct Going {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) stage: String,
}

/// The list of services.
#[derive(Debug, Serialize)]
pub(crate) struct Found {
    pub(crate) q: String,
    /// The topic, department, category or situation it is narrowed to.
    pub(crate) heading: Option<String>,
    pub(crate) tiles: Vec<Tile>,
    pub(crate) count: u64,
    pub(crate) groups: Vec<Group>,
}

/// Ways of one kind.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    pub(crate) title: String,
    pub(crate) ways: Vec<Way>,
}

/// A tile; `mine` are the reader's applications, newest first.
pub(crate) fn tile(
    catalog: &Catalog,
    entry: &Entry,
    mine: &[Application],
    texts: &Texts,
    lang: Lang,
) -> Tile {
    let of = &entry.service;
    let department = catalog.department(&of.department);
    let newest = mine.iter().find(|one| one.service == of.code);
    Tile {
        href: format!("/services/{}", of.code),
        title: of.title.pick(lang).to_owned(),
        summary: of.summary.pick(lang).to_owned(),
        department: department.map_or_else(String::new, |one| one.short.pick(lang).to_owned()),
        takes: entry
            .published()
            .map(|of| Takes { term: term(of.term, texts, lang), visits: visits(catalog, of) }),
        state: newest.and_then(|one| standing(catalog, one, lang)),
    }
}

/// How many visits a service needs.
pub(crate) fn visits(catalog: &Catalog, of: &Service) -> u64 {
    catalog.process(&of.process).map_or(0, |process| u64::from(process.visits_required))
}

/// Where an application stands, in words.
pub(crate) fn standing(catalog: &Catalog, of: &Application, lang: Lang) -> Option<Standing> {
    let stage = catalog.process_at(&of.process, of.process_version)?.stage(&of.stage)?;
    Some(Standing {
        href: format!("/applications/{}", of.id),
        title: stage.title.pick(lang).to_owned(),
        ended: of.outcome.is_some(),
    })
}

/// Applications that go on.
pub(crate) fn going(catalog: &Catalog, mine: &[Application], lang: Lang) -> Vec<Going> {
    let one = |of: &Application| {
        let entry = catalog.service_at(&of.service, of.service_version)?;
        let stands = standing(catalog, of, lang)?;
        let title = entry.service.title.pick(lang).to_owned();
        Some(Going { href: stands.href, title, stage: stands.title })
    };
    mine.iter().filter(|of| of.outcome.is_none()).filter_map(one).collect()
}

/// «1 рабочий день».
pub(crate) fn term(of: Term, texts: &Texts, lang: Lang) -> String {
    let key = match of.unit {
        TermUnit::WorkingDay => "n_working_days",
        TermUnit::CalendarDay => "n_calendar_days",
        TermUnit::Hour => "n_hours",
    };
    let amount = u64::from(of.amount);
    format!("{amount} {}", form_for(amount, texts.pick(key, lang)))
}

/// A way by a facet; one that leads to nothing is none.
pub(crate) fn way(kind: &str, facet: &Facet, lang: Lang) -> Option<Way> {
    let code: String = byte_serialize(facet.code.as_bytes()).collect();
    (facet.services > 0).then(|| Way {
        href: format!("/services?{kind}={code}"),
        title: facet.title.pick(lang).to_owned(),
        summary: String::new(),
        count: u64::try_from(facet.services).unwrap_or_default(),
    })
}

/// A way by what happened in a life.
pub(crate) fn situation(of: &LifeSituation, lang: Lang) -> Way {
    Way {
        href: format!("/services?situation={}", of.code),
        title: of.title.pick(lang).to_owned(),
        summary: of.summary.pick(lang).to_owned(),
        count: u64::try_from(of.services.len()).unwrap_or_default(),
    }
}
