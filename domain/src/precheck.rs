//! Pre-check: before filing, the applicant knows exactly whether data and documents suffice.
//!
//! The answer is a promise. "Sufficient" means every rule is satisfied, so every intake reason that
//! a rule excludes is closed to the officer (G3.3).

use crate::assurance::Assurance;
use crate::rule::{CompiledRule, Facts, Language, RuleDefect, RuleError, Verdict};
use crate::service::{CodedReason, Rule, Service};
use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[cfg(test)]
mod tests;
mod unanswered;
mod wording;

use unanswered::{counts_in_vain, unanswered};
use wording::low_assurance;

/// The id under which the form's own findings stand, and which a reason may be cleared by.
pub const FORM: &str = "form";
/// The id of the check of the account's level; a reason may be cleared by it as well.
pub const ASSURANCE: &str = "assurance";

/// Whether the application would suffice as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sufficiency {
    /// It suffices: intake cannot refuse it for a reason pre-check excludes.
    Sufficient,
    /// Something is missing or wrong; the findings say what.
    Insufficient,
    /// Nothing is wrong as far as is known, but not everything is known.
    Unknown,
}

impl Sufficiency {
    /// What findings come to.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        if findings.iter().any(|finding| finding.kind != FindingKind::Unknown) {
            Self::Insufficient
        } else if findings.is_empty() {
            Self::Sufficient
        } else {
            Self::Unknown
        }
    }
}

/// What a finding says of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Something was not filled in or attached.
    Missing,
    /// Something is filled in wrongly.
    Invalid,
    /// A condition of the service does not hold, or cannot be checked for what the form or the profile holds.
    Unmet,
    /// A condition could not be checked: a register has not told what it needs.
    Unknown,
}

/// One thing pre-check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Whether something is missing, wrong or not known yet.
    pub kind: FindingKind,
    /// The rule's id; [`FORM`] and [`ASSURANCE`] are pre-check's own.
    pub rule: String,
    /// The field it speaks of, as a JSON pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The name of that field, where the message does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What was found, to the applicant: a sentence.
    pub message: Text,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Text>,
    /// The norm it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm: Option<String>,
}

/// The answer of pre-check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Precheck {
    /// Whether the application would suffice.
    pub verdict: Sufficiency,
    /// Everything found, in the order of the form, then of the passport.
    pub findings: Vec<Finding>,
    /// Rules proven: the reasons of refusal they clear are closed.
    pub satisfied: Vec<String>,
}

/// The rules of a service, ready to be asked.
#[derive(Debug, Clone)]
pub struct CompiledRules {
    /// Who may apply.
    pub eligibility: Vec<CompiledRule>,
    /// What makes an application sufficient.
    pub precheck: Vec<CompiledRule>,
    language: Language,
}

impl CompiledRules {
    /// Compiles the rules of a passport, reporting every mistake at once.
    pub fn compile(service: &Service) -> Result<Self, Vec<RuleError>> {
        let language = Language::default();
        let mut mistakes = names(service);
        let mut compile = |rules: &[Rule]| {
            let mut good = Vec::new();
            for rule in rules {
                match language.compile(rule) {
                    Ok(rule) => good.push(rule),
                    Err(mistake) => mistakes.push(mistake),
                }
            }
            good
        };
        let eligibility = compile(&service.eligibility);
        let precheck = compile(&service.precheck);
        if mistakes.is_empty() {
            Ok(Self { eligibility, precheck, language })
        } else {
            Err(mistakes)
        }
    }

    /// The language they are written in, for conditions that are no rules.
    #[must_use]
    pub const fn language(&self) -> &Language {
        &self.language
    }

    /// Every rule: eligibility first.
    pub fn all(&self) -> impl Iterator<Item = &CompiledRule> {
        self.eligibility.iter().chain(&self.precheck)
    }

    /// What each rule answers of facts, in order. `holding` are the ids that hold already, such as [`FORM`]; a rule that is
    /// asked after another is not asked where that one does not hold.
    #[must_use]
    pub fn verdicts<'a>(
        &'a self,
        facts: &Facts,
        holding: &'a [String],
    ) -> Vec<(&'a CompiledRule, Verdict)> {
        let prepared = self.language.prepare(facts);
        let mut holding: Vec<&str> = holding.iter().map(String::as_str).collect();
        let mut answers = Vec::new();
        for rule in self.all() {
            let written = rule.rule();
            if written.after.as_deref().is_some_and(|above| !holding.contains(&above)) {
                continue;
            }
            let verdict = rule.ask(&prepared);
            if verdict == Verdict::Satisfied {
                holding.push(&written.id);
            }
            answers.push((rule, verdict));
        }
        answers
    }
}

