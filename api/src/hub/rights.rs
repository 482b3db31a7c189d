//! When the right of each open feed is to be asked for again. In the order of time and by what a right rests on, so that
//! a round costs what is due, not what is open.

use chrono::Duration;
use domain::id::CitizenId;
use domain::time::Moment;
use identity::{Basis, Right};
use std::collections::{BTreeSet, HashMap};

/// How long a right is believed after it was asked for, if nobody is heard to have taken it back.
pub(super) const BELIEVED: Duration = Duration::minutes(1);

/// A feed whose right is to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ToCheck {
    pub(super) citizen: CitizenId,
    pub(super) id: u64,
    pub(super) right: Right,
}

/// The rights of the open feeds, by the number of the feed.
#[derive(Debug, Default)]
pub(super) struct Rights {
    feeds: HashMap<u64, (ToCheck, Moment)>,
    due: BTreeSet<(Moment, u64)>,
    on: HashMap<Basis, BTreeSet<u64>>,
    /// When it was last asked what is due.
    asked: Moment,
}

impl Rights {
    /// A new feed. Its right was found to hold at `now`; until when, the next round asks.
    pub(super) fn enter(&mut self, feed: ToCheck, now: Moment) {
        self.feeds.insert(feed.id, (feed, now));
        self.due.insert((now, feed.id));
        if let Some(basis) = feed.right.basis() {
            self.on.entry(basis).or_default().insert(feed.id);
        }
    }

    /// A feed has gone.
    pub(super) fn leave(&mut self, id: u64) {
        let Some((feed, due)) = self.feeds.remove(&id) else { return };
        self.due.remove(&(due, id));
        let Some(basis) = feed.right.basis() else { return };
        if let Some(others) = self.on.get_mut(&basis) {
            others.remove(&id);
            if others.is_empty() {
                self.on.remove(&basis);
            }
        }
    }

    /// It is not known whether the rights that rest on this still hold: they are due at once.
    pub(super) fn doubt(&mut self, basis: &Basis) {
        for id in self.on.get(basis).cloned().unwrap_or_default() {
            self.set(id, Moment::MIN_UTC);
        }
    }

    /// It is not known of any right whether it still holds.
    pub(super) fn doubt_all(&mut self) {
        let all: Vec<u64> = self.feeds.keys().copied().collect();
        for id in all {
            self.set(id, Moment::MIN_UTC);
        }
    }

    /// The feeds whose right is in doubt, was not asked for lately, or has reached its time, the longest due first. A
    /// clock that was set back asks for all.
    pub(super) fn due(&mut self, now: Moment) -> Vec<ToCheck> {
        let back = now < std::mem::replace(&mut self.asked, now);
        let upto = if back { Moment::MAX_UTC } else { now };
        let due = self.due.range(..=(upto, u64::MAX));
        due.filter_map(|(_, id)| self.feeds.get(id)).map(|(feed, _)| *feed).collect()
    }

    /// A right holds until a moment, by what was known at `now`.
    pub(super) fn holds(&mut self, id: u64, now: Moment, until: Moment) {
        self.set(id, until.min(now + BELIEVED));
    }

    fn set(&mut self, id: u64, moment: Moment) {
        if let Some((_, due)) = self.feeds.get_mut(&id) {
            self.due.remove(&(*due, id));
            self.due.insert((moment, id));
            *due = moment;
        }
    }
}
