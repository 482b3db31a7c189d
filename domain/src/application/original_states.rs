//! How the original of each document stands: looked at later, looked at, or withheld.

use super::{Application, ApplicationFact};
use crate::process::Process;
use crate::service::{RequiredDocument, Service};
use std::collections::BTreeMap;

/// How an original stands (AR-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OriginalState {
    /// It is compared with what was filed when the applicant comes.
    Pending,
    /// It agrees, and was not withheld.
    Matched,
    /// It does not agree, and was not withheld.
    Mismatched,
    /// It was withheld for the department (изъят).
    Withheld,
}

impl OriginalState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Matched, Self::Mismatched, Self::Withheld];
}

impl Application {
    /// How the originals stand, by what the application's facts say, in the order of the passport. Where the process compares none there are
    /// none, and of a case that ended without a comparison none is pending.
    pub fn original_states<'a>(
        &self,
        (service, process): (&'a Service, &Process),
        facts: impl Iterator<Item = &'a ApplicationFact>,
    ) -> Vec<(&'a RequiredDocument, OriginalState)> {
        let mut known: BTreeMap<&str, OriginalState> = BTreeMap::new();
        for fact in facts {
            match fact {
                ApplicationFact::OriginalsCompared { documents } => {
                    known.extend(documents.iter().map(|one| {
                        let state = if one.agrees {
                            OriginalState::Matched
                        } else {
                            OriginalState::Mismatched
                        };
                        (one.document.as_str(), state)
                    }));
                }
                ApplicationFact::OriginalsWithheld { documents } => {
                    let withheld =
                        documents.iter().map(|one| (one.as_str(), OriginalState::Withheld));
                    known.extend(withheld);
                }
                _ => {}
            }
        }
        let waits =
            (process.compares() && self.outcome.is_none()).then_some(OriginalState::Pending);
        let listed = service.documents.iter().filter(|one| self.is_compared(one));
        let state = |one: &&'a RequiredDocument| known.get(one.code.as_str()).copied().or(waits);
        listed.filter_map(|one| Some((one, state(&one)?))).collect()
    }
}
