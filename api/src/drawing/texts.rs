//! The texts of pages: one table, a key with Russian and English.

use super::engine::PageError;
use domain::text::{Lang, Text, form_for};
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{Error, ErrorKind};
use std::collections::BTreeMap;

const TABLE: &str = include_str!("texts.yaml");

/// The texts, by language and key.
#[derive(Debug)]
pub(crate) struct Texts {
    table: BTreeMap<String, Text>,
    ru: Value,
    en: Value,
}

impl Texts {
    /// The texts built into the program.
    pub(crate) fn embedded() -> Result<Self, PageError> {
        let table: BTreeMap<String, Text> =
            serde_saphyr::from_str(TABLE).map_err(|error| PageError::Texts(error.to_string()))?;
        let (ru, en) = (in_one(&table, Lang::Ru), in_one(&table, Lang::En));
        Ok(Self { table, ru, en })
    }

    /// All texts in one language, for templates.
    pub(super) fn of(&self, lang: Lang) -> Value {
        match lang {
            Lang::Ru => self.ru.clone(),
            Lang::En => self.en.clone(),
        }
    }

    /// One text; a key that is not there is shown as it is, so that it is seen and not lost.
    pub(crate) fn pick<'a>(&'a self, key: &'a str, lang: Lang) -> &'a str {
        self.table.get(key).map_or(key, |text| text.pick(lang))
    }

    /// One text, if there is one.
    pub(crate) fn find(&self, key: &str, lang: Lang) -> Option<&str> {
        self.table.get(key).map(|text| text.pick(lang))
    }

    #[cfg(test)]
    pub(super) const fn table(&self) -> &BTreeMap<String, Text> {
        &self.table
    }
}

fn in_one(table: &BTreeMap<String, Text>, lang: Lang) -> Value {
    let picked: BTreeMap<&str, &str> =
        table.iter().map(|(key, text)| (key.as_str(), text.pick(lang))).collect();
    Value::from(Serde(picked))
}

/// `{{ 5|counted(t.n_services) }}` → «5 услуг»: forms are separated by `|`, three in Russian (1, 2, 5),
/// two in English.
#[expect(clippy::needless_pass_by_value, reason = "the shape of a filter")]
pub(super) fn counted(number: u64, forms: String) -> String {
    format!("{number} {}", form_for(number, &forms))
}

/// `{{ 5|said(t.desk_waiting) }}` → «Ждут решения 5 заявлений»: whole sentences by number, `{n}` is its place.
#[expect(clippy::needless_pass_by_value, reason = "the shape of a filter")]
pub(super) fn said(number: u64, forms: String) -> String {
    sentence(number, &forms)
}

/// The sentence of a number, with the number in the place of `{n}`.
pub(crate) fn sentence(number: u64, forms: &str) -> String {
    form_for(number, forms).replace("{n}", &number.to_string())
}

/// `{{ t.found_for|fill(q=page.query) }}`: puts values in place of `{q}`.
#[expect(clippy::needless_pass_by_value, reason = "the shape of a filter")]
pub(super) fn fill(text: String, values: Kwargs) -> Result<String, Error> {
    let mut filled = text;
    let names: Vec<String> = values.args().map(str::to_owned).collect();
    for name in names {
        let value: Value = values.get(&name)?;
        let place = format!("{{{name}}}");
        if !filled.contains(&place) {
            let reason = format!("the text has no place for `{name}`");
            return Err(Error::new(ErrorKind::InvalidOperation, reason));
        }
        filled = filled.replace(&place, &value.to_string());
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::engine::TEMPLATES;
    use std::collections::BTreeSet;

    /// The keys templates name as `t.key`.
    fn keys_of(source: &str) -> BTreeSet<String> {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let mut keys = BTreeSet::new();
        for (at, _) in source.match_indices("t.") {
            let before = source[..at].chars().next_back();
            if before.is_some_and(|c| word(c) || c == '.' || c == '/') {
                continue;
            }
            let key: String = source[at + 2..].chars().take_while(|c| word(*c)).collect();
            if !key.is_empty() {
                keys.insert(key);
            }
        }
        keys
    }

    #[test]
    fn every_text_is_there_in_both_languages_and_every_key_of_a_template_is_a_text() {
        let texts = Texts::embedded().unwrap();
        for (key, text) in texts.table() {
            assert!(!text.ru.trim().is_empty(), "{key} has no Russian");
            assert!(
                text.en.as_ref().is_some_and(|en| !en.trim().is_empty()),
                "{key} has no English"
            );
        }
        for (name, source) in TEMPLATES {
            for key in keys_of(source) {
                assert!(
                    texts.table().contains_key(&key),
                    "{name} names `t.{key}`, which is no text"
                );
            }
        }
    }

    #[test]
    fn places_of_a_text_are_the_same_in_both_languages() {
        let places = |text: &str| -> BTreeSet<String> {
            text.split('{')
                .skip(1)
                .filter_map(|part| Some(part.split_once('}')?.0.to_owned()))
                .collect()
        };
        for (key, text) in Texts::embedded().unwrap().table() {
            assert_eq!(places(&text.ru), places(text.pick(Lang::En)), "{key}");
        }
    }
}
