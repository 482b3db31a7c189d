//! How much is done at once, lane by lane: a slow receiver fills its own lane and no other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The capacity of each lane in this process.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// Of a lane whose receiver is outside (`exchange…`, `register:…`): calls at once.
    pub outside: u32,
    /// Of `result`: documents drawn at once. They cost processor time, so no more than there are cores.
    pub result: u32,
    /// Of every other lane of this worker.
    pub other: u32,
}

impl Default for Capacity {
    fn default() -> Self {
        Self { outside: 16, result: 4, other: 8 }
    }
}

impl Capacity {
    fn of(&self, lane: &str) -> u32 {
        match lane.split(':').next() {
            Some("exchange" | "register") => self.outside,
            Some("result") => self.result,
            _ => self.other,
        }
    }
}

/// The slots in use. Clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slots {
    capacity: Capacity,
    used: Arc<Mutex<HashMap<String, u32>>>,
}

/// A slot in use; free again when dropped, however the work ends.
#[derive(Debug)]
pub(crate) struct Slot {
    lane: String,
    used: Arc<Mutex<HashMap<String, u32>>>,
}

impl Slots {
    pub(crate) fn new(capacity: Capacity) -> Self {
        Self { capacity, used: Arc::default() }
    }

    /// How many slots of a lane are free.
    pub(crate) fn free(&self, lane: &str) -> u32 {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        self.capacity.of(lane).saturating_sub(used.get(lane).copied().unwrap_or_default())
    }

    pub(crate) fn take(&self, lane: &str) -> Slot {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        *used.entry(lane.to_owned()).or_default() += 1;
        Slot { lane: lane.to_owned(), used: Arc::clone(&self.used) }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = used.get_mut(&self.lane) {
            *count = count.saturating_sub(1);
        }
        used.retain(|_lane, count| *count > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_lane_leaves_the_others_their_slots() {
        let slots = Slots::new(Capacity { outside: 2, result: 1, other: 3 });
        let held = [slots.take("exchange"), slots.take("exchange")];
        assert_eq!((slots.free("exchange"), slots.free("register:a")), (0, 2));
        assert_eq!((slots.free("result"), slots.free("notice")), (1, 3));
        drop(held);
        assert_eq!(slots.free("exchange"), 2);
    }
}
