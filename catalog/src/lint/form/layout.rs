//! Layouts: every element is one that is drawn, with nothing in it that nobody reads.

use crate::form::{MAX_DEPTH, describe, pointer_of};
use domain::service::Form;
use serde_json::Value;

/// A place in the layout, and what is wrong there.
type Wrong = (String, String);

/// Everything in a layout that would not be drawn.
pub(super) fn lint(form: &Form) -> Vec<Wrong> {
    let mut found = Vec::new();
    element(&mut found, form, "", &form.layout, MAX_DEPTH);
    found
}

fn element(found: &mut Vec<Wrong>, form: &Form, at: &str, part: &Value, left: u8) {
    let Some(left) = left.checked_sub(1) else {
        return found.push((at.to_owned(), "parts stand in one another too deep".to_owned()));
    };
    let kind = part.get("type").and_then(Value::as_str).unwrap_or_default();
    let known: &[&str] = match kind {
        "Control" => &["type", "scope", "options", "rule"],
        "VerticalLayout" | "HorizontalLayout" => &["type", "elements", "rule"],
        "Group" => &["type", "elements", "rule", "label", "x-label-en"],
        other => {
            let reason = format!(
                "element `{other}` is none that is drawn: Control, Group, VerticalLayout, HorizontalLayout"
            );
            return found.push((format!("{at}/type"), reason));
        }
    };
    keys(found, at, part, known);
    if kind == "Group" && ["label", "x-label-en"].iter().any(|key| part.get(key).is_none()) {
        found.push((at.to_owned(), "a group has a `label` and an `x-label-en`".to_owned()));
    }
    if let Some(rule) = part.get("rule") {
        self::rule(found, &format!("{at}/rule"), rule);
    }
    if kind == "Control" {
        return control(found, form, at, part);
    }
    match part.get("elements").and_then(Value::as_array) {
        Some(elements) => {
            for (index, one) in elements.iter().enumerate() {
                element(found, form, &format!("{at}/elements/{index}"), one, left);
            }
        }
        None => found.push((at.to_owned(), format!("`{kind}` has no `elements`"))),
    }
}

fn control(found: &mut Vec<Wrong>, form: &Form, at: &str, part: &Value) {
    let Some(scope) = part.get("scope").and_then(Value::as_str) else {
        return found.push((at.to_owned(), "a control names its field: `scope`".to_owned()));
    };
    // A scope that names no field is told of elsewhere.
    let Some(field) = pointer_of(scope).and_then(|at| describe(&form.schema, &at)) else { return };
    if field.get("properties").is_some() {
        let reason = format!("`{scope}` is a group: it draws no input, its fields do");
        found.push((format!("{at}/scope"), reason));
    }
    let Some(options) = part.get("options") else { return };
    keys(found, &format!("{at}/options"), options, &["format", "multi"]);
    let choice = field.get("oneOf").or_else(|| field.get("anyOf")).is_some();
    if let Some(format) = options.get("format")
        && (format.as_str() != Some("radio") || !choice)
    {
        let reason = "the only `format` is `radio`, of a choice of one".to_owned();
        found.push((format!("{at}/options/format"), reason));
    }
    let text = field.get("type").and_then(Value::as_str) == Some("string")
        && field.get("format").is_none()
        && !choice;
    if options.get("multi").is_some_and(|multi| !multi.is_boolean() || !text) {
        let reason = "`multi` is true or false, and of a text".to_owned();
        found.push((format!("{at}/options/multi"), reason));
    }
}

fn rule(found: &mut Vec<Wrong>, at: &str, rule: &Value) {
    keys(found, at, rule, &["effect", "condition"]);
    let effect = rule.get("effect").and_then(Value::as_str).unwrap_or_default();
    if !matches!(effect, "SHOW" | "HIDE") {
        let reason = format!("effect `{effect}` is unknown: SHOW or HIDE");
        found.push((format!("{at}/effect"), reason));
    }
    let at = format!("{at}/condition");
    let Some(condition) = rule.get("condition") else {
        return found.push((at, "a rule has a `condition` with `scope` and `schema`".to_owned()));
    };
    keys(found, &at, condition, &["scope", "schema"]);
    if condition.get("scope").is_none() || condition.get("schema").is_none() {
        found.push((at, "a condition has a `scope` and a `schema`".to_owned()));
    }
}

fn keys(found: &mut Vec<Wrong>, at: &str, part: &Value, known: &[&str]) {
    for key in part.as_object().into_iter().flat_map(serde_json::Map::keys) {
        if !known.contains(&key.as_str()) {
            found.push((
                format!("{at}/{key}"),
                format!("`{key}` is unknown here: nothing would honour it"),
            ));
        }
    }
}
