//! Search by what people call things (PT-13): word forms, synonyms, beginnings, typos, the wrong
//! keyboard layout. Everything that can be counted beforehand is.

use domain::codes::ServiceCode;
use std::collections::{BTreeMap, BTreeSet};

mod build;
mod distance;
mod words;

pub(crate) use build::Searched;
use distance::within;
use words::{Words, other_layout};

/// The longest query looked at, in characters; the rest is cut.
const MAX_QUERY: usize = 200;
/// The most words of a query looked at.
const MAX_WORDS: usize = 12;

/// What is written exactly so beats whatever only shares words.
const EXACT: f32 = 20.0;

/// How sure a match is, by how it was made.
const SAME: f32 = 1.0;
const BEGINNING: f32 = 0.6;
const ONE_TYPO: f32 = 0.5;
const TWO_TYPOS: f32 = 0.3;
/// A word that only a group of synonyms brought in.
const BY_GROUP: f32 = 0.5;

/// Less than this says nothing: a word of a description, a word that many services share.
const FLOOR: f32 = 1.2;
/// What is found so much less than the best is not meant.
const BESIDE: f32 = 0.2;

/// The index of a catalog.
#[derive(Debug, Default)]
pub(crate) struct Index {
    words: Words,
    services: Vec<ServiceCode>,
    /// Word or stem → (service, weight).
    terms: BTreeMap<String, Vec<(usize, f32)>>,
    /// A name or synonym as a whole, by its stems → services.
    phrases: BTreeMap<Vec<String>, BTreeSet<usize>>,
    /// Groups of synonyms, each phrase by its stems.
    groups: Vec<Vec<Vec<String>>>,
}

impl Index {
    /// Services with their scores, or nothing for a query that says nothing. What says too little is not found at all: an
    /// answer that is beside the point is worse than none.
    pub(crate) fn find(&self, query: &str) -> Option<Vec<(f32, &ServiceCode)>> {
        let query: String = query.chars().take(MAX_QUERY).collect();
        if query.trim().is_empty() {
            return None;
        }
        let scores = self.score(&query);
        let scores = if scores.values().all(|score| *score < FLOOR) {
            // «cfl» typed with the English layout on is «сад».
            other_layout(&query).map(|query| self.score(&query)).unwrap_or_default()
        } else {
            scores
        };
        let best = scores.values().copied().fold(0.0_f32, f32::max);
        let floor = FLOOR.max(best * BESIDE);
        let meant = scores.into_iter().filter(|(_, score)| *score >= floor);
        let named = |(number, score): (usize, f32)| Some((score, self.services.get(number)?));
        Some(meant.filter_map(named).collect())
    }

    fn score(&self, query: &str) -> BTreeMap<usize, f32> {
        let words: Vec<String> = Words::of(query).take(MAX_WORDS).collect();
        let stems: Vec<String> = words.iter().map(|word| self.words.stem(word)).collect();
        let mut total: BTreeMap<usize, f32> = BTreeMap::new();
        let mut matched: BTreeMap<usize, f32> = BTreeMap::new();
        let mut meant = BTreeSet::new();
        for (word, stem) in words.iter().zip(&stems) {
            let tells = !self.words.names_a_kind(stem);
            for (number, score) in self.matches(word, stem) {
                *total.entry(number).or_default() += score;
                *matched.entry(number).or_default() += 1.0;
                if tells {
                    meant.insert(number);
                }
            }
        }
        // Where more is said than a kind of paper, a service that has only that kind is another one.
        if self.says_more(&stems) {
            total.retain(|number, _| meant.contains(number));
        }
        let asked = words.iter().fold(0.0_f32, |sum, _| sum + 1.0);
        // A service that answers half of the words is less than half of an answer.
        for (number, score) in &mut total {
            let share = matched.get(number).copied().unwrap_or_default() / asked.max(1.0);
            *score *= share * share;
        }
        for (number, score) in self.by_groups(&stems) {
            *total.entry(number).or_default() += score;
        }
        for number in self.phrases.get(&stems).into_iter().flatten() {
            *total.entry(*number).or_default() += EXACT;
        }
        total
    }

