//! The hardest values a template will meet, made of a sample of its own.

use super::fields::{FieldView, Widget};
use super::{put, remove};
use serde_json::{Value, json};

/// The longest name a record holds.
const LONGEST_NAME: usize = 80;
/// The longest text where a field says none.
const LONGEST_TEXT: u64 = 200;
/// Letters of many scripts, some of which no font of ours has.
const SCRIPTS: &str =
    "Ђорђе Łukasz Ġorġ Ørsted Ñandú Ґанна Қайрат გიორგი Արամ דוד محمد राम 李明 한글 ไทย Ёж";
/// The names of one who applies.
const NAMES: [&str; 3] = ["last_name", "first_name", "middle_name"];

/// Puts a text in the place of every text of several words: those of one word are codes and dates, which lead somewhere.
fn write_over(value: &mut Value, with: &str) {
    match value {
        Value::String(text) if text.contains(' ') => with.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|one| write_over(one, with)),
        Value::Object(fields) => fields.values_mut().for_each(|one| write_over(one, with)),
        _ => {}
    }
}

/// Those who apply, by the names of their values.
fn people(sample: &Value) -> impl Iterator<Item = &'static str> {
    ["applicant", "co_applicant"].into_iter().filter(|person| sample.get(person).is_some())
}

/// The samples.
pub(crate) fn hard(fields: &[FieldView], sample: &Value) -> Vec<Value> {
    let texts =
        || fields.iter().filter(|one| matches!(one.widget, Widget::Text | Widget::LongText));
    let filled = |name: String, text: &dyn Fn(u64) -> String| {
        let mut values = sample.clone();
        for person in people(sample) {
            for key in NAMES {
                put(&mut values, &format!("/{person}/{key}"), name.as_str().into());
            }
        }
        for part in ["decisions", "registers"] {
            if let Some(told) = values.get_mut(part) {
                write_over(told, &text(LONGEST_TEXT));
            }
        }
        for field in texts() {
            let longest = field.max_length.unwrap_or(LONGEST_TEXT);
            put(&mut values, &format!("/form{}", field.pointer), text(longest).into());
        }
        values
    };
    let letters =
        |letter: &str, count: u64| letter.repeat(usize::try_from(count).unwrap_or_default());
    let long = filled("Щ".repeat(LONGEST_NAME), &|longest| letters("Ш", longest));
    let scripts = filled(SCRIPTS.to_owned(), &|longest| {
        SCRIPTS.chars().take(usize::try_from(longest).unwrap_or_default()).collect()
    });
    let mut empty = sample.clone();
    for person in people(sample) {
        for key in ["first_name", "middle_name", "birth_date"] {
            put(&mut empty, &format!("/{person}/{key}"), json!(null));
        }
    }
    for field in fields.iter().filter(|one| !one.required) {
        remove(&mut empty, &format!("/form{}", field.pointer));
    }
    vec![long, scripts, empty]
}
