//! What is wrong with a filled form, in words for the applicant.
//!
//! The validator's own texts are English, name keywords and quote values; residents never see them.

use super::messages;
use crate::places::escape;
use domain::precheck::{FORM, Finding, FindingKind};
use domain::text::Text;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;
use std::collections::BTreeSet;

/// The most findings told at once: nobody corrects more, and a hostile form must not cost more.
const MAX_FINDINGS: usize = 50;

/// Everything wrong with the form, in the order of the schema; empty means it is well filled.
pub(crate) fn check(validator: &Validator, schema: &Value, form: &Value) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for error in validator.iter_errors(form) {
        for finding in findings(schema, &error) {
            if found.len() >= MAX_FINDINGS {
                return found;
            }
            // One thing at a time for a field: the first finding is the one to act on.
            if told.insert(finding.pointer.clone()) {
                found.push(finding);
            }
        }
    }
    for pointer in zeros(form) {
        if found.len() < MAX_FINDINGS && told.insert(Some(pointer.clone())) {
            found.push(finding(schema, FindingKind::Invalid, pointer, messages::zero()));
        }
    }
    let order: Vec<String> =
        super::properties(schema).map(|(name, _)| format!("/{}", escape(name))).collect();
    let place = |finding: &Finding| {
        let pointer = finding.pointer.as_deref().unwrap_or_default();
        order.iter().position(|one| pointer.starts_with(one.as_str())).unwrap_or(order.len())
    };
    found.sort_by_key(place);
    found
}

/// Texts with a zero character, by pointer: nobody types one, and not everything a text passes through can hold it.
fn zeros(form: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), form)];
    while let Some((at, value)) = open.pop() {
        match value {
            Value::String(text) if text.contains('\0') => found.push(at),
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(n, one)| (format!("{at}/{n}"), one)));
            }
            Value::Object(fields) => {
                open.extend(
                    fields.iter().map(|(name, one)| (format!("{at}/{}", escape(name)), one)),
                );
            }
            _ => {}
        }
    }
    found
}

fn findings(schema: &Value, error: &ValidationError<'_>) -> Vec<Finding> {
    let at = error.instance_path().to_string();
    let names = |list: &[String]| -> Vec<Finding> {
        list.iter()
            .take(MAX_FINDINGS)
            .map(|name| {
                let pointer = format!("{at}/{}", escape(name));
                finding(schema, FindingKind::Invalid, pointer, messages::unknown_field(name))
            })
            .collect()
    };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let pointer = format!("{at}/{}", escape(name));
            let message = messages::required(schema, &pointer);
            vec![finding(schema, FindingKind::Missing, pointer, message)]
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => names(unexpected),
        kind => {
            let message = messages::invalid(schema, &at, kind);
            // An empty text where one is needed is not filled in, rather than wrong.
            let empty = matches!(kind, ValidationErrorKind::MinLength { .. })
                && error.instance().as_str().is_some_and(str::is_empty);
            let kind = if empty { FindingKind::Missing } else { FindingKind::Invalid };
            vec![finding(schema, kind, at, message)]
        }
    }
}

fn finding(schema: &Value, kind: FindingKind, pointer: String, message: Text) -> Finding {
    Finding {
        kind,
        rule: FORM.to_owned(),
        title: messages::title(schema, &pointer),
        pointer: (!pointer.is_empty()).then_some(pointer),
        message,
        remedy: None,
        norm: None,
    }
}