    /// The services a word finds, each with its best score.
    fn matches(&self, word: &str, stem: &str) -> BTreeMap<usize, f32> {
        let mut best: BTreeMap<usize, f32> = BTreeMap::new();
        let mut note = |list: &[(usize, f32)], sure: f32| {
            let rare = self.rarity(list.len());
            for (number, weight) in list {
                let score = weight * sure * rare;
                let entry = best.entry(*number).or_default();
                *entry = entry.max(score);
            }
        };
        let exact: Vec<_> = [word, stem].iter().filter_map(|term| self.terms.get(*term)).collect();
        let found = !exact.is_empty();
        for list in exact {
            note(list, SAME);
        }
        if word.chars().count() >= 3 {
            let beginning = word.to_owned();
            let from = self.terms.range(beginning..);
            for (_, list) in from.take_while(|(term, _)| term.starts_with(word)) {
                note(list, BEGINNING);
            }
        }
        // A word the catalog knows is no typo of another.
        if !found {
            self.nearly(word, stem, &mut note);
        }
        best
    }

    fn nearly(&self, word: &str, stem: &str, note: &mut impl FnMut(&[(usize, f32)], f32)) {
        let letters = word.chars().count();
        let bound = match letters {
            0..=4 => return,
            5..=8 => 1,
            _ => 2,
        };
        for (term, list) in &self.terms {
            let near = within(word, term, bound).or_else(|| within(stem, term, bound.min(1)));
            match near {
                Some(0 | 1) => note(list, ONE_TYPO),
                Some(_) => note(list, TWO_TYPOS),
                None => {}
            }
        }
    }

    /// What the groups of synonyms find: a phrase of a group stands for each other one.
    fn by_groups(&self, stems: &[String]) -> BTreeMap<usize, f32> {
        let mut best: BTreeMap<usize, f32> = BTreeMap::new();
        for group in &self.groups {
            let said = |phrase: &&Vec<String>| holds(stems, phrase);
            let telling = |phrase: &Vec<String>| self.says_more(phrase) || !self.says_more(stems);
            if !group.iter().filter(said).any(telling) {
                continue;
            }
            for phrase in group.iter().filter(|phrase| !said(phrase)) {
                for (number, score) in self.all_of(phrase) {
                    let entry = best.entry(number).or_default();
                    *entry = entry.max(score * BY_GROUP);
                }
            }
        }
        best
    }

    /// Whether words say more than a kind of paper.
    fn says_more(&self, stems: &[String]) -> bool {
        !stems.iter().all(|stem| self.words.names_a_kind(stem))
    }

    /// The services that have every word of a phrase.
    fn all_of(&self, phrase: &[String]) -> BTreeMap<usize, f32> {
        let mut lists =
            phrase.iter().map(|stem| self.terms.get(stem).map_or(&[][..], Vec::as_slice));
        let Some(first) = lists.next() else { return BTreeMap::new() };
        let rare = self.rarity(first.len());
        let mut found: BTreeMap<usize, f32> =
            first.iter().map(|(number, weight)| (*number, weight * rare)).collect();
        for list in lists {
            found.retain(|number, score| match list.iter().find(|(one, _)| one == number) {
                Some((_, weight)) => {
                    *score = score.min(*weight);
                    true
                }
                None => false,
            });
        }
        found
    }

    /// A word that few services have says more (inverse document frequency).
    fn rarity(&self, having: usize) -> f32 {
        let number = |count: usize| u16::try_from(count).map_or(f32::from(u16::MAX), f32::from);
        (1.0 + number(self.services.len()) / number(having.max(1))).ln()
    }
}

/// Whether the words of a phrase stand in the query one after the other.
fn holds(query: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && query.windows(phrase.len()).any(|part| part == phrase)
}
