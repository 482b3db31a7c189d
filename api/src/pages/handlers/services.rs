//! Services found by words, or by a way through the catalog (PT-02).

use super::{home, html, newest};
use crate::app::App;
use crate::drawing::Texts;
use crate::failure::Failure;
use crate::pages::model::tiles::{Found, Group, situation, tile, way};
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Visitor;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, web};
use catalog::{Catalog, Entry};
use domain::text::{Lang, Text};
use openapi::problem::{Code, FieldCode};
use serde::Deserialize;

/// The longest question.
const LONGEST: usize = 200;

/// Where one looks for services: the front page and the list.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(home::home).service(services);
}

/// What is asked.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    topic: Option<String>,
    department: Option<String>,
    audience: Option<String>,
    situation: Option<String>,
}

/// The list of services.
#[get("/services")]
pub(super) async fn services(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    let (lang, texts) = (visitor.lang, app.pages.texts());
    if query.q.chars().count() > LONGEST {
        let words = |lang| texts.pick("search_too_long", lang);
        let most = Text::new(words(Lang::Ru), words(Lang::En));
        return Err(Failure::field(Code::BadParameter, "query:q", FieldCode::TooLong, most).into());
    }
    let mine = newest(&app, &visitor).await?;
    let catalog = app.cx.catalog();
    let found: Vec<&Entry> = catalog
        .search(&query.q, lang)
        .into_iter()
        .map(|(_, entry)| entry)
        .filter(|entry| query.takes(&catalog, entry))
        .collect();
    let page = Found {
        q: query.q.trim().to_owned(),
        heading: query.heading(&catalog, lang),
        count: u64::try_from(found.len()).unwrap_or_default(),
        tiles: found.into_iter().map(|one| tile(&catalog, one, &mine, texts, lang)).collect(),
        groups: groups(&catalog, texts, lang),
    };
    html(&app, &visitor, "services.html", &page)
}

impl Query {
    fn takes(&self, catalog: &Catalog, entry: &Entry) -> bool {
        let of = &entry.service;
        let fits = |asked: &Option<String>, holds: &dyn Fn(&str) -> bool| {
            asked.as_deref().is_none_or(holds)
        };
        let helps = |code: &str| {
            let situation = catalog.life_situations().iter().find(|one| one.code == code);
            situation.is_some_and(|one| one.services.contains(&of.code))
        };
        fits(&self.topic, &|code| of.topics.iter().any(|one| one == code))
            && fits(&self.department, &|code| of.department.as_str() == code)
            && fits(&self.audience, &|code| of.audience.iter().any(|one| one == code))
            && fits(&self.situation, &helps)
    }

    fn heading(&self, catalog: &Catalog, lang: Lang) -> Option<String> {
        let situations = catalog.life_situations().iter();
        let titled = situations.map(|one| (one.code.as_str(), &one.title));
        let in_situation = self.situation.as_deref().and_then(|code| named(titled, code));
        let topics = catalog.topics().iter().map(|one| (one.code.as_str(), &one.title));
        let in_topic = self.topic.as_deref().and_then(|code| named(topics, code));
        let people = catalog.audiences().iter().map(|one| (one.code.as_str(), &one.title));
        let for_people = self.audience.as_deref().and_then(|code| named(people, code));
        let departments = catalog.departments().map(|one| (one.code.as_str(), &one.title));
        let of_department = self.department.as_deref().and_then(|code| named(departments, code));
        let found = in_situation.or(in_topic).or(for_people).or(of_department);
        found.map(|title| title.pick(lang).to_owned())
    }
}

fn named<'a>(
    mut list: impl Iterator<Item = (&'a str, &'a domain::text::Text)>,
    code: &str,
) -> Option<&'a domain::text::Text> {
    list.find(|(own, _)| *own == code).map(|(_, title)| title)
}

fn groups(catalog: &Catalog, texts: &Texts, lang: Lang) -> Vec<Group> {
    let facets = catalog.facets();
    let situations = catalog.life_situations().iter().map(|one| situation(one, lang)).collect();
    let by = |kind: &str, facets: &[catalog::navigation::Facet]| {
        facets.iter().filter_map(|one| way(kind, one, lang)).collect()
    };
    [
        ("facet_situations", situations),
        ("facet_topics", by("topic", &facets.topics)),
        ("facet_audiences", by("audience", &facets.audiences)),
        ("facet_departments", by("department", &facets.departments)),
    ]
    .into_iter()
    .map(|(key, ways)| Group { title: texts.pick(key, lang).to_owned(), ways })
    .collect()
}
