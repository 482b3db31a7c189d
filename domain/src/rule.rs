//! Rules: the conditions people write in passports, in CEL, and what they answer.
//!
//! Evaluation is total and bounded. A fact that is missing is an answer ([`Verdict::Unknown`]), not
//! an error; `null` is the same as missing, so rules ask `has(citizen.email)` and never compare
//! with `null`. Dates are texts such as `2026-11-22`, which compare in their order.

use crate::service::Rule;
use crate::text::Text;
use cel::{Env, ExecutionError, Program};
use std::fmt;
use std::sync::Arc;

mod facts;
mod mistake;
mod path;
mod reading;
mod shape;
#[cfg(test)]
mod tests;

pub use facts::{Facts, Prepared};
pub use mistake::{RuleDefect, RuleError};
use path::Path;

/// The longest rule, in characters.
pub const MAX_LENGTH: usize = 2_000;
/// How deep brackets may stand in one another.
pub const MAX_BRACKETS: usize = 8;
/// How deep the parts of a rule may stand in one another; `a && b && c…` is not deep, `a + b + c…` is.
pub const MAX_DEPTH: usize = 24;
/// The longest list a rule is given; a longer one counts as missing.
pub const MAX_LIST: usize = 1_000;
/// What a rule may speak of.
pub const VARIABLES: [&str; 4] = ["citizen", "form", "registers", "today"];

/// Why a rule gave no answer though its facts were there: a mistake of the rule or of a register.
/// Says nothing of the values, which are personal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The answer is neither true nor false.
    #[error("the answer is not true or false")]
    NotBoolean,
    /// Things of different types are compared or combined.
    #[error("types do not fit: {0}")]
    Types(String),
    /// A division by zero, an overflow, an index out of bounds, a text that is no date…
    #[error("the rule cannot be counted")]
    Uncountable,
}

/// The answer of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The condition holds.
    Satisfied,
    /// The condition does not hold.
    Unsatisfied,
    /// Nobody can say yet.
    Unknown {
        /// The facts that are missing, e.g. `registers.employment.status`.
        missing: Vec<String>,
        /// What went wrong, when it is not that a fact is missing.
        fault: Option<Fault>,
    },
}

/// The language of rules: CEL's standard library, made once and shared.
#[derive(Clone)]
pub struct Language(Arc<Env>);

impl Default for Language {
    fn default() -> Self {
        Self(Arc::new(Env::stdlib().with_optional_support(false)))
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Language")
    }
}

impl Language {
    /// Compiles a rule; what can be proved wrong without facts is found here.
    pub fn compile(&self, rule: &Rule) -> Result<CompiledRule, RuleError> {
        self.read(&rule.when).map_err(|defect| RuleError { rule: rule.id.clone(), defect }).map(
            |(program, reading)| CompiledRule {
                rule: rule.clone(),
                program: Arc::new(program),
                needs: reading.needs.into_iter().collect(),
                tested: reading.tested.into_iter().collect(),
                language: self.clone(),
            },
        )
    }

    /// Compiles a condition that explains itself to nobody: it chooses a way, and refuses nothing.
    pub fn condition(&self, when: &str) -> Result<CompiledRule, RuleError> {
        let nothing = || Text::new("", "");
        self.compile(&Rule {
            id: when.to_owned(),
            when: when.to_owned(),
            message: nothing(),
            remedy: nothing(),
            norm: String::new(),
            pointer: None,
            after: None,
        })
    }

    fn read(&self, source: &str) -> Result<(Program, reading::Reading), RuleDefect> {
        shape::check(source)?;
        let program = self.0.compile(source).map_err(|errors| syntax(errors.errors.first()))?;
        let reading = reading::read(program.expression())?;
        Ok((program, reading))
    }
}

fn syntax(error: Option<&cel::ParseError>) -> RuleDefect {
    let place = |number: isize| u32::try_from(number).unwrap_or_default();
    RuleDefect::Syntax {
        line: error.map_or(1, |error| place(error.pos.0)),
        column: error.map_or(1, |error| place(error.pos.1)),
        message: error.map_or_else(|| "not CEL".to_owned(), |error| error.msg.clone()),
    }
}

/// A rule ready to be asked.
#[derive(Debug, Clone)]
pub struct CompiledRule {
    rule: Rule,
    program: Arc<Program>,
    needs: Vec<Path>,
    tested: Vec<Path>,
    language: Language,
}

impl CompiledRule {
    /// Compiles one rule by itself; many rules are better compiled by one [`Language`].
    pub fn compile(rule: &Rule) -> Result<Self, RuleError> {
        Language::default().compile(rule)
    }

    /// The rule as it was written.
    #[must_use]
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Every fact the rule speaks of, e.g. `form.period_from`, for the linter and for hints.
    pub fn facts(&self) -> impl Iterator<Item = String> {
        self.needs.iter().chain(&self.tested).map(ToString::to_string)
    }

    /// Asks the rule about facts.
    #[must_use]
    pub fn evaluate(&self, facts: &Facts) -> Verdict {
        self.ask(&self.language.prepare(facts))
    }

    /// Asks the rule about facts made ready.
    #[must_use]
    pub fn ask(&self, prepared: &Prepared<'_>) -> Verdict {
        let fault = match self.program.execute(&prepared.context) {
            Ok(cel::Value::Bool(true)) => return Verdict::Satisfied,
            Ok(cel::Value::Bool(false)) => return Verdict::Unsatisfied,
            Ok(_) => Some(Fault::NotBoolean),
            Err(error) => fault(&error),
        };
        Verdict::Unknown { missing: self.missing(prepared.facts), fault }
    }

    /// The needed facts that are not there, each by its shortest path. Those the rule itself tests
    /// with `has` are named only if there are no others.
    fn missing(&self, facts: &Facts) -> Vec<String> {
        let absent: Vec<_> = self.needs.iter().filter(|path| path.is_missing(facts)).collect();
        let inner = |path: &Path| absent.iter().any(|one| *one != path && path.starts_with(one));
        let tested = |path: &Path| self.tested.iter().any(|one| path.starts_with(one));
        let (own, mut named): (Vec<&Path>, Vec<&Path>) =
            absent.iter().copied().filter(|path| !inner(path)).partition(|path| tested(path));
        if named.is_empty() {
            named = own;
        }
        named.into_iter().map(ToString::to_string).collect()
    }
}

/// What went wrong, without the values; nothing when a fact is missing.
fn fault(error: &ExecutionError) -> Option<Fault> {
    match error {
        ExecutionError::NoSuchKey(_) => None,
        ExecutionError::NoSuchOverload(overload) => Some(Fault::Types(overload.to_string())),
        ExecutionError::UnexpectedType { got, want } => {
            Some(Fault::Types(format!("{got} instead of {want}")))
        }
        ExecutionError::ValuesNotComparable(..)
        | ExecutionError::UnsupportedBinaryOperator(..)
        | ExecutionError::UnsupportedIndex(..)
        | ExecutionError::UnsupportedKeyType(_) => Some(Fault::Types("operands".to_owned())),
        _ => Some(Fault::Uncountable),
    }
}