/// Mistakes in the names of rules: used twice, reserved, or named without being there.
fn names(service: &Service) -> Vec<RuleError> {
    let mistake = |rule: &str, defect| RuleError { rule: rule.to_owned(), defect };
    let mut seen = BTreeSet::from([FORM, ASSURANCE]);
    let mut found = Vec::new();
    for rule in service.eligibility.iter().chain(&service.precheck) {
        if rule.id == FORM || rule.id == ASSURANCE {
            found.push(mistake(&rule.id, RuleDefect::Reserved));
        } else if seen.contains(rule.id.as_str()) {
            found.push(mistake(&rule.id, RuleDefect::Twice));
        }
        if let Some(above) = rule.after.as_ref().filter(|above| !seen.contains(above.as_str())) {
            found.push(mistake(&rule.id, RuleDefect::NotAbove(above.clone())));
        }
        seen.insert(&rule.id);
    }
    for reason in service.refusals.lists().into_iter().flat_map(|(_, list)| list) {
        match &reason.cleared_by {
            Some(rule) if !seen.contains(rule.as_str()) => {
                found.push(mistake(rule, RuleDefect::NoSuchRule(reason.code.to_string())));
            }
            _ => {}
        }
    }
    found
}

/// Checks an application before it is filed. `rules` are the service's own, and `form_findings` is
/// what the form's schema says.
#[must_use]
pub fn precheck(
    service: &Service,
    rules: &CompiledRules,
    form_findings: Vec<Finding>,
    assurance: Assurance,
    facts: &Facts,
) -> Precheck {
    let mut satisfied = Vec::new();
    if form_findings.is_empty() {
        satisfied.push(FORM.to_owned());
    }
    let mut findings = form_findings;
    if assurance < service.minimum_assurance {
        findings.push(low_assurance());
    } else {
        satisfied.push(ASSURANCE.to_owned());
    }
    ask(rules, facts, &mut findings, &mut satisfied);
    Precheck { verdict: Sufficiency::of(&findings), findings, satisfied }
}

/// Asks every rule. What was said once of a field is not said again.
fn ask(
    rules: &CompiledRules,
    facts: &Facts,
    findings: &mut Vec<Finding>,
    satisfied: &mut Vec<String>,
) {
    let holding = satisfied.clone();
    for (rule, verdict) in rules.verdicts(facts, &holding) {
        let written = rule.rule();
        let finding = match verdict {
            Verdict::Satisfied => {
                satisfied.push(written.id.clone());
                continue;
            }
            // Counted with values that the form's own check refuses, it says nothing true.
            Verdict::Unsatisfied => (!counts_in_vain(rule, findings)).then(|| unmet(written)),
            Verdict::Unknown { missing, fault } => {
                unanswered(rule, &missing, fault.as_ref(), facts, findings)
            }
        };
        let said = |new: &Finding| {
            findings.iter().any(|one| one.pointer == new.pointer && one.message == new.message)
        };
        if let Some(new) = finding.filter(|new| !said(new)) {
            findings.push(new);
        }
    }
}

/// The intake reasons an officer may still refuse by, once these rules were satisfied.
pub fn open_reasons<'a>(
    service: &'a Service,
    satisfied: &'a [String],
) -> impl Iterator<Item = &'a CodedReason> {
    let cleared = |rule: &String| satisfied.contains(rule);
    service
        .refusals
        .intake
        .iter()
        .filter(move |reason| !reason.cleared_by.as_ref().is_some_and(cleared))
}

fn unmet(rule: &Rule) -> Finding {
    Finding {
        kind: FindingKind::Unmet,
        rule: rule.id.clone(),
        pointer: rule.pointer.clone(),
        title: None,
        message: rule.message.clone(),
        remedy: Some(rule.remedy.clone()),
        norm: Some(rule.norm.clone()),
    }
}
