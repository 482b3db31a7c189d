//! Shapes of the document, as tables of fields.

use super::document::{Document, Schema};
use serde::Serialize;
use serde_json::Value;

/// What a value is: a named shape, or a type in words; one, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Kind {
    /// The shape, described under its name.
    pub(crate) shape: Option<String>,
    /// The type, where it is no shape: `string, date-time`.
    pub(crate) words: String,
    pub(crate) list: bool,
}

/// A field of a shape.
#[derive(Debug, Serialize)]
pub(crate) struct Field {
    name: String,
    kind: Kind,
    required: bool,
    about: String,
    example: Option<String>,
}

/// A named shape: an object with fields, or a closed list of words.
#[derive(Debug, Serialize)]
pub(crate) struct Shape {
    pub(crate) name: String,
    about: String,
    fields: Vec<Field>,
    values: Vec<String>,
}

/// Every shape of the document, by name.
pub(super) fn shapes(document: &Document) -> Vec<Shape> {
    let shape = |(name, schema): (&String, &Schema)| Shape {
        name: name.clone(),
        about: schema.description.clone(),
        fields: fields(document, schema),
        values: schema.values.iter().map(plain).collect(),
    };
    document.components.schemas.iter().map(shape).collect()
}

fn fields(document: &Document, schema: &Schema) -> Vec<Field> {
    let own = schema.properties.iter().map(|(name, field)| Field {
        name: name.clone(),
        kind: kind(field),
        required: schema.required.contains(name),
        about: about(field),
        example: field.example.as_ref().map(plain),
    });
    let joined = schema.all_of.iter().flat_map(|part| {
        let named = part.reference.as_deref().map(last);
        let found = named.and_then(|name| document.components.schemas.get(name));
        fields(document, found.unwrap_or(part))
    });
    joined.chain(own).collect()
}

/// What is said of a field, also where it is one of a shape or nothing.
fn about(field: &Schema) -> String {
    if field.description.is_empty() {
        let other = field.one_of.iter().find(|one| !one.description.is_empty());
        return other.map(|one| one.description.clone()).unwrap_or_default();
    }
    field.description.clone()
}

/// What the values of a schema are.
pub(super) fn kind(schema: &Schema) -> Kind {
    if let Some(items) = &schema.items {
        return Kind { list: true, ..kind(items) };
    }
    if let Some(name) = &schema.reference {
        return Kind { shape: Some(last(name).to_owned()), words: String::new(), list: false };
    }
    if let Some(one) = schema.one_of.iter().find(|one| one.types.name() != "null") {
        return kind(one);
    }
    let name = schema.types.name();
    let words = match &schema.format {
        Some(format) => format!("{name}, {format}"),
        None => name.to_owned(),
    };
    Kind { shape: None, words, list: false }
}

/// The last part of a reference: the name.
fn last(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// A value without the quotes of a text.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
