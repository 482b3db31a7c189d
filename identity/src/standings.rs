//! Whether grants still stand, remembered for a few seconds: a revocation elsewhere is seen that soon,
//! one of this node at once.

use chrono::Duration;
use domain::id::{CitizenId, GrantId, SessionId};
use domain::time::Moment;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// For how long a look is good.
const FRESH: Duration = Duration::seconds(5);
/// How many are remembered before all are forgotten.
const MOST: usize = 20_000;

/// A grant that stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) citizen: CitizenId,
    pub(crate) session: SessionId,
}

/// Grants that stood when they were last looked at.
#[derive(Debug, Default)]
pub(crate) struct Standings(Mutex<HashMap<GrantId, (Moment, Standing)>>);

impl Standings {
    /// Forgets all: something was revoked here.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The grant, if it stood a moment ago.
    pub(crate) fn recall(&self, grant: GrantId, now: Moment) -> Option<Standing> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&grant).copied();
        seen.filter(|(at, _)| {
            let age = now.signed_duration_since(*at);
            Duration::zero() <= age && age < FRESH
        })
        .map(|(_, standing)| standing)
    }

    /// Remembers that it stands.
    pub(crate) fn remember(&self, grant: GrantId, now: Moment, standing: Standing) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(grant, (now, standing));
    }
}
