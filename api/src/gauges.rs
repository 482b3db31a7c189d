//! Gauges that are told from the database at each scrape.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// The gauges that were told so far. One whose rows are gone must go back to zero: an alarm ends when its cause
/// does.
#[derive(Debug, Default)]
pub struct Gauges {
    pub(crate) set_aside: Mutex<BTreeSet<[String; 2]>>,
    pub(crate) failing: Mutex<BTreeSet<String>>,
    pub(crate) lag_facts: Mutex<BTreeSet<[String; 2]>>,
    pub(crate) lag_seconds: Mutex<BTreeSet<[String; 2]>>,
}

impl Gauges {
    /// Tells the values of now, and zero for each label of before that has none.
    pub(crate) fn tell<L: Ord>(
        before: &Mutex<BTreeSet<L>>,
        now: impl Iterator<Item = (L, f64)>,
        set: impl Fn(&L, f64),
    ) {
        let mut before = before.lock().unwrap_or_else(PoisonError::into_inner);
        let now: BTreeMap<L, f64> = now.fold(BTreeMap::new(), |mut all, (label, value)| {
            *all.entry(label).or_default() += value;
            all
        });
        for label in before.iter().filter(|label| !now.contains_key(label)) {
            set(label, 0.0);
        }
        for (label, value) in &now {
            set(label, *value);
        }
        *before = now.into_keys().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gauge_whose_rows_are_gone_goes_back_to_zero_once() {
        let (gauges, told) = (Gauges::default(), Mutex::new(Vec::new()));
        let tell = |now: &[(&str, f64)]| {
            let now = now.iter().map(|(label, value)| ((*label).to_owned(), *value));
            let set = |label: &String, value| told.lock().unwrap().push((label.clone(), value));
            Gauges::tell(&gauges.failing, now, set);
            std::mem::take(&mut *told.lock().unwrap())
        };
        let gauge = |label: &str, value: f64| (label.to_owned(), value);
        assert_eq!(tell(&[("a", 2.0), ("b", 1.0)]), [gauge("a", 2.0), gauge("b", 1.0)]);
        assert_eq!(tell(&[("b", 3.0)]), [gauge("a", 0.0), gauge("b", 3.0)]);
        assert_eq!(tell(&[]), [gauge("b", 0.0)]);
        assert_eq!(tell(&[]), []);
    }
}
