//! Layouts: every element is one that is drawn, with nothing in it that nobody reads.

use super::super::Found;
use super::schema::keywords;
use crate::form::{MAX_DEPTH, describe, pointer_of};
use domain::service::Form;
use serde_json::Value;

/// Everything in a layout that would not be drawn.
pub(super) fn lint(found: &mut Found<'_>, form: &Form) {
    element(found, form, "/form/layout", &form.layout, MAX_DEPTH);
}

fn element(found: &mut Found<'_>, form: &Form, at: &str, part: &Value, left: u8) {
    let Some(left) = left.checked_sub(1) else {
        return found.wrong(at, "parts stand in one another too deep");
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
            return found.wrong(&format!("{at}/type"), reason);
        }
    };
    keywords(found, at, part, &[known]);
    if kind == "Group" && ["label", "x-label-en"].iter().any(|key| part.get(key).is_none()) {
        found.wrong(at, "a group has a `label` and an `x-label-en`");
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
        None => found.wrong(at, format!("`{kind}` has no `elements`")),
    }
}

fn control(found: &mut Found<'_>, form: &Form, at: &str, part: &Value) {
    let Some(scope) = part.get("scope").and_then(Value::as_str) else {
        return found.wrong(at, "a control names its field: `scope`");
    };
    // A scope that names no field is told of elsewhere.
    let Some(field) = pointer_of(scope).and_then(|at| describe(&form.schema, &at)) else { return };
    if field.get("properties").is_some() {
        let reason = format!("`{scope}` is a group: it draws no input, its fields do");
        found.wrong(&format!("{at}/scope"), reason);
    }
    let Some(options) = part.get("options") else { return };
    keywords(found, &format!("{at}/options"), options, &[&["format", "multi"]]);
    let choice = field.get("oneOf").or_else(|| field.get("anyOf")).is_some();
    if let Some(format) = options.get("format")
        && (format.as_str() != Some("radio") || !choice)
    {
        let reason = "the only `format` is `radio`, of a choice of one";
        found.wrong(&format!("{at}/options/format"), reason);
    }
    let text = field.get("type").and_then(Value::as_str) == Some("string")
        && field.get("format").is_none()
        && !choice;
    if options.get("multi").is_some_and(|multi| !multi.is_boolean() || !text) {
        let reason = "`multi` is true or false, and of a text";
        found.wrong(&format!("{at}/options/multi"), reason);
    }
}

fn rule(found: &mut Found<'_>, at: &str, rule: &Value) {
    keywords(found, at, rule, &[&["effect", "condition"]]);
    let effect = rule.get("effect").and_then(Value::as_str).unwrap_or_default();
    if !matches!(effect, "SHOW" | "HIDE") {
        let reason = format!("effect `{effect}` is unknown: SHOW or HIDE");
        found.wrong(&format!("{at}/effect"), reason);
    }
    let at = format!("{at}/condition");
    let Some(condition) = rule.get("condition") else {
        return found.wrong(&at, "a rule has a `condition` with `scope` and `schema`");
    };
    keywords(found, &at, condition, &[&["scope", "schema"]]);
    if condition.get("scope").is_none() || condition.get("schema").is_none() {
        found.wrong(&at, "a condition has a `scope` and a `schema`");
    }
}
