//! The path of a fact, as a rule names it: `registers.employment.benefits[].month`.

use super::{Facts, MAX_LIST};
use serde_json::Value;
use std::fmt;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// A field of an object.
    Field(String),
    /// Every item of a list.
    Each,
}

/// A path from one of the variables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path {
    root: String,
    steps: Vec<Step>,
}

impl Path {
    pub(super) fn root(name: &str) -> Self {
        Self { root: name.to_owned(), steps: Vec::new() }
    }

    pub(super) fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    pub(super) fn starts_with(&self, other: &Self) -> bool {
        self.root == other.root && self.steps.starts_with(&other.steps)
    }

    pub(super) fn is_missing(&self, facts: &Facts) -> bool {
        let root = match self.root.as_str() {
            "citizen" => &facts.citizen,
            "form" => &facts.form,
            "registers" => &facts.registers,
            _ => return false,
        };
        lacks(Some(root), &self.steps)
    }
}

fn lacks(value: Option<&Value>, steps: &[Step]) -> bool {
    match (value, steps.split_first()) {
        (None | Some(Value::Null), _) => true,
        (Some(Value::Array(items)), _) if items.len() > MAX_LIST => true,
        (Some(object), Some((Step::Field(name), rest))) => lacks(object.get(name), rest),
        (Some(Value::Array(items)), Some((Step::Each, rest))) => {
            items.iter().any(|item| !item.is_null() && lacks(Some(item), rest))
        }
        (Some(_), None | Some((Step::Each, _))) => false,
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.root)?;
        for step in &self.steps {
            match step {
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Each => f.write_str("[]")?,
            }
        }
        Ok(())
    }
}
