//! The places in use, lane by lane: a slow receiver fills its own lane and no other.

use domain::id::JobId;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use store::Claim;

/// The places in use. Clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slots(Arc<Mutex<Used>>);

#[derive(Debug, Default)]
struct Used {
    lanes: HashMap<String, u32>,
    jobs: HashSet<JobId>,
    suspects: u32,
}

/// A place in use; free again when dropped, however the job ends.
#[derive(Debug)]
pub(crate) struct Slot {
    job: JobId,
    lane: String,
    suspects: u32,
    slots: Slots,
}

impl Slots {
    /// How many places of a lane are in use.
    pub(crate) fn used(&self, lane: &str) -> u32 {
        self.with(|used| used.lanes.get(lane).copied().unwrap_or_default())
    }

    /// Whether a job is in hand whose earlier claims were left unended.
    pub(crate) fn holds_suspect(&self) -> bool {
        self.with(|used| used.suspects > 0)
    }

    /// Whether a job is still in hand: it ignores its time limit.
    pub(crate) fn holds(&self, job: JobId) -> bool {
        self.with(|used| used.jobs.contains(&job))
    }

    pub(crate) fn take(&self, claim: &Claim) -> Slot {
        self.place(claim.id, &claim.lane, u32::from(claim.suspect))
    }

    fn place(&self, job: JobId, lane: &str, suspects: u32) -> Slot {
        self.with(|used| {
            used.jobs.insert(job);
            *used.lanes.entry(lane.to_owned()).or_default() += 1;
            used.suspects += suspects;
        });
        Slot { job, lane: lane.to_owned(), suspects, slots: self.clone() }
    }

    fn with<T>(&self, look: impl FnOnce(&mut Used) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.slots.with(|used| {
            used.jobs.remove(&self.job);
            if let Some(count) = used.lanes.get_mut(&self.lane) {
                *count = count.saturating_sub(1);
            }
            used.lanes.retain(|_lane, count| *count > 0);
            used.suspects -= self.suspects;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_its_job_ends() {
        let slots = Slots::default();
        let job = |n: u128| JobId::from_uuid(uuid::Uuid::from_u128(n));
        let held = [slots.place(job(1), "exchange", 0), slots.place(job(2), "exchange", 1)];
        assert_eq!((slots.used("exchange"), slots.used("result")), (2, 0));
        assert!(slots.holds(job(2)) && !slots.holds(job(3)));
        assert!(slots.holds_suspect());
        drop(held);
        assert_eq!((slots.used("exchange"), slots.holds_suspect()), (0, false));
        assert!(!slots.holds(job(1)));
    }
}
