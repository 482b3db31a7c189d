//! A service's form: what its schema allows, what its layout shows, what fills it beforehand.

pub(crate) mod check;
pub(crate) mod due;
pub(crate) mod fields;
pub(crate) mod hard;
pub(crate) mod kept;
pub(crate) mod messages;
pub(crate) mod prefill;
pub(crate) mod tidy;

use crate::places::{escape, unescape};
use domain::id::UploadId;
use domain::typed;
use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::{Map, Value, json};

/// The format of a field that holds a file: the identifier of an upload.
pub(crate) const UPLOAD: &str = "upload";

/// A pointer into the schema, and what is wrong there.
pub(crate) type BadSchema = (String, String);

/// Compiles a schema, strictly: patterns run in linear time, formats are checked, an unknown
/// format is an error, nothing is fetched. An address is one that mail can be sent to, by the sender's own reading; `phone` is
/// E.164, `snils` eleven digits of which the last two check the others.
pub(crate) fn compile(schema: &Value) -> Result<Validator, BadSchema> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_pattern_options(PatternOptions::regex())
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_format("email", |text: &str| typed::email(text).as_deref() == Some(text))
        .with_format(UPLOAD, |text: &str| text.parse::<UploadId>().is_ok())
        .with_format("phone", |text: &str| typed::phone(text).as_deref() == Some(text))
        .with_format("snils", |text: &str| typed::snils(text).as_deref() == Some(text))
        .build(schema)
        .map_err(|error| (error.instance_path().to_string(), error.to_string()))
}

/// The properties of the form's schema, in order.
pub(crate) fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// Every field of a form, those of its groups too, by its pointer into the form's data; a group before its fields.
pub(crate) fn all_fields(schema: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    gather(schema, "", MAX_DEPTH, &mut found);
    found
}

fn gather<'a>(schema: &'a Value, at: &str, left: u8, found: &mut Vec<(String, &'a Value)>) {
    let Some(left) = left.checked_sub(1) else { return };
    for (name, field) in properties(schema) {
        let at = format!("{at}/{}", escape(name));
        found.push((at.clone(), field));
        gather(field, &at, left, found);
    }
}

/// The deepest that groups of a form, or parts of its layout, stand in one another.
pub(crate) const MAX_DEPTH: u8 = 8;

/// The part of the schema that describes the field at a pointer of the form's data.
pub(crate) fn describe<'a>(schema: &'a Value, pointer: &str) -> Option<&'a Value> {
    let mut steps = pointer.split('/');
    if steps.next() != Some("") {
        return None;
    }
    steps.try_fold(schema, |part, step| {
        let name = unescape(step);
        match part.get("items") {
            Some(items) if name.parse::<usize>().is_ok() => Some(items),
            _ => part.get("properties")?.get(&name),
        }
    })
}

/// The pointer into data that a scope of the layout names: `#/properties/a/properties/b` → `/a/b`.
pub(crate) fn pointer_of(scope: &str) -> Option<String> {
    let mut rest = scope.strip_prefix('#')?;
    let mut pointer = String::new();
    while !rest.is_empty() {
        rest = rest.strip_prefix("/properties/")?;
        let (name, tail) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        pointer.push('/');
        pointer.push_str(name);
        rest = tail;
    }
    (!pointer.is_empty()).then_some(pointer)
}

/// A value as a form of a page holds it: a text as it is, nothing for null.
#[must_use]
pub fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Puts a value at a pointer of a form, making the objects on the way; nothing happens where something else stands in it.
pub fn put(form: &mut Value, pointer: &str, value: Value) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    if !parent.is_empty() && form.pointer(parent).is_none() {
        put(form, parent, json!({}));
    }
    if let Some(object) = form.pointer_mut(parent).and_then(Value::as_object_mut) {
        object.insert(unescape(name), value);
    }
}

/// Takes away what is at a pointer.
pub(crate) fn remove(form: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let name = unescape(name);
    form.pointer_mut(parent)?.as_object_mut()?.shift_remove(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_of_the_layout_name_fields_of_the_data() {
        assert_eq!(pointer_of("#/properties/a").as_deref(), Some("/a"));
        assert_eq!(pointer_of("#/properties/a/properties/b").as_deref(), Some("/a/b"));
        for bad in ["#", "", "/properties/a", "#/a", "#/properties/a/b"] {
            assert_eq!(pointer_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn values_are_put_and_taken_by_pointer() {
        let mut form = json!({});
        put(&mut form, "/a/b", json!(1));
        put(&mut form, "/c", json!(2));
        assert_eq!(form, json!({"a": {"b": 1}, "c": 2}));
        assert_eq!(remove(&mut form, "/a/b"), Some(json!(1)));
        assert_eq!(remove(&mut form, "/x/y"), None);
        assert_eq!(form, json!({"a": {}, "c": 2}));
    }

    #[test]
    fn a_schema_that_is_none_is_an_error_with_its_place() {
        let (pointer, _) = compile(&json!({"properties": {"a": {"type": "strin"}}})).unwrap_err();
        assert!(pointer.starts_with("/properties/a"), "{pointer}");
        assert!(compile(&json!({"properties": {"a": {"format": "phonee"}}})).is_err());
        assert!(compile(&json!({"$ref": "https://example.org/x.json"})).is_err());
    }
}
