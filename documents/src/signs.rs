//! Signs that no font here has. A granted document is not held up by a letter of a name: the sign is replaced, and the template is told, so
//! that it can say so.

use crate::shelf::Shelf;
use serde_json::Value;

/// What stands for a sign that cannot be printed: the square that forms are filled into.
const REPLACEMENT: char = '□';
/// The value that tells a template that signs were replaced.
const TOLD: &str = "signs_replaced";

/// The values with every sign replaced that no font has, and, where any was, `signs_replaced: true` among them. Control signs are no
/// letters and go.
pub(crate) fn printable(shelf: &Shelf, values: &Value) -> Value {
    let mut replaced = false;
    let mut values = walk(shelf, values, &mut replaced);
    if let Some(fields) = values.as_object_mut().filter(|_| replaced) {
        fields.insert(TOLD.to_owned(), Value::Bool(true));
    }
    values
}

fn walk(shelf: &Shelf, value: &Value, replaced: &mut bool) -> Value {
    match value {
        Value::String(text) => Value::String(fit(shelf, text, replaced)),
        Value::Array(items) => items.iter().map(|item| walk(shelf, item, replaced)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, field)| (name.clone(), walk(shelf, field, replaced)))
            .collect(),
        other => other.clone(),
    }
}

fn fit(shelf: &Shelf, text: &str, replaced: &mut bool) -> String {
    let fit = |sign: char| match sign {
        '\n' | '\t' => Some(sign),
        sign if sign.is_control() => None,
        sign if sign.is_whitespace() || shelf.has(sign) => Some(sign),
        _ => {
            *replaced = true;
            Some(REPLACEMENT)
        }
    };
    text.chars().filter_map(fit).collect()
}
