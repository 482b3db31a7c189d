//! Schemas: every keyword is one that the form honours, and every field draws an input. A keyword that is misspelt, or that nothing
//! reads, would be a promise nobody keeps.

use super::super::Found;
use crate::form::{MAX_DEPTH, properties};
use crate::places::escape;
use serde_json::Value;

/// What the whole form may say, beside what a group may.
const WHOLE: [&str; 1] = ["$schema"];
/// What a group of fields may say.
const GROUP: [&str; 13] = [
    "type",
    "title",
    "x-title-en",
    "description",
    "x-description-en",
    "properties",
    "required",
    "additionalProperties",
    "if",
    "then",
    "else",
    "allOf",
    "x-contact",
];
/// What every field may say.
const FIELD: [&str; 12] = [
    "type",
    "title",
    "x-title-en",
    "description",
    "x-description-en",
    "examples",
    "x-contact",
    "x-office",
    "x-upload",
    "const",
    "oneOf",
    "anyOf",
];
/// What a text may say besides.
const TEXT: [&str; 6] =
    ["format", "pattern", "minLength", "maxLength", "x-invalid", "x-invalid-en"];
/// What a number may say besides.
const NUMBER: [&str; 5] =
    ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
/// What a choice of several may say besides.
const SEVERAL: [&str; 4] = ["items", "minItems", "maxItems", "uniqueItems"];
/// What a condition (`if`, `then`, `else`, a part of `allOf`) may say of a form or of a field in it.
const CONDITION: [&str; 19] = [
    "properties",
    "required",
    "if",
    "then",
    "else",
    "allOf",
    "anyOf",
    "not",
    "const",
    "enum",
    "type",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "contains",
];
/// What an option of a choice may say.
const OPTION: [&str; 3] = ["const", "title", "x-title-en"];
/// Formats that are checked, read as people type them, and drawn.
const FORMATS: [&str; 5] = ["date", "email", "phone", "snils", "upload"];

/// Words that are shown only beside others, and marks that mean something only as written.
fn says_what_is_read(found: &mut Found<'_>, at: &str, schema: &Value) {
    let says = |key: &str| schema.get(key).is_some();
    for key in ["x-invalid", "x-invalid-en"] {
        if says(key) && !says("pattern") && !says("format") {
            let reason = format!("`{key}` is said of a `pattern` or a `format`, and there is none");
            found.wrong(&format!("{at}/{key}"), reason);
        }
    }
    if schema.get("x-contact").is_some_and(|mark| !mark.is_boolean()) {
        found.wrong(&format!("{at}/x-contact"), "`x-contact` is true or false");
    }
    let examples = schema.get("examples").and_then(Value::as_array);
    for (index, example) in examples.into_iter().flatten().enumerate() {
        if !example.is_string() {
            let reason = "an example is a text, as a person would type it";
            found.wrong(&format!("{at}/examples/{index}"), reason);
        }
    }
}

pub(super) fn lint(found: &mut Found<'_>, schema: &Value) {
    group(found, "/form/schema", schema, &WHOLE, MAX_DEPTH);
}

fn group(found: &mut Found<'_>, at: &str, schema: &Value, beside: &[&str], left: u8) {
    let Some(left) = left.checked_sub(1) else {
        return found.wrong(at, "groups stand in one another too deep");
    };
    keywords(found, at, schema, &[&GROUP, beside]);
    says_what_is_read(found, at, schema);
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        found.wrong(at, "a form and a group of fields say `type: object`");
    }
    if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
        found.wrong(at, "the form must refuse other fields: `additionalProperties: false`");
    }
    names(found, at, schema, schema);
    for part in ["if", "then", "else", "allOf"] {
        if let Some(one) = schema.get(part) {
            condition(found, &format!("{at}/{part}"), one, schema, left);
        }
    }
    for (name, one) in properties(schema) {
        let at = format!("{at}/properties/{}", escape(name));
        if one.get("properties").is_some() {
            group(found, &at, one, &[], left);
        } else {
            field(found, &at, name, one);
        }
    }
}

