//! Whether the terms of an application are kept: it is warned of before a stage runs out of its term, and found when the whole term is over.

use super::{Application, ApplicationFact};
use crate::process::{Process, Stage};
use crate::time::{Moment, moscow_day, to_micros};
use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

/// How late an application is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lateness {
    /// Its stage is nearly out of its term.
    Near,
    /// The term of the regulation is over.
    Over,
}

/// Of its term, this part of a stage goes by before it is warned of: three of four quarters.
const WARNED_AFTER: (i32, i32) = (3, 4);

impl Process {
    /// When a stage entered at a moment is warned of, in the time until it must be left; `None` where no term runs.
    #[must_use]
    pub fn warn_at(&self, stage: &Stage, entered: Moment, due: Option<Moment>) -> Option<Moment> {
        let due = due.filter(|_| stage.outcome.is_none() && !self.term_stands_still(stage))?;
        let (part, of) = WARNED_AFTER;
        let whole = (due - entered).max(TimeDelta::zero());
        Some(to_micros(entered + whole / of * part))
    }
}

impl Application {
    /// Looks whether its terms are kept; the state after what was found, and its fact. `None` if there is nothing to find yet, or any more.
    #[must_use]
    pub fn watch(self, now: Moment) -> Option<(Self, ApplicationFact)> {
        if self.outcome.is_some() || self.watch_at.is_none_or(|at| now < at) {
            return None;
        }
        let over = now >= self.due_at && self.lateness != Some(Lateness::Over);
        let fact = if over {
            ApplicationFact::Overdue { due_at: self.due_at }
        } else {
            ApplicationFact::Warned { stage_due_at: self.stage_due_at? }
        };
        Some((self.after(&fact, now).ok()?, fact))
    }

    /// Whether the day of the answer has passed without one: that was found, or is seen before anybody has looked.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        let was_found = self.lateness == Some(Lateness::Over);
        self.outcome.is_none() && (was_found || moscow_day(self.due_at) < today)
    }

    /// It is in a stage whose term is warned of at this moment.
    pub(super) fn watched_from(&mut self, warn_at: Option<Moment>) {
        // What was over stays over; a stage that was nearly over is left.
        self.lateness = self.lateness.filter(|late| *late == Lateness::Over);
        self.watch_at = match self.lateness {
            None => warn_at.map(|at| at.min(self.due_at)),
            Some(_) => warn_at,
        };
    }

    /// It was found late.
    pub(super) fn found(&mut self, lateness: Lateness) {
        let was_over = self.lateness == Some(Lateness::Over);
        // What is over is not found to be over once more.
        let goes_on = lateness == Lateness::Near && !was_over;
        self.watch_at = Some(self.due_at).filter(|_| goes_on);
        self.lateness = Some(if was_over { Lateness::Over } else { lateness });
    }
}
