//! The ways to a service: facets of the navigation, and search.

use super::Catalog;
use crate::entry::Entry;
use crate::navigation::{Facet, Facets, Heading, LifeSituation};
use crate::organisation::Department;
use domain::text::{Lang, Text};

impl Catalog {
    /// The ways through the catalog, each with how many services it leads to (PT-02).
    #[must_use]
    pub fn facets(&self) -> Facets {
        let count = |holds: &dyn Fn(&Entry) -> bool| self.entries().filter(|e| holds(e)).count();
        let facet = |code: &str, title: &Text, services: usize| Facet {
            code: code.to_owned(),
            title: title.clone(),
            services,
        };
        let of_topic = |one: &Heading| {
            facet(&one.code, &one.title, count(&|e| e.service.topics.contains(&one.code)))
        };
        let of_audience = |one: &Heading| {
            facet(&one.code, &one.title, count(&|e| e.service.audience.contains(&one.code)))
        };
        let of_department = |one: &Department| {
            facet(one.code.as_str(), &one.short, count(&|e| e.service.department == one.code))
        };
        let of_situation = |one: &LifeSituation| facet(&one.code, &one.title, one.services.len());
        Facets {
            life_situations: self.situations.iter().map(of_situation).collect(),
            topics: self.topics.iter().map(of_topic).collect(),
            departments: self
                .departments()
                .map(of_department)
                .filter(|facet| facet.services > 0)
                .collect(),
            audiences: self.audiences.iter().map(of_audience).collect(),
        }
    }

    /// Services for what a person wrote, best first, each with its score: by any form of a word, by
    /// synonyms, by a beginning, with typos, in the wrong keyboard layout (PT-13). Nothing lists
    /// all.
    #[must_use]
    pub fn search(&self, query: &str, lang: Lang) -> Vec<(f32, &Entry)> {
        let scored = self.index.find(query);
        let mut found: Vec<(f32, &Entry)> = match scored {
            None => self.entries().map(|entry| (0.0, entry)).collect(),
            Some(scored) => scored
                .into_iter()
                .filter_map(|(score, code)| Some((score, self.service(code)?)))
                .collect(),
        };
        found.sort_by(|(a, one), (b, other)| {
            b.total_cmp(a)
                .then_with(|| other.is_open().cmp(&one.is_open()))
                .then_with(|| one.service.title.pick(lang).cmp(other.service.title.pick(lang)))
        });
        found
    }
}
