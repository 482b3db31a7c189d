//! Papers of an application that changed hands.

use super::{Application, ApplicationFact};
use crate::codes::PapersCode;
use crate::manifest::{Act, Manifest};
use crate::time::Moment;

impl Application {
    /// Writes down that its papers changed hands by a signature of a manifest; the state after it and its fact. `None` where nobody has signed
    /// the manifest. Papers go on their way after the end too: what was not collected goes back.
    #[must_use]
    pub fn handed_over(
        &self,
        papers: &PapersCode,
        (of, act): (&Manifest, Act),
        now: Moment,
    ) -> Option<(Self, ApplicationFact)> {
        let fact = ApplicationFact::PapersHandedOver {
            manifest: of.number?.to_string(),
            papers: papers.clone(),
            act,
            from: of.from.clone(),
            to: of.to.clone(),
        };
        Some((self.clone().after(&fact, now).ok()?, fact))
    }
}
