//! Rules: what they read exists, and where they point stands in the form.

use super::Found;
use crate::entry::Entry;
use crate::form::describe;
use domain::rule::CompiledRule;

/// What a rule may read of the applicant: the profile, and what is counted from it.
const CITIZEN: [&str; 10] = [
    "last_name",
    "first_name",
    "middle_name",
    "birth_date",
    "age",
    "assurance",
    "has_snils",
    "has_passport",
    "email",
    "mobile",
];

pub(super) fn lint(found: &mut Found<'_>, entry: &Entry) {
    let lists = [("eligibility", &entry.rules.eligibility), ("precheck", &entry.rules.precheck)];
    for (list, rules) in lists {
        for (index, rule) in rules.iter().enumerate() {
            one(found, entry, rule, &format!("/{list}/{index}"));
        }
    }
}

fn one(found: &mut Found<'_>, entry: &Entry, rule: &CompiledRule, at: &str) {
    for fact in rule.facts() {
        if let Some(reason) = unknown(found, entry, &fact) {
            found.wrong(&format!("{at}/when"), format!("rule `{}`: {reason}", rule.rule().id));
        }
    }
    let written = rule.rule();
    if let Some(pointer) = &written.pointer
        && describe(&entry.service.form.schema, pointer).is_none()
    {
        found.wrong(&format!("{at}/pointer"), format!("the form has no field `{pointer}`"));
    }
    let texts =
        [("message", &written.message.ru), ("remedy", &written.remedy.ru), ("norm", &written.norm)];
    for (name, text) in texts {
        if text.trim().is_empty() {
            found.wrong(&format!("{at}/{name}"), format!("rule `{}` has no {name}", written.id));
        }
    }
}

/// Why a fact a rule reads cannot be there.
pub(super) fn unknown(found: &Found<'_>, entry: &Entry, fact: &str) -> Option<String> {
    let mut steps = fact.split('.').map(|step| step.trim_end_matches("[]"));
    let root = steps.next()?;
    let steps: Vec<&str> = steps.collect();
    match (root, steps.as_slice()) {
        ("form" | "citizen" | "registers", []) | ("today", _) => None,
        ("form", steps) => {
            let pointer = format!("/{}", steps.join("/"));
            let known = describe(&entry.service.form.schema, &pointer).is_some();
            (!known).then(|| format!("the form has no field `{pointer}`"))
        }
        ("citizen", [name, ..]) => {
            (!CITIZEN.contains(name)).then(|| format!("`citizen.{name}` is not in the profile"))
        }
        ("registers", [code, rest @ ..]) => {
            let listed = entry.service.registers.iter().find(|one| one.as_str() == *code);
            let Some(listed) = listed else {
                return Some(format!("register `{code}` is not listed in `registers`"));
            };
            let fact = rest.first()?;
            let register = found.catalog.register(listed)?;
            (!register.facts.contains_key(*fact))
                .then(|| format!("register `{code}` holds no fact `{fact}`"))
        }
        _ => Some(format!("`{fact}` is unknown")),
    }
}
