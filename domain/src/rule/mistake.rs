//! What makes a rule unfit to stand in a passport.

use super::MAX_LENGTH;

/// A rule that cannot stand in a passport.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rule `{rule}`: {defect}")]
pub struct RuleError {
    /// The rule's id.
    pub rule: String,
    /// What is wrong with it.
    pub defect: RuleDefect,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleDefect {
    /// It is too long to be read, or to be bounded.
    #[error("is longer than {MAX_LENGTH} characters")]
    TooLong,
    /// Its parts stand in one another too deep to be read, or to be bounded.
    #[error("is nested too deep: say it with fewer brackets")]
    TooDeep,
    /// A text in it is written in a way rules do not use.
    #[error(
        "a text is written in plain quotes on one line, without `\\` and without triple quotes"
    )]
    Quoting,
    /// It is not CEL.
    #[error("{line}:{column}: {message}")]
    Syntax {
        /// The line in the rule, from 1.
        line: u32,
        /// Where in the line, from 1.
        column: u32,
        /// What the parser says.
        message: String,
    },
    /// It speaks of what it is not given.
    #[error("`{0}` is unknown: a rule may speak of citizen, form, registers and today")]
    UnknownName(String),
    /// It calls a function that rules do not have.
    #[error("function `{0}` is unknown")]
    UnknownFunction(String),
    /// It compares with null.
    #[error("null cannot be compared with: write has(…)")]
    Null,
    /// It holds a loop in a loop.
    #[error("exists, all, map and filter cannot stand inside one another")]
    Nested,
    /// Its answer is neither true nor false.
    #[error("the answer is not true or false")]
    NotBoolean,
    /// Two rules of the service share the id.
    #[error("the id is used twice")]
    Twice,
    /// The id is one of pre-check's own.
    #[error("the id is reserved")]
    Reserved,
    /// It is asked after a rule that is not above it.
    #[error("is asked after `{0}`, which is no rule above it")]
    NotAbove(String),
    /// A reason of refusal is cleared by a rule that does not exist.
    #[error("does not exist, yet reason `{0}` is cleared by it")]
    NoSuchRule(String),
}
