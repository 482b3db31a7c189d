//! A rule that gave no answer: whose doing it is, and what the applicant can do about it.
//!
//! What the form or the profile holds is the applicant's to mend, and so unmet. Only what a register has not told is unknown: an
//! application may be filed without it.

use super::wording::{
    answer_awaited, department_checks, field_needed, field_unfit, profile_lacks, snils_needed,
};
use super::{FORM, Finding, FindingKind};
use crate::rule::{CompiledRule, Facts, Fault};
use serde_json::Value;

/// What to tell of a rule without an answer. `missing` are the paths of facts that are not there, `fault` says that those
/// there cannot be counted with. Nothing if its field is named by another finding: that is mended first.
pub(super) fn unanswered(
    rule: &CompiledRule,
    missing: &[String],
    fault: Option<&Fault>,
    facts: &Facts,
    found: &[Finding],
) -> Option<Finding> {
    let of = |root: &str| missing.iter().find(|path| root_of(path) == root);
    let tell = |kind, pointer: Option<String>, (message, remedy)| Finding {
        kind,
        rule: rule.rule().id.clone(),
        pointer,
        title: None,
        message,
        remedy: Some(remedy),
        norm: Some(rule.rule().norm.clone()),
    };
    if let Some(path) = of("form") {
        let pointer = pointer_of(path);
        let there = facts.form.pointer(&pointer).is_some();
        let words = if there { field_unfit() } else { field_needed() };
        return (!named(found, &pointer)).then(|| tell(FindingKind::Unmet, Some(pointer), words));
    }
    if counts_in_vain(rule, found) {
        return None;
    }
    let own = rule.rule().pointer.clone();
    if of("citizen").is_some() {
        return Some(tell(FindingKind::Unmet, own, profile_lacks()));
    }
    if let Some(path) = of("registers") {
        if facts.citizen.get("has_snils").and_then(Value::as_bool) == Some(false) {
            return Some(tell(FindingKind::Unmet, own, snils_needed()));
        }
        let register = path.split('.').nth(1).unwrap_or_default();
        let answered = facts.registers.get(register).is_some_and(|told| !told.is_null());
        let words = if answered { department_checks() } else { answer_awaited() };
        return Some(tell(FindingKind::Unknown, own, words));
    }
    let by_register = rule.facts().any(|path| root_of(&path) == "registers");
    match fields(rule).next() {
        Some(first) if fault.is_some() && !by_register => {
            Some(tell(FindingKind::Unmet, own.or(Some(first)), field_unfit()))
        }
        _ => Some(tell(FindingKind::Unknown, own, department_checks())),
    }
}

/// Whether a rule counts with a field that a finding names already.
pub(super) fn counts_in_vain(rule: &CompiledRule, found: &[Finding]) -> bool {
    fields(rule).any(|pointer| found.iter().any(|one| one.rule == FORM && names(one, &pointer)))
}

fn named(found: &[Finding], pointer: &str) -> bool {
    found.iter().any(|one| names(one, pointer))
}

fn names(finding: &Finding, pointer: &str) -> bool {
    finding.pointer.as_deref().is_some_and(|at| meet(at, pointer))
}

/// The fields of the form a rule speaks of.
fn fields(rule: &CompiledRule) -> impl Iterator<Item = String> {
    rule.facts().filter(|path| root_of(path) == "form").map(|path| pointer_of(&path))
}

fn root_of(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or_default()
}

/// The field of the form that a path such as `form.benefits[].month` speaks of: `/benefits`.
fn pointer_of(path: &str) -> String {
    let steps = path.split('.').skip(1);
    let mut pointer = String::new();
    for step in steps {
        pointer.push('/');
        pointer.push_str(step.trim_end_matches("[]"));
        if step.ends_with("[]") {
            break;
        }
    }
    pointer
}

/// Whether one pointer is the other, or leads to it.
fn meet(one: &str, other: &str) -> bool {
    let leads = |from: &str, to: &str| {
        to.strip_prefix(from).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    leads(one, other) || leads(other, one)
}
