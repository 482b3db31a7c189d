//! A reception (приём): a visitor before an operator at the window of an office (МФЦ), or in an exceptional case before an officer of a
//! department, from the moment their document was seen until the visitor leaves. What is done for a visitor rests on one, and it is
//! bounded in time.

use crate::codes::{DepartmentCode, DirectReasonCode};
use crate::id::{CitizenId, ReceptionId};
use crate::process::Role;
use crate::time::Moment;
use chrono::Duration;

mod visitor;

pub use visitor::{BadField, Visitor, VisitorCard};

/// How long a reception lasts at most: one that nobody ended is over then.
pub const LONGEST: Duration = Duration::hours(1);

/// How long one visitor can be gone on with, from when they were received first: no longer than a working day.
const DAY: Duration = Duration::hours(12);

/// A window at which visitors are received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Whose it is: an office's (МФЦ), or a department's.
    pub place: DepartmentCode,
    /// Why a department receives the visitor and not an office (AR-05); present at a department's window, and only there.
    pub direct_reason: Option<DirectReasonCode>,
}

impl Window {
    /// As whom one files there for a visitor.
    #[must_use]
    pub const fn role(&self) -> Role {
        match self.direct_reason {
            None => Role::OfficeOperator,
            Some(_) => Role::DepartmentOfficer,
        }
    }

    /// The office that it is the window of; nothing of a department's.
    #[must_use]
    pub fn office(&self) -> Option<&DepartmentCode> {
        Some(&self.place).filter(|_| self.direct_reason.is_none())
    }
}

/// One visitor before one official.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reception {
    /// Its identifier.
    pub id: ReceptionId,
    /// At which window.
    pub window: Window,
    /// Who receives.
    pub operator: CitizenId,
    /// Who came.
    pub visitor: CitizenId,
    /// When it began.
    pub begun_at: Moment,
    /// When the visitor was received first, where it goes on with one whose time was over.
    pub first_at: Moment,
    /// When it was ended; absent while it goes on, and when nobody ended it.
    pub ended_at: Option<Moment>,
    /// Whether the visitor has left; if another visitor was received meanwhile, they may still be there.
    pub has_left: bool,
}

impl Reception {
    /// When it is over, if nobody ends it before.
    #[must_use]
    pub fn until(&self) -> Moment {
        self.begun_at + LONGEST
    }

    /// Whether it goes on.
    #[must_use]
    pub fn is_open(&self, now: Moment) -> bool {
        self.ended_at.is_none() && now < self.until()
    }

    /// Whether the operator may go on with the visitor: they have not left, and came less than a working day ago.
    #[must_use]
    pub fn may_go_on(&self, now: Moment) -> bool {
        !self.has_left && now < self.first_at + DAY
    }

    /// How long the visitor was or has been at the window.
    #[must_use]
    pub fn lasted(&self, now: Moment) -> Duration {
        self.ended_at.unwrap_or(now).min(self.until()) - self.begun_at
    }
}

/// An applicant at the window: by whom and where the person is served who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// In which reception.
    pub reception: ReceptionId,
    /// At which window.
    pub window: Window,
    /// By whom.
    pub operator: CitizenId,
    /// Since when the visitor is there.
    pub since: Moment,
}

impl Served {
    /// Whether what the visitor began at a moment is for the eyes of who serves them. At the window of an office all of it is: any of it
    /// may be done there. A department sees what was begun before it, and nothing else of the visitor's (G4.1).
    #[must_use]
    pub fn shows(&self, begun_at: Moment) -> bool {
        self.window.direct_reason.is_none() || begun_at >= self.since
    }
}

impl From<&Reception> for Served {
    fn from(of: &Reception) -> Self {
        Self {
            reception: of.id,
            window: of.window.clone(),
            operator: of.operator,
            since: of.first_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reception that was forgotten is over after an hour, and one that was ended is over at once.
    #[test]
    fn a_reception_is_over_when_it_is_ended_and_after_an_hour() {
        let nobody = CitizenId::from_uuid(uuid::Uuid::nil());
        let begun = Moment::UNIX_EPOCH;
        let open = Reception {
            id: ReceptionId::from_uuid(uuid::Uuid::nil()),
            window: Window { place: "mfc-podolsk".parse().unwrap(), direct_reason: None },
            operator: nobody,
            visitor: nobody,
            begun_at: begun,
            first_at: begun,
            ended_at: None,
            has_left: false,
        };
        let instant = Duration::microseconds(1);
        assert!(open.is_open(begun) && open.is_open(begun + LONGEST - instant));
        assert!(!open.is_open(begun + LONGEST));
        assert_eq!(open.lasted(begun + LONGEST * 3), LONGEST);
        let ended = Reception { ended_at: Some(begun + instant), ..open };
        assert!(!ended.is_open(begun + instant));
        assert_eq!(ended.lasted(begun + LONGEST), instant);
        let late = Reception { ended_at: Some(begun + LONGEST * 2), ..ended };
        assert_eq!(late.lasted(begun + LONGEST * 2), LONGEST);
    }
}
