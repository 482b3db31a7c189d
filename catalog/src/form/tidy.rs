//! A form as it was meant: every value in the shape its field asks for, however it was typed or pasted. Pages, the API and the bot
//! send what people gave; one reading serves them all.

use super::as_text;
use super::fields::options;
use domain::text::Lang;
use domain::typed;
use serde_json::{Map, Number, Value};

/// The form with every value as its field asks for it. A text of nothing but spaces is no answer and goes; a value that
/// cannot be what is asked stays as it is, for the check to name.
pub(crate) fn tidy(schema: &Value, form: &Value) -> Value {
    match (schema.get("properties").and_then(Value::as_object), form.as_object()) {
        (Some(fields), Some(given)) => group(fields, given),
        _ => form.clone(),
    }
}

fn group(fields: &Map<String, Value>, given: &Map<String, Value>) -> Value {
    let read = |(name, value): (&String, &Value)| {
        let value = match fields.get(name) {
            Some(schema) => field(schema, value)?,
            None => value.clone(),
        };
        Some((name.clone(), value))
    };
    given.iter().filter_map(read).collect()
}

/// A value as its field asks for it; `None` when it says nothing.
fn field(schema: &Value, value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(_) => Some(tidy(schema, value)),
        Value::Array(items) => {
            let of = schema.get("items").unwrap_or(schema);
            Some(items.iter().filter_map(|item| field(of, item)).collect())
        }
        Value::String(given) => {
            let text = typed::tidy(given);
            if text.is_empty() { None } else { Some(meant(schema, text)) }
        }
        other => Some(other.clone()),
    }
}

/// What a text means to its field.
fn meant(schema: &Value, text: String) -> Value {
    let options = options(schema, Lang::Ru);
    if let Some(option) = options.iter().find(|option| as_text(&option.value) == text) {
        return option.value.clone();
    }
    let of = |name: &str| schema.get(name).and_then(Value::as_str);
    let read = match (of("type"), of("format")) {
        (Some("boolean"), _) => yes_or_no(&text).map(Value::Bool),
        (Some("integer"), _) => {
            typed::number(&text).and_then(|number| number.parse::<i64>().ok()).map(Value::from)
        }
        (Some("number"), _) => typed::number(&text).and_then(|number| {
            let whole = number.parse::<i64>().ok().map(Value::from);
            whole.or_else(|| number.parse().ok().and_then(Number::from_f64).map(Value::Number))
        }),
        (_, Some("date")) => typed::date(&text).map(|day| Value::from(day.to_string())),
        (_, Some("phone")) => typed::phone(&text).map(Value::from),
        (_, Some("snils")) => typed::snils(&text).map(Value::from),
        (_, Some("email")) => typed::email(&text).map(Value::from),
        _ => None,
    };
    read.unwrap_or(Value::String(text))
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "on" | "yes" | "да" => Some(true),
        "false" | "off" | "no" | "нет" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Value {
        json!({"type": "object", "properties": {
            "name": {"type": "string"},
            "born": {"type": "string", "format": "date"},
            "sum": {"type": "number"},
            "rooms": {"type": "integer"},
            "agreed": {"type": "boolean"},
            "account": {"type": "string", "format": "snils"},
            "kind": {"oneOf": [{"const": "a", "title": "А"}, {"const": 2, "title": "Б"}]},
            "kinds": {"type": "array", "items": {"oneOf": [{"const": "a", "title": "А"}, {"const": 2, "title": "Б"}]}},
            "reach": {"type": "object", "properties": {
                "phone": {"type": "string", "format": "phone"},
                "email": {"type": "string", "format": "email"},
            }},
        }})
    }

    #[test]
    fn what_people_type_becomes_what_the_field_asks() {
        for (given, meant) in [
            (json!({"name": " Анна\u{a0}Мария\u{200b} "}), json!({"name": "Анна Мария"})),
            (
                json!({"name": "Королe\u{308}в".replace('e', "е"), "born": "23.11.2026"}),
                json!({"name": "Королёв", "born": "2026-11-23"}),
            ),
            (json!({"name": " \u{a0} ", "born": ""}), json!({})),
            (json!({"name": null}), json!({})),
            (json!({"sum": "1 234,50", "rooms": "1 000"}), json!({"sum": 1234.5, "rooms": 1000})),
            (json!({"sum": "12", "rooms": "1,5"}), json!({"sum": 12, "rooms": "1,5"})),
            (json!({"agreed": "нет"}), json!({"agreed": false})),
            (json!({"agreed": "on"}), json!({"agreed": true})),
            (
                json!({"kind": " 2 ", "kinds": ["a", "2", ""]}),
                json!({"kind": 2, "kinds": ["a", 2]}),
            ),
            (
                json!({"reach": {"phone": "8 (916) 123-45-67", "email": "anna@почта.рф"}}),
                json!({"reach": {"phone": "+79161234567", "email": "anna@xn--80a1acny.xn--p1ai"}}),
            ),
            (
                json!({"reach": {"phone": "nine", "email": "анна@x.ru"}}),
                json!({"reach": {"phone": "nine", "email": "анна@x.ru"}}),
            ),
            (json!({"account": "112-233-445 95"}), json!({"account": "11223344595"})),
            (json!({"account": "112-233-445 96"}), json!({"account": "112-233-445 96"})),
            (json!({"unasked": " x "}), json!({"unasked": " x "})),
            (json!("справка"), json!("справка")),
        ] {
            let read = tidy(&schema(), &given);
            assert_eq!(read, meant, "{given}");
            assert_eq!(tidy(&schema(), &read), read, "twice is once");
        }
    }
}
