//! When facts were told, and when they were seen.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// When facts were told and how long they took to be seen.
#[derive(Debug, Default)]
pub(super) struct Board(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    /// By person and number in their journal.
    told: HashMap<(usize, i64), Instant>,
    seen: Vec<Duration>,
}

impl Board {
    fn with<T>(&self, act: impl FnOnce(&mut Counted) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A fact is about to be committed; it was begun at `at`.
    pub(super) fn told(&self, citizen: usize, sequence: i64, at: Instant) {
        self.with(|counted| counted.told.insert((citizen, sequence), at));
    }

    /// A fact arrived at a feed. One that was not told here is passed over.
    pub(super) fn arrived(&self, citizen: usize, sequence: i64) {
        let now = Instant::now();
        self.with(|counted| {
            if let Some(at) = counted.told.get(&(citizen, sequence)) {
                counted.seen.push(now.duration_since(*at));
            }
        });
    }

    /// How many arrivals there were.
    pub(super) fn seen(&self) -> usize {
        self.with(|counted| counted.seen.len())
    }

    /// How many arrivals there should be: feed `n` is of person `n` modulo the number of people.
    pub(super) fn expected(&self, feeds: u32, people: u32) -> usize {
        let [feeds, people] =
            [feeds, people].map(|number| usize::try_from(number).unwrap_or(usize::MAX));
        let of = |citizen: usize| feeds / people + usize::from(citizen < feeds % people);
        self.with(|counted| counted.told.keys().map(|(citizen, _)| of(*citizen)).sum())
    }

    /// How long each arrival took, the shortest first.
    pub(super) fn sorted(&self) -> Vec<Duration> {
        let mut seen = self.with(|counted| counted.seen.clone());
        seen.sort_unstable();
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feed_of_a_person_is_expected_to_see_their_fact() {
        let board = Board::default();
        let now = Instant::now();
        board.told(0, 1, now);
        board.told(2, 1, now);
        // Ten feeds of four people: 3, 3, 2, 2.
        assert_eq!(board.expected(10, 4), 5);
        board.arrived(0, 1);
        board.arrived(0, 2);
        assert_eq!(board.seen(), 1, "the second was not told here");
        assert_eq!(board.sorted().len(), 1);
    }
}
