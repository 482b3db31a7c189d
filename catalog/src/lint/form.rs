//! Forms: every field is shown once, explained, and asks nothing that is known already.

mod layout;
mod schema;

use super::Found;
use crate::entry::Entry;
use crate::form::{all_fields, describe, pointer_of, properties};
use crate::places::escape;
use domain::service::Status;
use domain::text::Lang;
use serde_json::Value;
use std::collections::BTreeSet;

/// What the profile knows, by the names a form might ask it: such a field must be prefilled.
const PROFILE: [&str; 16] = [
    "last_name",
    "first_name",
    "middle_name",
    "full_name",
    "surname",
    "birth_date",
    "date_of_birth",
    "snils",
    "passport",
    "passport_number",
    "passport_series",
    "email",
    "mobile",
    "phone",
    "documents",
    "posts",
];

/// Words in the names of contacts: they never travel to the department, so the form must mark them.
const CONTACTS: [&str; 13] = [
    "email",
    "mail",
    "mobile",
    "phone",
    "tel",
    "telephone",
    "cell",
    "fax",
    "telegram",
    "whatsapp",
    "viber",
    "skype",
    "messenger",
];

/// What a prefill may take from the profile; `*` is a place in a list.
const SOURCES: [&str; 12] = [
    "last_name",
    "first_name",
    "middle_name",
    "birth_date",
    "email",
    "mobile",
    "documents.*.kind",
    "documents.*.series",
    "documents.*.number",
    "documents.*.issued_on",
    "documents.*.issued_by",
    "posts.*.organisation",
];

pub(super) fn lint(found: &mut Found<'_>, entry: &Entry) {
    let service = &entry.service;
    if service.status == Status::Announced {
        return;
    }
    let schema = &service.form.schema;
    if properties(schema).next().is_none() {
        found.wrong("/form", "a published service has a form with at least one field");
        return;
    }
    schema::lint(found, schema);
    for (pointer, field) in all_fields(schema) {
        let at = format!("/form/schema{}", pointer.replace('/', "/properties/"));
        let name = pointer.rsplit('/').next().unwrap_or_default();
        // A group is drawn as its fields, under the heading of the layout.
        if field.get("properties").is_none() {
            texts(found, &at, name, field);
        }
        known_already(found, entry, &at, &pointer);
        contact(found, &at, name, field);
    }
    layout::lint(found, &service.form);
    layout(found, entry);
    prefill(found, entry);
}

/// Every field has a name and a hint, every option a name, in both languages (DM-22.7).
fn texts(found: &mut Found<'_>, at: &str, name: &str, field: &Value) {
    let wanted = [
        ("title", "title"),
        ("x-title-en", "English title"),
        ("description", "hint"),
        ("x-description-en", "English hint"),
    ];
    for (key, word) in wanted {
        if !says(field, key) {
            found.wrong(at, format!("field `{name}` has no {word} (`{key}`)"));
        }
    }
    let part = field.get("items").unwrap_or(field);
    for list in ["oneOf", "anyOf"] {
        let options = part.get(list).and_then(Value::as_array);
        for (index, option) in options.into_iter().flatten().enumerate() {
            for key in ["const", "title", "x-title-en"] {
                if option.get(key).is_none() {
                    let reason = format!("option {} of `{name}` has no `{key}`", index + 1);
                    found.wrong(&format!("{at}/{list}/{index}"), reason);
                }
            }
        }
    }
    let ids = field.get("enum").is_some();
    if ids {
        found.wrong(
            at,
            format!("field `{name}` needs names for its options: `oneOf` instead of `enum`"),
        );
    }
}

fn says(part: &Value, key: &str) -> bool {
    part.get(key).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty())
}

/// The form asks nothing that a register or the profile holds (order 600 of 18.11.2020, DM-03).
fn known_already(found: &mut Found<'_>, entry: &Entry, at: &str, pointer: &str) {
    let name = pointer.rsplit('/').next().unwrap_or_default();
    for code in &entry.service.registers {
        let held = found.catalog.register(code).and_then(|register| register.holds(name));
        if let Some(fact) = held {
            let reason = format!(
                "field `{name}` asks what register `{code}` holds as `{fact}`: use the register"
            );
            found.wrong(at, reason);
        }
    }
    if PROFILE.contains(&name) && !entry.service.form.prefill.contains_key(pointer) {
        found.wrong(
            at,
            format!("field `{name}` asks what the profile knows: prefill it or drop it"),
        );
    }
}

