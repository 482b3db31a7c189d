//! The words for each way a field can be wrong, Russian and English.

use domain::text::{Lang, Text};
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

/// The name of a field in both languages, as its schema titles it.
pub(super) fn title(schema: &Value, pointer: &str) -> Text {
    let field = super::describe(schema, pointer);
    let last = pointer.rsplit('/').next().unwrap_or_default();
    let ru = field.map_or(last, |field| worded(field, "title", Lang::Ru).unwrap_or(last));
    let en = field.map_or(last, |field| worded(field, "title", Lang::En).unwrap_or(ru));
    Text::new(ru, en)
}

/// A text of a schema: `title`, or `x-title-en` for English where there is one.
pub(super) fn worded<'a>(part: &'a Value, name: &str, lang: Lang) -> Option<&'a str> {
    let own = part.get(name).and_then(Value::as_str);
    match lang {
        Lang::Ru => own,
        Lang::En => part.get(format!("x-{name}-en")).and_then(Value::as_str).or(own),
    }
}

/// A field that must be filled in is not.
pub(super) fn required(title: &Text) -> Text {
    about(title, "заполните это поле", "fill in this field")
}

/// A field the form does not have. The name is the sender's own; it is cut, as it may be anything.
pub(super) fn unknown_field(name: &str) -> Text {
    let name: String = name.chars().take(40).collect();
    Text::new(&format!("В форме нет поля «{name}»."), &format!("The form has no field “{name}”."))
}

/// What is wrong with the value at a pointer.
pub(super) fn invalid(schema: &Value, pointer: &str, kind: &Kind) -> Text {
    if pointer.is_empty() {
        return whole(kind);
    }
    let title = title(schema, pointer);
    if let Some(own) = super::describe(schema, pointer).and_then(|field| own_words(field, kind)) {
        return about(&title, &own.ru, own.pick(Lang::En));
    }
    let (ru, en) = words(kind);
    about(&title, &ru, &en)
}

/// The passport's own words for a value that does not fit: `x-invalid`, `x-invalid-en`.
fn own_words(field: &Value, kind: &Kind) -> Option<Text> {
    let fits = matches!(kind, Kind::Pattern { .. } | Kind::Format { .. } | Kind::Not { .. });
    let ru = field.get("x-invalid").and_then(Value::as_str).filter(|_| fits)?;
    Some(Text::new(ru, worded(field, "invalid", Lang::En).unwrap_or(ru)))
}

fn about(title: &Text, ru: &str, en: &str) -> Text {
    Text::new(&format!("«{}»: {ru}.", title.ru), &format!("“{}”: {en}.", title.pick(Lang::En)))
}

/// The form as a whole is wrong.
fn whole(kind: &Kind) -> Text {
    match kind {
        Kind::Type { .. } => Text::new(
            "Форма должна быть объектом с полями.",
            "The form must be an object with fields.",
        ),
        _ => Text::new(
            "Поля формы не сочетаются между собой. Проверьте их.",
            "The fields of the form do not go together. Please check them.",
        ),
    }
}

fn words(kind: &Kind) -> (String, String) {
    let same = |ru: &str, en: &str| (ru.to_owned(), en.to_owned());
    match kind {
        Kind::Type { kind } => typed(kind),
        Kind::Enum { .. } | Kind::Constant { .. } => choose(),
        Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } | Kind::OneOfMultipleValid { .. } => {
            choose()
        }
        Kind::MinLength { limit: 1 } => same("заполните это поле", "fill in this field"),
        Kind::MinLength { limit } => {
            (format!("знаков нужно не меньше {limit}"), format!("at least {limit} characters"))
        }
        Kind::MaxLength { limit } => (
            format!("знаков можно не больше {limit}"),
            format!("no longer than {limit} characters"),
        ),
        Kind::Minimum { limit } => (format!("не меньше {limit}"), format!("no less than {limit}")),
        Kind::Maximum { limit } => (format!("не больше {limit}"), format!("no more than {limit}")),
        Kind::ExclusiveMinimum { limit } => {
            (format!("больше {limit}"), format!("greater than {limit}"))
        }
        Kind::ExclusiveMaximum { limit } => {
            (format!("меньше {limit}"), format!("less than {limit}"))
        }
        Kind::MinItems { limit } => {
            (format!("выберите не меньше {limit}"), format!("choose at least {limit}"))
        }
        Kind::MaxItems { limit } => {
            (format!("выберите не больше {limit}"), format!("choose no more than {limit}"))
        }
        Kind::UniqueItems => same("значения повторяются", "the values repeat"),
        Kind::FalseSchema => same(
            "при таком выборе это поле не заполняют, очистите его",
            "this field does not go with your choice, clear it",
        ),
        Kind::Format { format } => formatted(format),
        Kind::Pattern { .. } => same("записано не по образцу", "it is not written as asked"),
        _ => same("значение не подходит", "this value does not fit"),
    }
}

fn choose() -> (String, String) {
    ("выберите значение из списка".to_owned(), "choose one of the list".to_owned())
}

fn formatted(format: &str) -> (String, String) {
    let (ru, en) = match format {
        "date" => ("укажите дату, например 2026-11-22", "give a date such as 2026-11-22"),
        "email" | "idn-email" => {
            ("укажите почту, например anna@example.ru", "give an address such as anna@example.ru")
        }
        "time" => ("укажите время, например 14:30:00+03:00", "give a time such as 14:30:00+03:00"),
        "date-time" => (
            "укажите дату и время, например 2026-11-22T14:30:00+03:00",
            "give a date and time such as 2026-11-22T14:30:00+03:00",
        ),
        "uri" => (
            "укажите адрес, например https://example.ru",
            "give an address such as https://example.ru",
        ),
        _ => ("записано не по образцу", "it is not written as asked"),
    };
    (ru.to_owned(), en.to_owned())
}

fn typed(kind: &jsonschema::error::TypeKind) -> (String, String) {
    use jsonschema::{JsonType, error::TypeKind};
    let (ru, en) = match kind {
        TypeKind::Single(JsonType::String) => ("нужен текст", "a text is needed"),
        TypeKind::Single(JsonType::Integer) => ("нужно целое число", "a whole number is needed"),
        TypeKind::Single(JsonType::Number) => ("нужно число", "a number is needed"),
        TypeKind::Single(JsonType::Boolean) => ("нужно «да» или «нет»", "yes or no is needed"),
        TypeKind::Single(JsonType::Array) => ("нужен список", "a list is needed"),
        TypeKind::Single(JsonType::Object) => ("нужна группа полей", "a group of fields is needed"),
        _ => ("значение не того вида", "the value is of a wrong kind"),
    };
    (ru.to_owned(), en.to_owned())
}
