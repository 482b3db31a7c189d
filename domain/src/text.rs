//! What people read: Russian always, English beside it.

use serde::{Deserialize, Serialize};

/// The language a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Russian, the language of the region and the default.
    #[default]
    Ru,
    /// English.
    En,
}

impl Lang {
    /// Chooses by the `Accept-Language` header: English only if it is asked for before Russian.
    #[must_use]
    pub fn negotiate(accept: &str) -> Self {
        let mut best = (0.0_f32, Self::Ru);
        for item in accept.split(',') {
            let mut parts = item.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q=").map(str::to_owned))
                .map_or(1.0, |q| q.parse().unwrap_or(0.0));
            let lang = match tag.split('-').next() {
                Some("ru") => Self::Ru,
                Some("en") => Self::En,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, lang);
            }
        }
        best.1
    }

    /// The language of a tag of RFC 5646, if it is one of ours.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        [Self::Ru, Self::En].into_iter().find(|lang| lang.tag() == tag)
    }

    /// The tag of RFC 5646.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

/// A text in Russian and, where somebody wrote it, in English.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Russian.
    pub ru: String,
    /// English; Russian stands in when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Text {
    /// A text with both languages.
    #[must_use]
    pub fn new(ru: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ru: ru.into(), en: Some(en.into()) }
    }

    /// The text in the language asked for, Russian if there is no other.
    #[must_use]
    pub fn pick(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => self.en.as_deref().unwrap_or(&self.ru),
        }
    }
}

/// The form of a word that goes with a number. Forms are separated by `|`: three in Russian (1, 2, 5), two in English.
#[must_use]
pub fn form_for(number: u64, forms: &str) -> &str {
    let forms: Vec<&str> = forms.split('|').collect();
    let place = match forms.as_slice() {
        [_, _, _] => match (number % 10, number % 100) {
            (_, 11..=14) => 2,
            (1, _) => 0,
            (2..=4, _) => 1,
            _ => 2,
        },
        _ => usize::from(number != 1),
    };
    forms.get(place).or(forms.last()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_agrees_with_its_number() {
        let forms = "услуга|услуги|услуг";
        for (number, form) in [
            (0, "услуг"),
            (1, "услуга"),
            (2, "услуги"),
            (3, "услуги"),
            (5, "услуг"),
            (11, "услуг"),
            (21, "услуга"),
            (112, "услуг"),
        ] {
            assert_eq!(form_for(number, forms), form, "{number}");
        }
        assert_eq!(form_for(1, "service|services"), "service");
        assert_eq!(form_for(2, "service|services"), "services");
        assert_eq!(form_for(21, "service|services"), "services");
    }

    #[test]
    fn english_is_chosen_only_when_preferred() {
        assert_eq!(Lang::negotiate(""), Lang::Ru);
        assert_eq!(Lang::negotiate("en-GB,en;q=0.9,ru;q=0.8"), Lang::En);
        assert_eq!(Lang::negotiate("ru,en;q=0.5"), Lang::Ru);
        assert_eq!(Lang::negotiate("de, fr;q=0.5"), Lang::Ru);
        assert_eq!(Lang::negotiate("en;q=junk, ru;q=0.1"), Lang::Ru);
    }
}
