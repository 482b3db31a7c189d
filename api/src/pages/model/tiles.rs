//! Services as tiles, with the live state of the reader's own applications (PT-05), and the ways to them.

use crate::drawing::{Texts, icon_names};
use crate::pages::dates::{When, day};
use catalog::navigation::{Facet, LifeSituation};
use catalog::{Catalog, Entry};
use chrono::TimeDelta;
use domain::application::Application;
use domain::process::Outcome;
use domain::service::Service;
use domain::term::{Term, TermUnit};
use domain::text::{Lang, form_for};
use domain::time::{Moment, moscow_day};
use serde::Serialize;
use url::form_urlencoded::byte_serialize;

/// A service in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Tile {
    pub(crate) href: String,
    pub(crate) title: String,
    /// Its name in the regulation, where that is another.
    pub(crate) official: Option<String>,
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
    pub(crate) number: String,
    /// The day it was filed.
    pub(crate) filed: When,
    pub(crate) title: String,
    pub(crate) ended: bool,
}

/// A way into the catalog.
#[derive(Debug, Serialize)]
pub(crate) struct Way {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    /// The picture beside it, of a life situation.
    pub(crate) icon: Option<String>,
    pub(crate) count: u64,
}

/// The front page.
#[derive(Debug, Serialize)]
pub(crate) struct Home {
    /// What the reader would look for first: what is ready, what goes on.
    pub(crate) own: Vec<Own>,
    /// How many of their applications go on beside these.
    pub(crate) more: u64,
    pub(crate) situations: Vec<Way>,
    pub(crate) topics: Vec<Way>,
    /// Services that can be applied for.
    pub(crate) tiles: Vec<Tile>,
    /// Services that are only announced.
    pub(crate) later: Vec<Tile>,
}

/// An application of the reader's on the front page.
#[derive(Debug, Serialize)]
pub(crate) struct Own {
    /// «Анна, справка готова», «Анна, ведомство рассматривает заявление».
    pub(crate) said: String,
    /// Of which service.
    pub(crate) title: String,
    pub(crate) href: String,
    /// Whether a document is ready: then it opens.
    pub(crate) ready: bool,
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
        official: of.official_title.as_ref().map(|one| one.pick(lang).to_owned()),
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
    let entry = catalog.service_at(&of.service, of.service_version)?;
    Some(Standing {
        href: format!("/applications/{}", of.id),
        number: of.number.to_string(),
        filed: day(moscow_day(of.filed_at), lang),
        title: entry.stage_title(stage).pick(lang).to_owned(),
        ended: of.outcome.is_some(),
    })
}

/// How many applications the front page names.
const NAMED: usize = 3;
/// How long a document that is ready stays on the front page: two weeks.
const FRESH: TimeDelta = TimeDelta::days(14);

/// What the front page says to a person of their own applications, the newest first: what became ready lately, what goes on;
/// and how many go on beside these.
pub(crate) fn own(
    catalog: &Catalog,
    (mine, now): (&[Application], Moment),
    name: &str,
    lang: Lang,
) -> (Vec<Own>, u64) {
    let is_fresh = |of: &&Application| match of.outcome {
        None => true,
        Some(Outcome::Granted) => {
            of.document().is_some() && now.signed_duration_since(of.stage_since) < FRESH
        }
        Some(_) => false,
    };
    let one = |of: &Application| {
        let stands = standing(catalog, of, lang)?;
        let entry = catalog.service_at(&of.service, of.service_version)?;
        let ready = of.document().map(|id| format!("/results/{id}"));
        Some(Own {
            said: format!("{name}, {}", begun_small(&stands.title)),
            title: entry.service.title.pick(lang).to_owned(),
            ready: ready.is_some(),
            href: ready.unwrap_or(stands.href),
        })
    };
    let fresh: Vec<&Application> = mine.iter().filter(is_fresh).collect();
    let rest = fresh.iter().skip(NAMED).filter(|of| of.outcome.is_none()).count();
    let named = fresh.into_iter().take(NAMED).filter_map(one).collect();
    (named, u64::try_from(rest).unwrap_or_default())
}

/// A sentence as it goes on after a name: its first letter small.
fn begun_small(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
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
        icon: None,
        count: u64::try_from(facet.services).unwrap_or_default(),
    })
}

/// A picture of ours by its name; a plain document, if none of that name is drawn.
fn drawn(name: &str) -> &str {
    if icon_names().any(|icon| icon == name) { name } else { "document" }
}

/// A way by what happened in a life.
pub(crate) fn situation(of: &LifeSituation, lang: Lang) -> Way {
    Way {
        href: format!("/services?situation={}", of.code),
        title: of.title.pick(lang).to_owned(),
        summary: of.summary.pick(lang).to_owned(),
        icon: Some(drawn(&of.icon).to_owned()),
        count: u64::try_from(of.services.len()).unwrap_or_default(),
    }
}
