//! What was found out a moment ago, so as not to be found out again with each request.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many are remembered before all are forgotten.
const MOST: usize = 20_000;

/// Findings by what they are about; bounded.
#[derive(Debug)]
pub(crate) struct Recent<K, V>(Mutex<HashMap<K, V>>);

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Copy> Recent<K, V> {
    /// What was found out about it.
    pub(crate) fn recall(&self, about: &K) -> Option<V> {
        self.all().get(about).copied()
    }

    /// Keeps what was found; when there is no more room, all else is forgotten.
    pub(crate) fn remember(&self, about: K, found: V) {
        let mut all = self.all();
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(about, found);
    }

    /// Forgets all.
    pub(crate) fn forget(&self) {
        self.all().clear();
    }

    fn all(&self) -> MutexGuard<'_, HashMap<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_does_not_grow_without_bound() {
        let recent = Recent::default();
        (0..=MOST).for_each(|number| recent.remember(number, ()));
        assert_eq!(recent.all().len(), 1);
        assert_eq!(recent.recall(&MOST), Some(()));
        assert_eq!(recent.recall(&0), None);
    }
}
