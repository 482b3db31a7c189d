//! Answers given one by one: to everything that is asked, and to nothing else.

use std::collections::BTreeSet;

/// What is wrong with answers that are given one by one.
pub(super) enum Unanswered {
    /// This was not answered.
    Missing(String),
    /// This was not asked, or is answered twice.
    Unasked(String),
}

/// Whether everything that is asked is answered once, and nothing else is.
pub(super) fn one_by_one<'a>(
    asked: impl Iterator<Item = &'a str>,
    answered: impl Iterator<Item = &'a str>,
) -> Result<(), Unanswered> {
    let mut open: BTreeSet<&str> = asked.collect();
    for one in answered {
        if !open.remove(one) {
            return Err(Unanswered::Unasked(one.to_owned()));
        }
    }
    open.first().map_or(Ok(()), |missing| Err(Unanswered::Missing((*missing).to_owned())))
}
