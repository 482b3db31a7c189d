//! Checklists: each step below those it comes after, said in both languages; the last one is the application.

use super::Found;
use super::rules::unknown;
use super::service::filled;
use crate::entry::Entry;
use domain::codes::is_code;
use domain::service::ChecklistStep;
use std::collections::BTreeSet;

pub(super) fn lint(found: &mut Found<'_>, entry: &Entry) {
    let steps = &entry.service.checklist;
    let mut above = BTreeSet::new();
    for (index, step) in steps.iter().enumerate() {
        let at = format!("/checklist/{index}");
        for code in &step.after {
            if !above.contains(code) {
                found.wrong(&format!("{at}/after"), format!("step `{code}` is not above this one"));
            }
        }
        if !above.insert(step.code.clone()) {
            found.wrong(&format!("{at}/code"), format!("step `{}` is listed twice", step.code));
        }
        if !is_code(&step.code) {
            found.wrong(&format!("{at}/code"), format!("`{}` is no code", step.code));
        }
        filled(found, &format!("{at}/title"), &step.title);
        filled(found, &format!("{at}/text"), &step.text);
        if step.applies != (index + 1 == steps.len()) {
            let reason = "the last step, and no other, is the application: `applies: true`";
            found.wrong(&at, reason);
        }
        if step.applies && step.done_when.is_some() {
            found.wrong(&at, "the application itself is done by applying: no `done_when` says so");
        }
        conditions(found, entry, step, &at);
    }
}

/// What says that a step is done is known before anything is filled in.
fn conditions(found: &mut Found<'_>, entry: &Entry, step: &ChecklistStep, at: &str) {
    let Some(when) = &step.done_when else { return };
    let at = format!("{at}/done_when");
    match entry.rules.language().condition(when) {
        Err(error) => found.wrong(&at, error.to_string()),
        Ok(condition) => {
            for fact in condition.facts() {
                if fact.starts_with("form") {
                    found.wrong(&at, format!("`{fact}`: nothing is filled in yet"));
                } else if let Some(reason) = unknown(found, entry, &fact) {
                    found.wrong(&at, reason);
                }
            }
        }
    }
}
