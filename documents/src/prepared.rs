//! Templates that were read before: parsing one takes a fourteenth of a print.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use typst::syntax::{FileId, Source};

/// How many are kept; a catalog has some dozens. The one that was not asked for longest goes.
const KEPT: usize = 64;

/// The templates, the last one asked for in front.
#[derive(Default)]
pub(crate) struct Prepared(Mutex<VecDeque<Source>>);

impl Prepared {
    /// A template as the typesetter reads it, parsed unless it was asked for before. It is known by its whole text, so
    /// a changed one is another.
    pub(crate) fn source(&self, id: FileId, text: &str) -> Source {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().position(|source| source.text() == text);
        let source = known
            .and_then(|at| kept.remove(at))
            .unwrap_or_else(|| Source::new(id, text.to_owned()));
        kept.push_front(source.clone());
        kept.truncate(KEPT);
        source
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shelf::Files;

    #[test]
    fn a_template_is_read_once_a_changed_one_anew_and_old_ones_go() {
        let (prepared, id) = (Prepared::default(), Files::intern().unwrap().template);
        let first = prepared.source(id, "= One");
        let same = prepared.source(id, "= One");
        assert!(std::ptr::eq(first.root(), same.root()), "it was not read again");
        assert_eq!(prepared.source(id, "= Two").text(), "= Two");
        for number in 0..KEPT - 1 {
            prepared.source(id, &format!("= Other {number}"));
        }
        assert_eq!(prepared.0.lock().unwrap().len(), KEPT);
        assert!(!std::ptr::eq(first.root(), prepared.source(id, "= One").root()));
    }
}
