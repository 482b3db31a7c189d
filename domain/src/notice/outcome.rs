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
    /// It certainly was not taken, for a reason that is about this message; another try may do.
    Later {
        /// Why.
        reason: String,
    },
    /// It certainly was not taken, because the other side refuses us: our host or our sign-in. Another try may do once somebody has
    /// mended it; until then it is an alarm.
    Alarm {
        /// Why.
        reason: String,
    },
    /// It certainly was not taken, for a reason that is about the other side: nothing else would be taken now.
    Away {
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
            Self::Alarm { .. } => "alarm",
            Self::Away { .. } => "away",
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
            Self::Later { reason }
            | Self::Alarm { reason }
            | Self::Away { reason, .. }
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

/// Decides what follows a try that ended `now`, of a delivery that is worth nothing after `expires_at`.
#[must_use]
pub fn next(outcome: &Outcome, now: Moment, expires_at: Moment, pause: Duration) -> Next {
    match outcome {
        Outcome::Sent { .. } => return Next::Ends(DeliveryState::Accepted),
        Outcome::Never { .. } | Outcome::Gone { .. } => return Next::Ends(DeliveryState::Failed),
        Outcome::Later { .. }
        | Outcome::Alarm { .. }
        | Outcome::Unknown { .. }
        | Outcome::Away { .. } => {}
    }
    let due = TimeDelta::from_std(pause).ok().and_then(|by| now.checked_add_signed(by));
    match due {
        Some(due) if due < expires_at => Next::Again(due),
        _ => Next::Ends(DeliveryState::Dead),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let later = || Outcome::Later { reason: reason() };
        assert_eq!(at(later()), in_seconds(30));
        assert_eq!(at(Outcome::Away { reason: reason(), wait: None }), in_seconds(30));
        assert_eq!(next(&later(), now, expires, Duration::MAX), ends(DeliveryState::Dead));
        assert_eq!(next(&later(), expires, expires, pause), ends(DeliveryState::Dead));
    }
}
