//! The expert system (DM-22.6): which options of a choice are due to this person, and why not.

use super::put;
use domain::assurance::Assurance;
use domain::precheck::{CompiledRules, Finding, Sufficiency, precheck};
use domain::rule::Facts;
use domain::service::Service;
use domain::text::Lang;
use serde::Serialize;
use serde_json::Value;

/// An option of a choice, and whether this person may have it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DueOption {
    /// The value the form takes.
    pub value: Value,
    /// Its name.
    pub title: String,
    /// `sufficient`: due; `insufficient`: not due; `unknown`: a register has not answered.
    pub due: Sufficiency,
    /// Why it is not due, and what to do.
    pub findings: Vec<Finding>,
}

/// Tries every option of the choice at `pointer` against the rules. Only what the choice decides
/// is told: findings of rules that stand at the choice, or at no field.
pub(crate) fn due(
    (service, rules): (&Service, &CompiledRules),
    pointer: &str,
    lang: Lang,
    assurance: Assurance,
    mut facts: Facts,
) -> Vec<DueOption> {
    let Some(schema) = super::describe(&service.form.schema, pointer) else {
        return Vec::new();
    };
    let mut try_one = |option: super::fields::OptionView| {
        put(&mut facts.form, pointer, option.value.clone());
        let checked = precheck(service, rules, Vec::new(), assurance, &facts);
        let findings: Vec<Finding> = checked
            .findings
            .into_iter()
            .filter(|finding| finding.pointer.as_deref().is_none_or(|at| at == pointer))
            .collect();
        let due = Sufficiency::of(&findings);
        DueOption { value: option.value, title: option.title, due, findings }
    };
    super::fields::options(schema, lang).into_iter().map(&mut try_one).collect()
}
