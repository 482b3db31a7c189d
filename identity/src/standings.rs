//! Whether grants still stand, remembered for a few seconds: a revocation elsewhere is seen that soon,
//! one of this node at once.

use crate::recent::Recent;
use chrono::Duration;
use domain::id::{CitizenId, GrantId, SessionId};
use domain::time::Moment;

/// For how long a look is good.
const FRESH: Duration = Duration::seconds(5);
/// A grant that stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) citizen: CitizenId,
    pub(crate) session: SessionId,
}

/// Grants that stood when they were last looked at.
#[derive(Debug, Default)]
pub(crate) struct Standings(Recent<GrantId, (Moment, Standing)>);

impl Standings {
    /// Forgets all: something was revoked here.
    pub(crate) fn forget(&self) {
        self.0.forget();
    }

    /// The grant, if it stood a moment ago.
    pub(crate) fn recall(&self, grant: GrantId, now: Moment) -> Option<Standing> {
        self.0
            .recall(&grant)
            .filter(|(at, _)| {
                let age = now.signed_duration_since(*at);
                Duration::zero() <= age && age < FRESH
            })
            .map(|(_, standing)| standing)
    }

    /// Remembers that it stands.
    pub(crate) fn remember(&self, grant: GrantId, now: Moment, standing: Standing) {
        self.0.remember(grant, (now, standing));
    }
}
