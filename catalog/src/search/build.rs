//! Building the index, once for a catalog.

use super::Index;
use super::words::Words;
use crate::navigation::{Heading, LifeSituation};
use crate::organisation::Department;
use domain::service::Service;
use domain::text::Text;

/// How much a word says of a service, by where it stands.
const NAME: f32 = 4.0;
const SYNONYM: f32 = 4.0;
const SUMMARY: f32 = 1.5;
const HEADING: f32 = 1.0;
const DESCRIPTION: f32 = 0.5;

/// What is indexed of a catalog.
pub(crate) struct Searched<'a> {
    /// The current version of every service.
    pub(crate) services: Vec<&'a Service>,
    pub(crate) departments: &'a [Department],
    pub(crate) topics: &'a [Heading],
    pub(crate) audiences: &'a [Heading],
    pub(crate) situations: &'a [LifeSituation],
}

impl Index {
    /// Indexes the current version of every service.
    pub(crate) fn of(catalog: &Searched<'_>, groups: &[Vec<String>]) -> Self {
        let mut index = Self::default();
        index.groups = groups
            .iter()
            .map(|group| group.iter().map(|phrase| index.words.stems(phrase)).collect())
            .collect();
        for service in &catalog.services {
            let number = index.services.len();
            index.services.push(service.code.clone());
            index.phrase(number, &service.title);
            index.add(number, &service.title, NAME);
            if let Some(official) = &service.official_title {
                index.phrase(number, official);
                index.add(number, official, NAME);
            }
            for synonym in &service.synonyms {
                let whole = index.words.stems(synonym);
                index.phrases.entry(whole).or_default().insert(number);
                index.take(number, synonym, SYNONYM);
            }
            index.add(number, &service.summary, SUMMARY);
            index.add(number, &service.description, DESCRIPTION);
            index.add(number, &service.result.title, SUMMARY);
            let own = |one: &&Department| one.code == service.department;
            if let Some(department) = catalog.departments.iter().find(own) {
                index.add(number, &department.title, HEADING);
                index.add(number, &department.short, HEADING);
            }
            let lists = [(catalog.topics, &service.topics), (catalog.audiences, &service.audience)];
            for (headings, codes) in lists {
                for one in headings.iter().filter(|one| codes.contains(&one.code)) {
                    index.add(number, &one.title, HEADING);
                }
            }
            let helping = |one: &&LifeSituation| one.services.contains(&service.code);
            for situation in catalog.situations.iter().filter(helping) {
                index.add(number, &situation.title, SUMMARY);
            }
        }
        index
    }

    fn phrase(&mut self, number: usize, text: &Text) {
        for text in [Some(&text.ru), text.en.as_ref()].into_iter().flatten() {
            let whole = self.words.stems(text);
            self.phrases.entry(whole).or_default().insert(number);
        }
    }

    fn add(&mut self, number: usize, text: &Text, weight: f32) {
        self.take(number, &text.ru, weight);
        if let Some(english) = &text.en {
            self.take(number, english, weight);
        }
    }

    /// Notes the words of a text, and their stems. Said twice is not said better: the best counts.
    fn take(&mut self, number: usize, text: &str, weight: f32) {
        for word in Words::of(text) {
            let stem = self.words.stem(&word);
            for term in [word, stem] {
                let list = self.terms.entry(term).or_default();
                match list.iter_mut().find(|(one, _)| *one == number) {
                    Some((_, best)) => *best = best.max(weight),
                    None => list.push((number, weight)),
                }
            }
        }
    }
}
