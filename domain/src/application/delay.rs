//! An application whose work was set aside: the applicant is told that it is delayed, and that it is not on them.

use super::{Application, ApplicationFact};
use crate::time::Moment;

impl Application {
    /// Writes down that it stands still because work for it was set aside; the state after it and its fact. `None` if
    /// it has ended, or that is written already.
    #[must_use]
    pub fn delay(self, now: Moment) -> Option<(Self, ApplicationFact)> {
        if self.outcome.is_some() || self.delayed_since.is_some() {
            return None;
        }
        let fact = ApplicationFact::Delayed {};
        Some((self.after(&fact, now).ok()?, fact))
    }

    /// Writes down that it goes on; the state after it and its fact. `None` if it did not stand still.
    #[must_use]
    pub fn resume(self, now: Moment) -> Option<(Self, ApplicationFact)> {
        if self.outcome.is_some() || self.delayed_since.is_none() {
            return None;
        }
        let fact = ApplicationFact::Resumed {};
        Some((self.after(&fact, now).ok()?, fact))
    }
}
