//! A form as it is on the screen: what was typed, also where it is wrong, so that nothing is lost.

use super::date_parts::joined;
use crate::pages::posted::Fields;
use catalog::{Entry, FieldView, Widget, as_text, put};
use domain::text::Lang;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What stands in each field, by its pointer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filled(BTreeMap<String, Vec<String>>);

impl Filled {
    /// What a form of the page brought. Fields the service does not have are not taken.
    pub(crate) fn posted(fields: &[FieldView], posted: &Fields) -> Self {
        let typed = |field: &FieldView| {
            let mut values: Vec<String> = posted.all(&field.pointer).map(str::to_owned).collect();
            if field.widget == Widget::Date {
                values.extend(joined(&field.pointer, posted));
            }
            (!values.is_empty()).then(|| (field.pointer.clone(), values))
        };
        Self(fields.iter().filter_map(typed).collect())
    }

    /// What a draft or the profile holds.
    pub(crate) fn of(fields: &[FieldView], form: &Value) -> Self {
        let typed = |field: &FieldView| {
            let values = match form.pointer(&field.pointer)? {
                Value::Array(items) => items.iter().map(as_text).collect(),
                one => vec![as_text(one)],
            };
            Some((field.pointer.clone(), values))
        };
        Self(fields.iter().filter_map(typed).collect())
    }

    /// What stands in a field of one value.
    pub(crate) fn one(&self, pointer: &str) -> &str {
        self.all(pointer).first().map_or("", String::as_str)
    }

    /// What stands in a field of many values.
    pub(crate) fn all(&self, pointer: &str) -> &[String] {
        self.0.get(pointer).map_or(&[], Vec::as_slice)
    }

    /// Every value, with the pointer of its field.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        let of = |(pointer, values): (&String, &Vec<String>)| {
            values.iter().map(|value| (pointer.clone(), value.clone())).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of).collect()
    }

    /// The form these values make. A field that is not shown for this choice is left out, whatever
    /// was typed in it; leaving one out may hide another, so it is done until nothing changes.
    pub(crate) fn form(&self, entry: &Entry, lang: Lang) -> Value {
        let fields = entry.fields(lang);
        let mut form = self.made_of(entry, &fields);
        for _ in &fields {
            let shown: BTreeSet<String> =
                entry.visible_fields(&form, lang).into_iter().map(|field| field.pointer).collect();
            let left: Vec<FieldView> =
                fields.iter().filter(|field| shown.contains(&field.pointer)).cloned().collect();
            let next = self.made_of(entry, &left);
            if next == form {
                break;
            }
            form = next;
        }
        form
    }

    fn made_of(&self, entry: &Entry, fields: &[FieldView]) -> Value {
        let mut form = Value::Object(Map::new());
        for field in fields {
            if let Some(value) = self.value(field) {
                put(&mut form, &field.pointer, value);
            }
        }
        entry.tidy(&form)
    }

    /// What stands in a field, as typed: the service's own reading makes of it what the field asks for.
    fn value(&self, field: &FieldView) -> Option<Value> {
        let typed = self.all(&field.pointer);
        if field.widget == Widget::Checkboxes {
            let chosen: Vec<Value> =
                typed.iter().filter(|one| !one.is_empty()).map(|one| one.as_str().into()).collect();
            return (!chosen.is_empty()).then_some(Value::Array(chosen));
        }
        typed.first().map(|one| one.as_str().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalog::Catalog;
    use serde_json::json;

    fn certificate(catalog: &Catalog) -> &Entry {
        catalog.service(&"employment-certificate".parse().unwrap()).unwrap()
    }

    fn typed(entry: &Entry, body: &str) -> Filled {
        let pairs: Vec<String> = body.split('&').map(|pair| format!("%2F{pair}")).collect();
        Filled::posted(&entry.fields(Lang::Ru), &Fields::parse(pairs.join("&").as_bytes()))
    }

    #[test]
    fn a_form_is_made_of_what_is_shown_and_keeps_what_is_typed() {
        let catalog = Catalog::embedded().unwrap();
        let entry = certificate(&catalog);
        let filled = typed(
            entry,
            "certificate_kind=unemployed_status&period_from=2026-01-01&purpose=+x+&email=&other=1",
        );
        let form = filled.form(entry, Lang::Ru);
        assert_eq!(form, json!({"certificate_kind": "unemployed_status", "purpose": "x"}));
        assert_eq!(filled.one("/period_from"), "2026-01-01");
        let periods = typed(entry, "certificate_kind=registration_periods&period_from=2026-01-01");
        let expected =
            json!({"certificate_kind": "registration_periods", "period_from": "2026-01-01"});
        assert_eq!(periods.form(entry, Lang::Ru), expected);
    }

    #[test]
    fn a_draft_shows_what_was_typed_before() {
        let catalog = Catalog::embedded().unwrap();
        let entry = certificate(&catalog);
        let form = json!({"certificate_kind": "benefit_amount", "email": "a@example.ru"});
        let filled = Filled::of(&entry.fields(Lang::Ru), &form);
        assert_eq!(filled.one("/email"), "a@example.ru");
        assert_eq!(filled.form(entry, Lang::Ru), form);
    }

    #[test]
    fn a_choice_that_is_not_offered_is_left_for_the_check_to_name() {
        let catalog = Catalog::embedded().unwrap();
        let entry = certificate(&catalog);
        let form = typed(entry, "certificate_kind=%3Cscript%3E").form(entry, Lang::Ru);
        assert_eq!(form, json!({"certificate_kind": "<script>"}));
        assert!(!entry.check_form(&form).is_empty());
    }
}
