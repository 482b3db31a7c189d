//! The place of an application on its waiting list.

use super::{Application, ApplicationFact};
use crate::time::Moment;

impl Application {
    /// Writes down which place it has on its waiting list, from 1; the state after it and its fact. `None` if that is written
    /// already, or it has ended.
    #[must_use]
    pub fn placed(&self, place: u32, now: Moment) -> Option<(Self, ApplicationFact)> {
        if self.outcome.is_some() || self.place == Some(place) {
            return None;
        }
        let fact = ApplicationFact::PlaceChanged { place };
        Some((self.clone().after(&fact, now).ok()?, fact))
    }
}
