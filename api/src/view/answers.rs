//! The answers of a form in words: what was chosen by its name, a day as people write it.

use casework::Upload;
use casework::read::Filed;
use catalog::{Entry, FieldView, Widget, as_text};
use chrono::NaiveDate;
use domain::snils::Snils;
use domain::text::Lang;
use domain::time::day_in_words;
use openapi::application::AnswerView;
use serde_json::Value;

/// What was answered, field by field, in the order of the form.
pub(crate) fn answers(
    entry: &Entry,
    (form, files): (&Value, &[Upload]),
    lang: Lang,
) -> Vec<AnswerView> {
    let one = |field: FieldView| match field.widget {
        Widget::File => named(field, form, files),
        _ => answer(field, form, lang),
    };
    entry.fields(lang).into_iter().filter_map(one).collect()
}

/// The same of what was filed, each answer that the last correction changed with what it was before.
pub(crate) fn filed_answers(
    entry: &Entry,
    (form, filed): (&Value, &Filed),
    lang: Lang,
) -> Vec<AnswerView> {
    let now = answers(entry, (form, &filed.uploads), lang);
    let Some((before, uploads)) = &filed.before else { return now };
    let were = answers(entry, (before, uploads), lang);
    let changed = |one: &AnswerView| form.pointer(&one.pointer) != before.pointer(&one.pointer);
    let with_was = |one: AnswerView| {
        let was = were.iter().find(|was| was.pointer == one.pointer);
        let was = was.map_or_else(String::new, |was| was.value.clone());
        AnswerView { was: changed(&one).then_some(was), ..one }
    };
    now.into_iter().map(with_was).collect()
}

/// A field that holds a file, by what its owner calls it.
fn named(field: FieldView, form: &Value, files: &[Upload]) -> Option<AnswerView> {
    let held = form.pointer(&field.pointer)?.as_str()?;
    let file = files.iter().find(|file| file.id.to_string() == held);
    let value = file.map_or(held, |file| file.name.as_str()).to_owned();
    Some(AnswerView { pointer: field.pointer, title: field.title, value, was: None })
}

/// What was answered in a field.
pub(crate) fn answer(field: FieldView, form: &Value, lang: Lang) -> Option<AnswerView> {
    let value = match form.pointer(&field.pointer)? {
        Value::Array(items) => {
            items.iter().map(|item| in_words(&field, item, lang)).collect::<Vec<_>>().join(", ")
        }
        one => in_words(&field, one, lang),
    };
    Some(AnswerView { pointer: field.pointer, title: field.title, value, was: None })
}

fn in_words(field: &FieldView, value: &Value, lang: Lang) -> String {
    if let Some(option) = field.option(value) {
        return option.title.clone();
    }
    if let Some(snils) = value.as_str().filter(|_| field.widget == Widget::Snils) {
        return snils.parse::<Snils>().map_or_else(|_| snils.to_owned(), |one| one.to_string());
    }
    let date = value.as_str().filter(|_| field.widget == Widget::Date);
    match date.and_then(|text| text.parse::<NaiveDate>().ok()) {
        Some(date) => day_in_words(date, lang),
        None => yes_no(value, lang).map_or_else(|| as_text(value), str::to_owned),
    }
}

/// A yes or a no, of what is one.
pub(super) fn yes_no(value: &Value, lang: Lang) -> Option<&'static str> {
    Some(match (value.as_bool()?, lang) {
        (true, Lang::Ru) => "да",
        (false, Lang::Ru) => "нет",
        (true, Lang::En) => "yes",
        (false, Lang::En) => "no",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalog::Catalog;
    use serde_json::json;

    /// Proves G4.1 on the page of a case.
    #[test]
    fn an_officer_reads_answers_in_words_and_never_a_contact() {
        let catalog = Catalog::embedded().unwrap();
        let entry = catalog.service(&"employment-certificate".parse().unwrap()).unwrap();
        let form = json!({
            "certificate_kind": "registration_periods", "period_from": "2026-01-02", "email": "a@example.ru"
        });
        let words = |form: &Value| -> Vec<String> {
            answers(entry, (form, &[]), Lang::Ru).into_iter().map(|one| one.value).collect()
        };
        assert_eq!(words(&entry.form_for_department(&form)), ["Периоды учёта", "2 января 2026"]);
        // The applicant sees all of it.
        assert_eq!(words(&form), ["Периоды учёта", "2 января 2026", "a@example.ru"]);
    }
}
