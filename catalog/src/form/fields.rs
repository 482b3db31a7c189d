//! The form as a list of fields, in the layout's order: what pages draw and the bot asks.

use super::messages::worded;
use super::{MAX_DEPTH, UPLOAD};
use domain::service::Form;
use domain::text::Lang;
use jsonschema::Validator;
use serde::Serialize;
use serde_json::Value;

/// How a field is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Widget {
    /// One line of text.
    Text,
    /// Several lines of text.
    LongText,
    /// One of the options, all shown.
    Radio,
    /// One of the options, from a list.
    Select,
    /// Any of the options.
    Checkboxes,
    /// A mark that may be left out.
    Checkbox,
    /// Yes or no, where one of them must be said.
    YesNo,
    /// A day.
    Date,
    /// An e-mail address.
    Email,
    /// A telephone.
    Phone,
    /// A СНИЛС.
    Snils,
    /// A whole number.
    Integer,
    /// A number that may have a fraction.
    Number,
    /// A file: the identifier of an upload.
    File,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OptionView {
    /// The value the form takes.
    pub value: Value,
    /// Its name.
    pub title: String,
}

/// When a field is shown: the JSON Forms rule, evaluated by a JSON Schema validator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Visibility {
    /// Whether the field is shown (else hidden) when the condition holds.
    pub shown: bool,
    /// The field the condition looks at, as a JSON pointer.
    pub pointer: String,
    /// The schema its value must fit.
    pub schema: Value,
}

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldView {
    /// Where its value stands in the form, as a JSON pointer.
    pub pointer: String,
    /// Its name.
    pub title: String,
    /// The hint (DM-22.7).
    pub hint: String,
    /// The heading it stands under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// How it is asked.
    pub widget: Widget,
    /// The options of a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionView>,
    /// Values as an example.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    /// Whether it must be filled in.
    pub required: bool,
    /// The longest text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// Whether it can be filled from the profile.
    pub prefilled: bool,
    /// All of these must let it be seen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub visibility: Vec<Visibility>,
}

impl FieldView {
    /// The option of its choice that a value takes.
    #[must_use]
    pub fn option(&self, value: &Value) -> Option<&OptionView> {
        self.options.iter().find(|option| option.value == *value)
    }
}

/// The fields of a form in the layout's order.
pub(crate) fn fields(form: &Form, lang: Lang) -> Vec<FieldView> {
    let mut walk = Walk { form, lang, found: Vec::new() };
    walk.element(&form.layout, None, &[], 0);
    walk.found
}

struct Walk<'a> {
    form: &'a Form,
    lang: Lang,
    found: Vec<FieldView>,
}

impl Walk<'_> {
    fn element(&mut self, element: &Value, group: Option<&str>, above: &[Visibility], depth: u8) {
        if depth > MAX_DEPTH {
            return;
        }
        let mut visibility = above.to_vec();
        visibility.extend(element.get("rule").and_then(visibility_of));
        if let Some(scope) = element.get("scope").and_then(Value::as_str) {
            let field = super::pointer_of(scope)
                .and_then(|pointer| self.field(element, pointer, group, visibility));
            self.found.extend(field);
            return;
        }
        let group = worded(element, "label", self.lang).or(group);
        for child in element.get("elements").and_then(Value::as_array).into_iter().flatten() {
            self.element(child, group, &visibility, depth + 1);
        }
    }

    fn field(
        &self,
        element: &Value,
        pointer: String,
        group: Option<&str>,
        visibility: Vec<Visibility>,
    ) -> Option<FieldView> {
        let schema = super::describe(&self.form.schema, &pointer)?;
        let required = required(&self.form.schema, &pointer);
        let text = |name: &str| worded(schema, name, self.lang).unwrap_or_default().to_owned();
        Some(FieldView {
            title: text("title"),
            hint: text("description"),
            group: group.map(str::to_owned),
            widget: match widget(schema, element.get("options")) {
                // A consent has one answer; any other question that needs one has two.
                Widget::Checkbox if required && schema.get("const").is_none() => Widget::YesNo,
                other => other,
            },
            options: options(schema, self.lang),
            examples: examples(schema),
            required,
            max_length: schema.get("maxLength").and_then(Value::as_u64),
            prefilled: self.form.prefill.contains_key(&pointer),
            visibility,
            pointer,
        })
    }
}

