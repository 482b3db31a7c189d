//! Words as the search sees them: lower case, ё as е, no small words, stems.

use rust_stemmers::{Algorithm, Stemmer};
use std::collections::BTreeSet;
use std::fmt;

/// Words that say nothing of a service.
const SMALL: [&str; 58] = [
    "и",
    "в",
    "во",
    "на",
    "для",
    "о",
    "об",
    "по",
    "с",
    "со",
    "к",
    "ко",
    "из",
    "у",
    "за",
    "от",
    "до",
    "не",
    "ли",
    "а",
    "но",
    "я",
    "мне",
    "мой",
    "моя",
    "мы",
    "нам",
    "как",
    "что",
    "где",
    "это",
    "или",
    "при",
    "хочу",
    "нужна",
    "нужно",
    "нужен",
    "надо",
    "можно",
    "получить",
    "оформить",
    "подать",
    "сделать",
    "услуга",
    "услуги",
    "the",
    "a",
    "an",
    "of",
    "to",
    "for",
    "in",
    "on",
    "and",
    "how",
    "get",
    "my",
    "i",
];

/// Words for a kind of paper or of errand. Beside another word they only say how it is called: «справка о несудимости» is not
/// answered by another «справка».
const KINDS: [&str; 20] = [
    "справка",
    "бумага",
    "документ",
    "выписка",
    "свидетельство",
    "удостоверение",
    "разрешение",
    "заявление",
    "регистрация",
    "запись",
    "выдача",
    "заказать",
    "взять",
    "запросить",
    "онлайн",
    "срочно",
    "certificate",
    "document",
    "registration",
    "application",
];

/// Splits texts into words and finds their stems.
pub(super) struct Words {
    russian: Stemmer,
    english: Stemmer,
    /// The stems of [`KINDS`].
    kinds: BTreeSet<String>,
}

impl Default for Words {
    fn default() -> Self {
        let mut words = Self {
            russian: Stemmer::create(Algorithm::Russian),
            english: Stemmer::create(Algorithm::English),
            kinds: BTreeSet::new(),
        };
        words.kinds = KINDS.iter().map(|kind| words.stem(kind)).collect();
        words
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words")
    }
}

impl Words {
    /// The words of a text. A text of small words only keeps them: it is all there is.
    pub(super) fn of(text: &str) -> impl Iterator<Item = String> {
        let text = text.to_lowercase().replace('ё', "е");
        let all: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let telling = all.iter().any(|word| !SMALL.contains(&word.as_str()));
        all.into_iter().filter(move |word| !telling || !SMALL.contains(&word.as_str()))
    }

    /// The stem of a word in lower case.
    pub(super) fn stem(&self, word: &str) -> String {
        let latin = word.is_ascii();
        let stemmer = if latin { &self.english } else { &self.russian };
        stemmer.stem(word).into_owned()
    }

    /// Whether a stem is of a word that only names a kind of paper or of errand.
    pub(super) fn names_a_kind(&self, stem: &str) -> bool {
        self.kinds.contains(stem)
    }

    /// The stems of a text.
    pub(super) fn stems(&self, text: &str) -> Vec<String> {
        Self::of(text).map(|word| self.stem(&word)).collect()
    }
}

/// The same keys with the Russian layout on, if the text was typed in Latin letters.
pub(super) fn other_layout(text: &str) -> Option<String> {
    const LATIN: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
    const RUSSIAN: &str = "ёйцукенгшщзхъфывапролджэячсмитьбю";
    if !text.is_ascii() {
        return None;
    }
    let key = |c: char| {
        let pair = LATIN.chars().zip(RUSSIAN.chars()).find(|(latin, _)| *latin == c);
        pair.map_or(c, |(_, russian)| russian)
    };
    let swapped: String = text.to_lowercase().chars().map(key).collect();
    (!swapped.is_ascii()).then_some(swapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_small_ones_dropped() {
        let words: Vec<_> = Words::of("Приём у врача, ЁЛКА и 10-й").collect();
        assert_eq!(words, ["прием", "врача", "елка", "10", "й"]);
        let small: Vec<_> = Words::of("что это").collect();
        assert_eq!(small, ["что", "это"], "all there is");
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        let words = Words::default();
        assert_eq!(words.stems("справку о безработном"), words.stems("Справка безработного"));
        assert_eq!(words.stems("doctors"), words.stems("doctor"));
    }

    #[test]
    fn the_wrong_layout_is_put_right() {
        assert_eq!(other_layout("ltncrbq cfl").as_deref(), Some("детский сад"));
        assert_eq!(other_layout("сад"), None);
        assert_eq!(other_layout("123"), None);
    }
}
