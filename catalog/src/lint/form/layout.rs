//! Layouts: every element is one that is drawn, with nothing in it that nobody reads.

use super::super::Found;
use super::schema::{condition, keywords};
use crate::form::{MAX_DEPTH, describe, pointer_of};
use crate::places::unescape;
use domain::service::Form;
use serde_json::Value;

/// Everything in a layout that would not be drawn.
pub(super) fn lint(found: &mut Found<'_>, form: &Form) {
    let all = Part { form, left: MAX_DEPTH, may_hide: false };
    element(found, "/form/layout", &form.layout, all);
}

/// Where in the layout a part stands.
#[derive(Clone, Copy)]
struct Part<'a> {
    form: &'a Form,
    /// How deep others may still stand in it.
    left: u8,
    /// Whether a rule above it may hide it.
    may_hide: bool,
}

fn element(found: &mut Found<'_>, at: &str, part: &Value, of: Part<'_>) {
    let Some(left) = of.left.checked_sub(1) else {
        return found.wrong(at, "parts stand in one another too deep");
    };
    let of = Part { left, may_hide: of.may_hide || part.get("rule").is_some(), ..of };
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
        self::rule(found, &format!("{at}/rule"), rule, of.form);
    }
    if kind == "Control" {
        return control(found, at, part, of);
    }
    match part.get("elements").and_then(Value::as_array) {
        Some(elements) => {
            for (index, one) in elements.iter().enumerate() {
                element(found, &format!("{at}/elements/{index}"), one, of);
            }
        }
        None => found.wrong(at, format!("`{kind}` has no `elements`")),
    }
}

fn control(found: &mut Found<'_>, at: &str, part: &Value, of: Part<'_>) {
    let form = of.form;
    let Some(scope) = part.get("scope").and_then(Value::as_str) else {
        return found.wrong(at, "a control names its field: `scope`");
    };
    // A scope that names no field is told of elsewhere.
    let Some(pointer) = pointer_of(scope) else { return };
    let Some(field) = describe(&form.schema, &pointer) else { return };
    if of.may_hide && is_always_required(&form.schema, &pointer) {
        let reason = format!(
            "`{scope}` is always required, and its rule may hide it: nobody could file. Require it in an `if` and `then`"
        );
        found.wrong(at, reason);
    }
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

/// Whether a field is required whatever the form says: in each group on the way to it.
fn is_always_required(schema: &Value, pointer: &str) -> bool {
    let mut group = Some(schema);
    pointer.trim_start_matches('/').split('/').all(|name| {
        let name = unescape(name);
        let required = group.and_then(|group| group.get("required")).and_then(Value::as_array);
        let named = required.is_some_and(|list| list.iter().any(|one| *one == name));
        group = group.and_then(|group| group.get("properties")?.get(&name));
        named
    })
}

fn rule(found: &mut Found<'_>, at: &str, rule: &Value, form: &Form) {
    keywords(found, at, rule, &[&["effect", "condition"]]);
    let effect = rule.get("effect").and_then(Value::as_str).unwrap_or_default();
    if !matches!(effect, "SHOW" | "HIDE") {
        let reason = format!("effect `{effect}` is unknown: SHOW or HIDE");
        found.wrong(&format!("{at}/effect"), reason);
    }
    let at = format!("{at}/condition");
    let Some(given) = rule.get("condition") else {
        return found.wrong(&at, "a rule has a `condition` with `scope` and `schema`");
    };
    keywords(found, &at, given, &[&["scope", "schema"]]);
    let (Some(scope), Some(schema)) = (given.get("scope"), given.get("schema")) else {
        return found.wrong(&at, "a condition has a `scope` and a `schema`");
    };
    // A scope that names no field is told of elsewhere.
    let field = scope.as_str().and_then(pointer_of).and_then(|at| describe(&form.schema, &at));
    if let Some(field) = field {
        condition(found, &format!("{at}/schema"), schema, field, MAX_DEPTH);
    }
}
