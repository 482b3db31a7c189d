//! Papers of an application that changed hands.

use super::{Application, ApplicationFact, BadHistory};
use crate::time::Moment;

impl Application {
    /// Writes down that its papers changed hands; the state after it. Papers go on their way after the end too: what was not collected
    /// goes back.
    pub fn handed_over(self, fact: &ApplicationFact, now: Moment) -> Result<Self, BadHistory> {
        match fact {
            ApplicationFact::PapersHandedOver { .. } => self.after(fact, now),
            _ => Err(BadHistory::OutOfOrder(self.version + 1)),
        }
    }
}
