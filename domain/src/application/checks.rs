//! The checks of an application at an office (полнота и правильность), made before the applicant is asked to come.

use super::one_by_one::{Unanswered, one_by_one};
use crate::process::Checks;
use crate::service::Check;
use serde::{Deserialize, Serialize};

/// A check that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// Which check of the passport, by its code.
    pub check: String,
    /// Whether it is passed.
    pub passed: bool,
}

/// Why checks do not go with a move.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCheck {
    /// A check was not made.
    #[error("check `{0}` was not made")]
    Missing(String),
    /// A check is not among those of the passport, or is there twice.
    #[error("`{0}` is not a check of the service, or is given twice")]
    Unasked(String),
    /// The move says that all are passed, and one is not.
    #[error("check `{0}` is not passed")]
    Failed(String),
    /// The move says that one is not passed, and all are.
    #[error("all checks are passed")]
    AllPassed,
}

impl From<Unanswered> for BadCheck {
    fn from(wrong: Unanswered) -> Self {
        match wrong {
            Unanswered::Missing(check) => Self::Missing(check),
            Unanswered::Unasked(check) => Self::Unasked(check),
        }
    }
}

/// Whether the checks that were made go with a move.
pub(super) fn check(kind: Checks, made: &[Checked], asked: &[Check]) -> Result<(), BadCheck> {
    let asked = if kind == Checks::None { &[] } else { asked };
    let (asked, given) = (asked.iter().map(|one| &*one.code), made.iter().map(|one| &*one.check));
    one_by_one(asked, given)?;
    match (kind, made.iter().find(|one| !one.passed)) {
        (Checks::Passed, Some(one)) => Err(BadCheck::Failed(one.check.clone())),
        (Checks::Failed, None) => Err(BadCheck::AllPassed),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn asked() -> [Check; 2] {
        ["photo", "names"].map(|code| Check {
            code: code.to_owned(),
            title: Text::new("Проверка", "Check"),
            norm: "Регламент".to_owned(),
            remedy: Text::new("Исправьте", "Correct it"),
            fields: vec![format!("/{code}")],
        })
    }

    fn made(all: &[(&str, bool)]) -> Vec<Checked> {
        all.iter()
            .map(|(code, passed)| Checked { check: (*code).to_owned(), passed: *passed })
            .collect()
    }

    /// Proves SC2.3: everything the regulation asks to be looked at is, and the move says what came of it.
    #[test]
    fn every_check_is_made_and_no_other() {
        let says = |kind, all: &[(&str, bool)]| check(kind, &made(all), &asked());
        let (good, bad) = ([("photo", true), ("names", true)], [("photo", false), ("names", true)]);
        assert_eq!(says(Checks::Passed, &good), Ok(()));
        assert_eq!(says(Checks::Failed, &bad), Ok(()));
        assert_eq!(says(Checks::Passed, &bad), Err(BadCheck::Failed("photo".into())));
        assert_eq!(says(Checks::Failed, &good), Err(BadCheck::AllPassed));
        for kind in [Checks::Passed, Checks::Failed] {
            assert_eq!(says(kind, &good[..1]), Err(BadCheck::Missing("names".into())));
            let more = [good[0], good[1], ("more", true)];
            assert_eq!(says(kind, &more), Err(BadCheck::Unasked("more".into())));
            assert_eq!(says(kind, &[good[0], good[0]]), Err(BadCheck::Unasked("photo".into())));
        }
        assert_eq!(says(Checks::None, &[]), Ok(()));
        assert_eq!(says(Checks::None, &good), Err(BadCheck::Unasked("photo".into())));
    }
}
