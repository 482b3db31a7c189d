//! How far a person has come on a service's checklist.

use crate::service::ChecklistStep;
use std::collections::BTreeSet;

/// How a step stands for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The person said that it is done.
    Done,
    /// The profile or a register says that it is done.
    Known,
    /// It can be done now.
    Open,
    /// Other steps come before, by their codes: those that are not done.
    Waits(Vec<String>),
}

/// How each step stands: `marked` are those the person said are done, `known` those that facts say are.
#[must_use]
pub fn standings(
    steps: &[ChecklistStep],
    marked: &BTreeSet<String>,
    known: &BTreeSet<String>,
) -> Vec<Standing> {
    let done = |code: &String| marked.contains(code) || known.contains(code);
    let standing = |step: &ChecklistStep| {
        if known.contains(&step.code) {
            return Standing::Known;
        }
        if marked.contains(&step.code) {
            return Standing::Done;
        }
        let missing: Vec<_> = step.after.iter().filter(|code| !done(code)).cloned().collect();
        if missing.is_empty() { Standing::Open } else { Standing::Waits(missing) }
    };
    steps.iter().map(standing).collect()
}

/// A step and all that come after it: what is not done any more once that step is not.
#[must_use]
pub fn with_later<'a>(steps: &'a [ChecklistStep], code: &'a str) -> BTreeSet<&'a str> {
    let mut undone = BTreeSet::from([code]);
    // The linter has each step below those it comes after.
    for step in steps {
        if step.after.iter().any(|before| undone.contains(before.as_str())) {
            undone.insert(step.code.as_str());
        }
    }
    undone
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn step(code: &str, after: &[&str]) -> ChecklistStep {
        ChecklistStep {
            code: code.to_owned(),
            title: Text::new(code, code),
            text: Text::new(code, code),
            after: after.iter().map(|one| (*one).to_owned()).collect(),
            done_when: None,
            applies: false,
        }
    }

    fn set(codes: &[&str]) -> BTreeSet<String> {
        codes.iter().map(|one| (*one).to_owned()).collect()
    }

    /// Proves SC5.1: a step is open when those before it are done, and a step that is taken back takes with it what came after.
    #[test]
    fn a_step_waits_for_those_before_it() {
        let steps = [
            step("doctor", &[]),
            step("tests", &["doctor"]),
            step("passport", &[]),
            step("commission", &["tests"]),
            step("apply", &["commission", "passport"]),
        ];
        let none = set(&[]);
        let waits =
            |codes: &[&str]| Standing::Waits(codes.iter().map(ToString::to_string).collect());
        let begun = standings(&steps, &none, &none);
        let expected = [
            Standing::Open,
            waits(&["doctor"]),
            Standing::Open,
            waits(&["tests"]),
            waits(&["commission", "passport"]),
        ];
        assert_eq!(begun, expected);
        let later =
            standings(&steps, &set(&["doctor", "tests", "commission"]), &set(&["passport"]));
        let is_done = |one: &Standing| matches!(one, Standing::Done | Standing::Known);
        assert!(later.iter().take(4).all(is_done));
        assert_eq!((&later[2], &later[4]), (&Standing::Known, &Standing::Open));
        let undone = with_later(&steps, "tests");
        assert_eq!(undone, BTreeSet::from(["tests", "commission", "apply"]));
        assert_eq!(with_later(&steps, "apply"), BTreeSet::from(["apply"]));
    }
}
