//! An application whose work was set aside: the applicant is told that it is delayed, and that it is not on them.

use super::{Application, ApplicationFact};
use crate::time::Moment;

impl Application {
    /// Marks it as delayed; the state after it and its fact. `None` if it has ended or is delayed already.
    #[must_use]
    pub fn delay(self, now: Moment) -> Option<(Self, ApplicationFact)> {
        if self.outcome.is_some() || self.delayed_since.is_some() {
            return None;
        }
        let fact = ApplicationFact::Delayed {};
        let after = self.after(&fact, now).ok()?;
        Some((after, fact))
    }
}