fn field(found: &mut Found<'_>, at: &str, name: &str, schema: &Value) {
    let of = |part: &Value, key: &str| part.get(key).and_then(Value::as_str).map(str::to_owned);
    let choice = |part: &Value| {
        let list = part.get("oneOf").or_else(|| part.get("anyOf"))?.as_array();
        list.filter(|list| !list.is_empty()).cloned()
    };
    let kind = of(schema, "type");
    let besides: &[&str] = match kind.as_deref() {
        Some("string") => &TEXT,
        Some("integer" | "number") => &NUMBER,
        Some("array") => &SEVERAL,
        _ => &[],
    };
    keywords(found, at, schema, &[&FIELD, besides]);
    says_what_is_read(found, at, schema);
    let drawn = match (schema.get("items"), choice(schema), kind.as_deref()) {
        (Some(items), None, Some("array")) => choice(items).is_some(),
        (None, Some(_), kind) => kind != Some("array") && kind != Some("object"),
        (None, None, Some("string" | "boolean" | "integer" | "number")) => true,
        _ => false,
    };
    if !drawn {
        found.wrong(
            at,
            format!(
                "field `{name}` draws no input: it is a text, a number, yes or no, or a choice (`oneOf`, or `items` with `oneOf`)"
            ),
        );
    }
    let items = schema.get("items");
    if let Some(items) = items {
        keywords(found, &format!("{at}/items"), items, &[&["type", "oneOf", "anyOf"]]);
    }
    let place = if items.is_some() { format!("{at}/items") } else { at.to_owned() };
    for list in ["oneOf", "anyOf"] {
        let options = items.unwrap_or(schema).get(list).and_then(Value::as_array);
        for (index, option) in options.into_iter().flatten().enumerate() {
            keywords(found, &format!("{place}/{list}/{index}"), option, &[&OPTION]);
        }
    }
    if let Some(format) = of(schema, "format").filter(|one| !FORMATS.contains(&one.as_str())) {
        let reason =
            format!("format `{format}` is none of those a form draws: {}", FORMATS.join(", "));
        found.wrong(&format!("{at}/format"), reason);
    }
    let pattern = of(schema, "pattern").unwrap_or_default();
    for (range, letter) in [("а-я", 'ё'), ("А-Я", 'Ё')] {
        if pattern.contains(range) && !pattern.contains(letter) {
            let reason = format!("`{range}` leaves out `{letter}`: write `{range}{letter}`");
            found.wrong(&format!("{at}/pattern"), reason);
        }
    }
}

/// A condition speaks of fields that the form has, by keywords that are known.
pub(super) fn condition(found: &mut Found<'_>, at: &str, part: &Value, whole: &Value, left: u8) {
    let Some(left) = left.checked_sub(1) else {
        return found.wrong(at, "conditions stand in one another too deep");
    };
    if let Some(list) = part.as_array() {
        for (index, one) in list.iter().enumerate() {
            condition(found, &format!("{at}/{index}"), one, whole, left);
        }
        return;
    }
    keywords(found, at, part, &[&CONDITION]);
    names(found, at, part, whole);
    for key in ["if", "then", "else", "allOf", "anyOf", "not"] {
        if let Some(one) = part.get(key) {
            condition(found, &format!("{at}/{key}"), one, whole, left);
        }
    }
    if let Some(one) = part.get("contains") {
        let item = whole.get("items").unwrap_or(&Value::Null);
        condition(found, &format!("{at}/contains"), one, item, left);
    }
    for (name, one) in properties(part) {
        let at = format!("{at}/properties/{}", escape(name));
        match whole.get("properties").and_then(|fields| fields.get(name)) {
            Some(field) => condition(found, &at, one, field, left),
            None => found.wrong(&at, format!("the form has no field `{name}`")),
        }
    }
}

/// What is required is there.
fn names(found: &mut Found<'_>, at: &str, part: &Value, whole: &Value) {
    let required = part.get("required").and_then(Value::as_array);
    for (index, name) in required.into_iter().flatten().enumerate() {
        let known = name.as_str().is_some_and(|name| properties(whole).any(|(one, _)| one == name));
        if !known {
            let reason = format!("the form has no field {name}, yet requires it");
            found.wrong(&format!("{at}/required/{index}"), reason);
        }
    }
}

/// Every key of a part is one of the lists.
pub(super) fn keywords(found: &mut Found<'_>, at: &str, part: &Value, known: &[&[&str]]) {
    for key in part.as_object().into_iter().flat_map(serde_json::Map::keys) {
        if !known.iter().any(|list| list.contains(&key.as_str())) {
            let reason = format!("keyword `{key}` is unknown here: nothing would honour it");
            found.wrong(&format!("{at}/{}", escape(key)), reason);
        }
    }
}
