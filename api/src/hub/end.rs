//! Why the server ends a feed, and how its reader is told.

use bytes::Bytes;

/// Feeds that the server ended, by reason.
const ENDED: &str = "live_feeds_ended_total";

/// Why the server ends a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The reader did not take what was for it; it may resume after its last event.
    SlowReader,
    /// Signed out, revoked, expired.
    AccessEnded,
    /// This node stops; another goes on.
    Draining,
}

impl End {
    /// As the reader is told it.
    pub(super) const fn reason(self) -> &'static str {
        match self {
            Self::SlowReader => "slow_reader",
            Self::AccessEnded => "access_ended",
            Self::Draining => "draining",
        }
    }

    /// The last event. It has no number: `Last-Event-ID` stays that of the last fact.
    pub(super) fn event(self) -> Bytes {
        Bytes::from(format!("event: end\ndata: {{\"reason\":\"{}\"}}\n\n", self.reason()))
    }

    pub(super) fn count(self) {
        metrics::counter!(ENDED, "reason" => self.reason()).increment(1);
    }
}
