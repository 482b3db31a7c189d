//! What a register tells, in words: a code by its meaning, a day and an amount as people write them.

use super::answers::yes_no;
use super::{moment, roubles};
use catalog::organisation::{RegisterFact, Unit};
use chrono::{DateTime, NaiveDate, Utc};
use domain::text::Lang;
use domain::time::{day_in_words, moment_in_words, month_in_words};
use serde_json::{Map, Value};

/// A fact in words, several items on lines of their own. Nothing, where the register does not tell it, or tells it in a shape
/// that the catalog does not describe.
pub(crate) fn fact_in_words(fact: &RegisterFact, value: &Value, lang: Lang) -> Option<String> {
    let code = value.as_str().and_then(|code| fact.values.get(code));
    if let Some(meaning) = code {
        return Some(meaning.pick(lang).to_owned());
    }
    let parts = |fields: &Map<String, Value>| parts(fact, fields, lang);
    match value {
        Value::Object(fields) => parts(fields),
        Value::Array(items) if items.is_empty() => Some(none(lang).to_owned()),
        Value::Array(items) => {
            let lines = items.iter().map(|item| match item {
                Value::Object(fields) => parts(fields),
                plain => scalar(plain, fact.unit, lang),
            });
            lines.collect::<Option<Vec<_>>>().map(|lines| lines.join("\n"))
        }
        plain => scalar(plain, fact.unit, lang),
    }
}

/// The described fields of a fact; a single one needs no name.
fn parts(fact: &RegisterFact, fields: &Map<String, Value>, lang: Lang) -> Option<String> {
    let told: Vec<(&str, String)> = fact
        .parts
        .iter()
        .filter_map(|(name, part)| {
            let value = scalar(fields.get(name)?, part.unit, lang)?;
            Some((part.title.pick(lang), value))
        })
        .collect();
    match (told.as_slice(), fact.parts.len()) {
        ([], _) => None,
        ([(_, only)], 1) => Some(only.clone()),
        (several, _) => {
            let named: Vec<_> =
                several.iter().map(|(title, value)| format!("{title} {value}")).collect();
            Some(named.join(", "))
        }
    }
}

fn scalar(value: &Value, unit: Option<Unit>, lang: Lang) -> Option<String> {
    match value {
        Value::String(text) => Some(text_in_words(text, lang)),
        Value::Number(number) => match unit {
            Some(Unit::Kopecks) => number.as_i64().map(roubles),
            None => Some(number.to_string()),
        },
        Value::Bool(_) => yes_no(value, lang).map(str::to_owned),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A day, a month and a moment as people write them; any other text as it is.
fn text_in_words(text: &str, lang: Lang) -> String {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return day_in_words(day, lang);
    }
    if text.len() == 7
        && let Ok(month) = format!("{text}-01").parse::<NaiveDate>()
    {
        return month_in_words(month, lang);
    }
    match text.parse::<DateTime<Utc>>() {
        Ok(at) => moment_in_words(moment(at), lang),
        Err(_other) => text.to_owned(),
    }
}

const fn none(lang: Lang) -> &'static str {
    match lang {
        Lang::Ru => "нет",
        Lang::En => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalog::Catalog;
    use serde_json::json;

    fn told(name: &str, value: &Value) -> Option<String> {
        let catalog = Catalog::embedded().unwrap();
        let register = catalog.register(&"employment".parse().unwrap()).unwrap();
        fact_in_words(register.facts.get(name).unwrap(), value, Lang::Ru)
    }

    #[test]
    fn a_fact_of_a_register_reads_in_words() {
        let words = |name: &str, value: Value| told(name, &value).unwrap_or_default();
        assert_eq!(words("status", json!("unemployed")), "состоит на учёте");
        assert_eq!(words("registered_on", json!("2026-08-03")), "3 августа 2026");
        assert_eq!(words("as_of", json!("2026-11-22T09:05:00Z")), "22 ноября 2026, 12:05");
        assert_eq!(words("center", json!({"code": "czn-1", "name": "ЦЗН"})), "ЦЗН");
        assert_eq!(words("benefits", json!([])), "нет");
        let paid = json!([{"month": "2026-08", "amount_kopecks": 1_278_000}, {"month": "2026-09", "amount_kopecks": 5}]);
        assert_eq!(
            words("benefits", paid),
            "месяц август 2026, начислено 12\u{a0}780\u{a0}₽\nмесяц сентябрь 2026, начислено 0,05\u{a0}₽"
        );
    }

    /// What is not described is not shown: nobody knows what it says, or to whom it may be shown.
    #[test]
    fn what_the_catalog_does_not_describe_is_not_shown() {
        assert_eq!(told("removed_on", &Value::Null), None);
        assert_eq!(told("center", &json!({"code": "czn-1"})), None);
        assert_eq!(told("registered_on", &json!({"day": 3})), None);
        assert_eq!(told("benefits", &json!([{"snils": "900-101-317 08"}])), None);
        // A code that is new is shown as it is: better than nothing, and nothing is made of it.
        assert_eq!(told("status", &json!("paused")), Some("paused".to_owned()));
    }
}
