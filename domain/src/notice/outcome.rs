//! What came of a try to send, and what follows from it.

use crate::notice::DeliveryState;
use crate::time::Moment;
use chrono::TimeDelta;
use std::time::Duration;

/// What came of one try to send. Reasons are for operators and hold no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The other side took it.
    Sent {
        /// The other side's name for it, if it gave one.
        reference: Option<String>,
    },
    /// It certainly was not taken; another try may do.
    Later {
        /// Why.
        reason: String,
        /// How long the other side asks to be left alone.
        wait: Option<Duration>,
    },
    /// It may have been taken: the line was lost before the answer. The next try may make a copy.
    Unknown {
        /// Why.
        reason: String,
    },
    /// It is refused for good.
    Never {
        /// Why.
        reason: String,
    },
    /// The address takes nothing from us any more: the person blocked the bot, the chat is gone.
    Gone {
        /// Why.
        reason: String,
    },
}

impl Outcome {
    /// The name, as stored and as metrics show it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sent { .. } => "sent",
            Self::Later { .. } => "later",
            Self::Unknown { .. } => "unknown",
            Self::Never { .. } => "never",
            Self::Gone { .. } => "gone",
        }
    }

    /// Why it was not sent.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Sent { .. } => None,
            Self::Later { reason, .. }
            | Self::Unknown { reason }
            | Self::Never { reason }
            | Self::Gone { reason } => Some(reason),
        }
    }
}

/// What becomes of a delivery after a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It ends in this state.
    Ends(DeliveryState),
    /// It is tried again at this moment.
    Again(Moment),
}

/// How tries are spaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// The longest pause after the first try; each next one may be twice as long.
    pub first: Duration,
    /// No pause is longer than this.
    pub longest: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { first: Duration::from_secs(15), longest: Duration::from_hours(1) }
    }
}

/// The shortest pause: jitter must not turn into hammering.
const SHORTEST: Duration = Duration::from_secs(1);

impl Retry {
    /// The pause after this many tries, spread by `random` over its whole range, so that what
    /// failed together does not come back together.
    #[must_use]
    pub fn pause(&self, attempts: u32, random: u64) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        let span = self.first.saturating_mul(doubled).min(self.longest);
        let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(random % micros.max(1)).max(SHORTEST)
    }
}

/// Decides what follows a try that ended `now`, the `attempts`-th one of a delivery that is worth
/// nothing after `expires_at`.
#[must_use]
pub fn next(outcome: &Outcome, now: Moment, expires_at: Moment, pause: Duration) -> Next {
    let wait = match outcome {
        Outcome::Sent { .. } => return Next::Ends(DeliveryState::Accepted),
        Outcome::Never { .. } | Outcome::Gone { .. } => return Next::Ends(DeliveryState::Failed),
        Outcome::Later { wait, .. } => wait.unwrap_or_default(),
        Outcome::Unknown { .. } => Duration::ZERO,
    };
    let due = TimeDelta::from_std(pause.max(wait)).ok().and_then(|by| now.checked_add_signed(by));
    match due {
        Some(due) if due < expires_at => Next::Again(due),
        _ => Next::Ends(DeliveryState::Dead),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_a_limit_and_never_hammer() {
        let retry = Retry::default();
        for attempts in [1, 2, 5, 20, u32::MAX] {
            for random in [0, 1, 999_999, u64::MAX / 3, u64::MAX] {
                let pause = retry.pause(attempts, random);
                assert!(pause >= SHORTEST && pause <= retry.longest, "{attempts} {random}");
            }
        }
        assert!(retry.pause(1, u64::MAX) <= retry.first);
        let widest = (0..1000).map(|n| retry.pause(9, n * 3_600_011)).max();
        assert!(widest > Some(Duration::from_mins(30)), "the range is used: {widest:?}");
    }

    #[test]
    fn what_was_refused_ends_and_what_may_pass_is_tried_until_it_expires() {
        let now = Moment::UNIX_EPOCH;
        let expires = now + TimeDelta::hours(1);
        let pause = Duration::from_secs(30);
        let reason = || "why".to_owned();
        let at = |outcome| next(&outcome, now, expires, pause);
        let ends = Next::Ends;
        assert_eq!(at(Outcome::Sent { reference: None }), ends(DeliveryState::Accepted));
        assert_eq!(at(Outcome::Never { reason: reason() }), ends(DeliveryState::Failed));
        assert_eq!(at(Outcome::Gone { reason: reason() }), ends(DeliveryState::Failed));
        let in_seconds = |seconds| Next::Again(now + TimeDelta::seconds(seconds));
        assert_eq!(at(Outcome::Unknown { reason: reason() }), in_seconds(30));
        let later = |wait| Outcome::Later { reason: reason(), wait };
        assert_eq!(at(later(None)), in_seconds(30));
        assert_eq!(at(later(Some(Duration::from_secs(90)))), in_seconds(90));
        assert_eq!(at(later(Some(Duration::MAX))), ends(DeliveryState::Dead));
        assert_eq!(next(&later(None), expires, expires, pause), ends(DeliveryState::Dead));
    }
}
