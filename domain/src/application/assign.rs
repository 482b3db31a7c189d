//! Who of a workplace works on an application: taken from the queue, put back, handed over to a colleague.

use super::{Application, ApplicationFact, BadMove};
use crate::id::CitizenId;
use crate::process::Role;
use crate::time::Moment;

/// Why an application cannot be given to anybody, or be put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAssignment {
    /// It is nobody's turn at a workplace: it ended, or waits for its applicant or for a system.
    #[error("it waits at no workplace")]
    NoWorkplace,
    /// A colleague works on it.
    #[error("a colleague works on it")]
    Colleague,
    /// The one it is handed over to does not work where it waits.
    #[error("they do not work there")]
    NotAColleague,
    /// Only who works on it puts it back or hands it over.
    #[error("only who works on it puts it back or hands it over")]
    NotYours,
}

/// What is asked of an application at a workplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignment {
    /// The one who asks works on it from now on; nobody else does so far.
    Take,
    /// The one who asks works on it from now on, whoever did so before: a colleague fell ill, or went home.
    TakeOver,
    /// Anybody of the workplace may take it again.
    PutBack,
    /// A colleague works on it from now on.
    HandOver(CitizenId),
}

impl Application {
    /// Says who works on it; the state after it and its fact. What is so already changes nothing. Whether the one who
    /// asks, and a colleague, work at the place where it waits is the caller's to check.
    pub fn assign(
        self,
        asked: Assignment,
        by: CitizenId,
        now: Moment,
    ) -> Result<(Self, Option<ApplicationFact>), BadAssignment> {
        if !self.holder.as_ref().is_some_and(|holder| holder.role.has_a_workplace()) {
            return Err(BadAssignment::NoWorkplace);
        }
        let to = match (asked, self.assignee) {
            (Assignment::Take, Some(other)) if other != by => {
                return Err(BadAssignment::Colleague);
            }
            (Assignment::Take | Assignment::TakeOver, _) => Some(by),
            (Assignment::PutBack, None) => None,
            (Assignment::PutBack | Assignment::HandOver(_), own) if own != Some(by) => {
                return Err(BadAssignment::NotYours);
            }
            (Assignment::PutBack, _) => None,
            (Assignment::HandOver(colleague), _) => Some(colleague),
        };
        if to == self.assignee {
            return Ok((self, None));
        }
        let fact = ApplicationFact::Assigned { to };
        let assigned = self.after(&fact, now).map_err(|_ended| BadAssignment::NoWorkplace)?;
        Ok((assigned, Some(fact)))
    }

    /// Refuses a move of one at the workplace where a colleague works on it. Its applicant and systems are not held up by that.
    pub fn check_assignee(&self, role: Role, by: Option<CitizenId>) -> Result<(), BadMove> {
        let is_free = self.assignee.is_none() || self.assignee == by;
        if is_free || !role.has_a_workplace() { Ok(()) } else { Err(BadMove::Colleague) }
    }
}
