//! The typesetter's complaints in our words: one place in the template and a plain message.

use std::collections::BTreeSet;

use serde_json::Value;
use typst::diag::SourceDiagnostic;
use typst::syntax::DiagSpan;
use typst::{World, WorldExt};

use crate::error::RenderError;
use crate::world::Sheet;

/// The first complaint, placed where the template's author can act on it.
pub(crate) fn explain(
    name: &str,
    sheet: &Sheet<'_>,
    complaints: &[SourceDiagnostic],
) -> RenderError {
    let Some(first) = complaints.first() else {
        return RenderError::Internal { template: name.to_owned(), reason: "an empty complaint" };
    };
    let spans = std::iter::once(first.span)
        .chain(first.trace.iter().map(|point| DiagSpan::from(point.span)));
    let (line, column) = spans.into_iter().find_map(|span| place(sheet, span)).unwrap_or((1, 1));
    let mut message = first.message.to_string();
    for hint in &first.hints {
        message.push_str("; ");
        message.push_str(&hint.v);
    }
    RenderError::Compile { template: name.to_owned(), line, column, message }
}

/// Takes the words of the values out of the message: an error is logged, a name is not.
pub(crate) fn mask(error: RenderError, values: &Value) -> RenderError {
    let RenderError::Compile { template, line, column, mut message } = error else {
        return error;
    };
    let mut words = BTreeSet::new();
    collect(values, &mut words);
    // The longest first, or a short word would leave the rest of a long one readable.
    for (_, word) in words.iter().rev() {
        message = message.replace(word.as_str(), "…");
    }
    RenderError::Compile { template, line, column, message }
}

/// Line and column from 1, if the span lies in the template.
fn place(sheet: &Sheet<'_>, span: DiagSpan) -> Option<(usize, usize)> {
    if span.id()? != sheet.main() {
        return None;
    }
    let start = sheet.range(span)?.start;
    let (line, column) = sheet.source.lines().byte_to_line_column(start)?;
    Some((line + 1, column + 1))
}

fn collect(value: &Value, words: &mut BTreeSet<(usize, String)>) {
    match value {
        Value::String(text) => split(text, words),
        Value::Number(number) => split(&number.to_string(), words),
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, words)),
        Value::Null | Value::Bool(_) => {}
    }
}

fn split(text: &str, words: &mut BTreeSet<(usize, String)>) {
    for word in text.split(|sign: char| !sign.is_alphanumeric()) {
        if word.chars().nth(1).is_some() {
            words.insert((word.len(), word.to_owned()));
        }
    }
}