/// The words of a name, in small letters: `home_phone2`, `homePhone` and `HomePhones` have two.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for sign in name.chars() {
        if (!sign.is_alphabetic() || (sign.is_uppercase() && after_small))
            && words.last().is_some_and(|word| !word.is_empty())
        {
            words.push(String::new());
        }
        if sign.is_alphabetic()
            && let Some(word) = words.last_mut()
        {
            word.extend(sign.to_lowercase());
        }
        after_small = sign.is_lowercase();
    }
    words.into_iter()
}

fn contact(found: &mut Found<'_>, at: &str, name: &str, field: &Value) {
    let format = field.get("format").and_then(Value::as_str);
    let reaches = matches!(format, Some("email" | "phone"))
        || words(name).any(|word| CONTACTS.contains(&word.trim_end_matches('s')));
    let marked = field.get("x-contact") == Some(&Value::Bool(true));
    // A group is as much a contact as its fields are: they are asked one by one.
    let group = field.get("properties").is_some();
    if reaches && !marked && !group {
        let reason = format!(
            "field `{name}` is a contact: mark it `x-contact: true`, the department must not see it"
        );
        found.wrong(at, reason);
    }
}

/// Every field stands in the layout once, and the layout names no other.
fn layout(found: &mut Found<'_>, entry: &Entry) {
    let form = &entry.service.form;
    let mut scopes = Vec::new();
    gather(&form.layout, "/form/layout", &mut scopes, 0);
    for (at, scope) in &scopes {
        let known =
            pointer_of(scope).is_some_and(|pointer| describe(&form.schema, &pointer).is_some());
        if !known {
            found.wrong(at, format!("the form has no field `{scope}`"));
        }
    }
    let mut shown = BTreeSet::new();
    for field in entry.fields(Lang::Ru) {
        if !shown.insert(field.pointer.clone()) {
            found.wrong("/form/layout", format!("field `{}` is shown twice", field.pointer));
        }
    }
    for (name, _) in properties(&form.schema) {
        let pointer = format!("/{}", escape(name));
        let inside =
            |one: &String| one.strip_prefix(&pointer).is_some_and(|rest| rest.starts_with('/'));
        if !shown.contains(&pointer) && !shown.iter().any(inside) {
            found.wrong("/form/layout", format!("field `{name}` is not in the layout"));
        }
    }
}

fn gather<'a>(part: &'a Value, at: &str, scopes: &mut Vec<(String, &'a str)>, depth: u8) {
    if depth > 16 {
        return;
    }
    match part {
        Value::Object(fields) => {
            for (key, value) in fields {
                let at = format!("{at}/{}", escape(key));
                match value.as_str() {
                    Some(scope) if key == "scope" => scopes.push((at, scope)),
                    _ => gather(value, &at, scopes, depth + 1),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                gather(item, &format!("{at}/{index}"), scopes, depth + 1);
            }
        }
        _ => {}
    }
}

fn prefill(found: &mut Found<'_>, entry: &Entry) {
    let form = &entry.service.form;
    for (pointer, source) in &form.prefill {
        let at = format!("/form/prefill/{}", escape(pointer));
        if describe(&form.schema, pointer).is_none() {
            found.wrong(&at, format!("the form has no field `{pointer}`"));
        }
        let path = source.strip_prefix("citizen.").unwrap_or_default().split('.');
        let place = |step: &str| !step.is_empty() && step.bytes().all(|sign| sign.is_ascii_digit());
        let path: Vec<_> = path.map(|step| if place(step) { "*" } else { step }).collect();
        if !SOURCES.contains(&path.join(".").as_str()) {
            let known = SOURCES.join(", citizen.");
            found
                .wrong(&at, format!("`{source}` is not in the profile: there are citizen.{known}"));
        }
    }
}
