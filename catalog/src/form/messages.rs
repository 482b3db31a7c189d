//! The words for each way a field can be wrong, Russian and English.

use domain::text::{Lang, Text};
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

/// The name of a field in both languages, as its schema titles it.
pub(crate) fn title(schema: &Value, pointer: &str) -> Option<Text> {
    let field = super::describe(schema, pointer)?;
    let ru = worded(field, "title", Lang::Ru)?;
    Some(Text::new(ru, worded(field, "title", Lang::En).unwrap_or(ru)))
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
pub(super) fn required(schema: &Value, pointer: &str) -> Text {
    let field = super::describe(schema, pointer);
    let chosen = field.is_some_and(|field| !super::fields::options(field, Lang::Ru).is_empty());
    let of = |name: &str| field.and_then(|field| field.get(name)).and_then(Value::as_str);
    match (of("type"), of("format")) {
        _ if chosen && field.is_some_and(|field| field.get("items").is_some()) => {
            Text::new("Выберите хотя бы один вариант.", "Choose at least one option.")
        }
        _ if chosen => Text::new("Выберите один из вариантов.", "Choose one of the options."),
        (Some("boolean"), _) if field.is_some_and(|field| field.get("const").is_some()) => {
            Text::new("Без этой отметки продолжить нельзя.", "You cannot go on without this mark.")
        }
        (Some("boolean"), _) => Text::new("Ответьте «да» или «нет».", "Answer yes or no."),
        (_, Some("date")) => Text::new("Укажите дату.", "Give a date."),
        (_, Some("email")) => Text::new("Укажите почту.", "Give an e-mail address."),
        (_, Some("snils")) => Text::new("Укажите СНИЛС.", "Give the SNILS."),
        (_, Some("phone")) => Text::new("Укажите телефон.", "Give a telephone number."),
        _ => Text::new("Заполните это поле.", "Fill in this field."),
    }
}

/// A field the form does not have. The name is the sender's own; it is cut, as it may be anything.
pub(super) fn unknown_field(name: &str) -> Text {
    let name: String = name.chars().take(40).collect();
    Text::new(format!("В форме нет поля «{name}»."), format!("The form has no field “{name}”."))
}

/// What is wrong with the value at a pointer.
pub(super) fn invalid(schema: &Value, pointer: &str, kind: &Kind) -> Text {
    if pointer.is_empty() {
        return whole(kind);
    }
    if let Some(own) = super::describe(schema, pointer).and_then(|field| own_words(field, kind)) {
        return own;
    }
    let (ru, en) = words(kind);
    Text::new(sentence(&ru), sentence(&en))
}

/// The passport's own words for a value that does not fit: `x-invalid`, `x-invalid-en`.
fn own_words(field: &Value, kind: &Kind) -> Option<Text> {
    let fits = matches!(kind, Kind::Pattern { .. } | Kind::Format { .. } | Kind::Not { .. });
    let ru = field.get("x-invalid").and_then(Value::as_str).filter(|_| fits)?;
    Some(Text::new(sentence(ru), sentence(worded(field, "invalid", Lang::En).unwrap_or(ru))))
}

/// Words as a sentence.
fn sentence(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    let end = if words.ends_with(['.', '!', '?']) { "" } else { "." };
    first.chain(rest.clone()).chain(end.chars()).collect()
}

/// A text holds a zero character.
pub(super) fn zero() -> Text {
    Text::new(
        "В тексте есть знак, которого не бывает в тексте. Наберите его заново.",
        "The text has a sign that no text has. Please type it anew.",
    )
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
        Kind::MinLength { limit } => (
            format!("слишком коротко: нужно знаков не меньше {limit}"),
            format!("too short: at least {limit} characters"),
        ),
        Kind::MaxLength { limit } => (
            format!("слишком длинно: можно знаков не больше {limit}"),
            format!("too long: no more than {limit} characters"),
        ),
        Kind::Minimum { limit } => (
            format!("число должно быть не меньше {limit}"),
            format!("the number must be no less than {limit}"),
        ),
        Kind::Maximum { limit } => (
            format!("число должно быть не больше {limit}"),
            format!("the number must be no more than {limit}"),
        ),
        Kind::ExclusiveMinimum { limit } => (
            format!("число должно быть больше {limit}"),
            format!("the number must be greater than {limit}"),
        ),
        Kind::ExclusiveMaximum { limit } => (
            format!("число должно быть меньше {limit}"),
            format!("the number must be less than {limit}"),
        ),
        Kind::MinItems { limit } => (
            format!("выберите вариантов не меньше {limit}"),
            format!("choose at least {limit} of the options"),
        ),
        Kind::MaxItems { limit } => (
            format!("выберите вариантов не больше {limit}"),
            format!("choose no more than {limit} of the options"),
        ),
        Kind::UniqueItems => same("значения повторяются", "the values repeat"),
        Kind::FalseSchema => same(
            "при таком выборе это поле не заполняют: очистите его",
            "this field does not go with your choice, clear it",
        ),
        Kind::Format { format } => formatted(format),
        Kind::Pattern { .. } => same("записано не по образцу", "it is not written as asked"),
        _ => same("значение не подходит", "this value does not fit"),
    }
}

fn choose() -> (String, String) {
    ("выберите один из вариантов".to_owned(), "choose one of the options".to_owned())
}

fn formatted(format: &str) -> (String, String) {
    let (ru, en) = match format {
        "date" => ("укажите дату, например 22.11.2026", "give a date such as 22.11.2026"),
        "upload" => (
            "файл не загрузился: нужен PDF или снимок (JPEG, PNG, HEIC) до 20 МБ. Выберите его снова",
            "the file was not received: a PDF or a picture (JPEG, PNG, HEIC) of up to 20 MB is needed. Choose it again",
        ),
        "email" => (
            "укажите почту, на которую можно отправить письмо, например anna@example.ru",
            "give an address that mail can be sent to, such as anna@example.ru",
        ),
        "phone" => (
            "укажите телефон, например +7 916 123-45-67",
            "give a telephone number such as +7 916 123-45-67",
        ),
        "snils" => (
            "проверьте СНИЛС: в нём одиннадцать цифр, и последние две должны сойтись с остальными",
            "check the SNILS: it has eleven digits, and the last two must match the others",
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