fn examples(schema: &Value) -> Vec<String> {
    let list = schema.get("examples").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn visibility_of(rule: &Value) -> Option<Visibility> {
    let shown = match rule.get("effect")?.as_str()? {
        "SHOW" => true,
        "HIDE" => false,
        _ => return None,
    };
    let condition = rule.get("condition")?;
    let pointer = super::pointer_of(condition.get("scope")?.as_str()?)?;
    Some(Visibility { shown, pointer, schema: condition.get("schema")?.clone() })
}

fn required(schema: &Value, pointer: &str) -> bool {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return false };
    let list = super::describe(schema, parent)
        .and_then(|parent| parent.get("required"))
        .and_then(Value::as_array);
    list.is_some_and(|list| list.iter().any(|one| one.as_str() == Some(name)))
}

/// The options of a choice: `oneOf` of constants with titles, in the field or in its items.
pub(crate) fn options(schema: &Value, lang: Lang) -> Vec<OptionView> {
    let part = schema.get("items").unwrap_or(schema);
    let list = ["oneOf", "anyOf"].iter().find_map(|name| part.get(name)?.as_array());
    list.into_iter()
        .flatten()
        .filter_map(|one| {
            let title = worded(one, "title", lang)?.to_owned();
            Some(OptionView { value: one.get("const")?.clone(), title })
        })
        .collect()
}

fn widget(schema: &Value, asked: Option<&Value>) -> Widget {
    let text = |part: &Value, name: &str| part.get(name).and_then(Value::as_str).map(str::to_owned);
    let style = asked.and_then(|asked| text(asked, "format"));
    if schema.get("items").is_some() {
        return Widget::Checkboxes;
    }
    if schema.get("oneOf").or_else(|| schema.get("anyOf")).is_some() {
        let radio = style.as_deref() == Some("radio");
        return if radio { Widget::Radio } else { Widget::Select };
    }
    match (text(schema, "type").as_deref(), text(schema, "format").as_deref()) {
        (Some("boolean"), _) => Widget::Checkbox,
        (Some("integer"), _) => Widget::Integer,
        (Some("number"), _) => Widget::Number,
        (_, Some("date")) => Widget::Date,
        (_, Some("email")) => Widget::Email,
        (_, Some("phone")) => Widget::Phone,
        (_, Some("snils")) => Widget::Snils,
        (_, Some(UPLOAD)) => Widget::File,
        _ => {
            let multi = asked.and_then(|asked| asked.get("multi")).and_then(Value::as_bool);
            if multi == Some(true) { Widget::LongText } else { Widget::Text }
        }
    }
}

/// A condition of visibility, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    schema: Value,
    validator: std::sync::Arc<Validator>,
}

/// Compiles every condition of the layout; a condition that is no schema is told with its field.
pub(crate) fn conditions(form: &Form) -> Result<Vec<Condition>, (String, String)> {
    let mut found: Vec<Condition> = Vec::new();
    for field in fields(form, Lang::Ru) {
        for rule in field.visibility {
            if found.iter().any(|one| one.schema == rule.schema) {
                continue;
            }
            let validator = super::compile(&rule.schema)
                .map_err(|(_, reason)| (field.pointer.clone(), reason))?;
            found.push(Condition { schema: rule.schema, validator: validator.into() });
        }
    }
    Ok(found)
}

/// Whether a field is shown while the form is filled so. A value that is not there fits no
/// condition.
pub(crate) fn visible(field: &FieldView, conditions: &[Condition], form: &Value) -> bool {
    field.visibility.iter().all(|rule| {
        let holds = form.pointer(&rule.pointer).is_some_and(|value| {
            conditions
                .iter()
                .find(|one| one.schema == rule.schema)
                .is_some_and(|one| one.validator.is_valid(value))
        });
        holds == rule.shown
    })
}
