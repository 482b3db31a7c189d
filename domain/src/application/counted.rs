//! Counting applications: where each is counted, and what facts change of the counts.

use super::{ApplicationFact, Channel};
use crate::codes::{DepartmentCode, DirectReasonCode, ServiceCode, StageCode};
use crate::id::ApplicationId;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Where an application is counted: one count each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// The day it counts as registered.
    pub day: NaiveDate,
    /// What was applied for.
    pub service: ServiceCode,
    /// The passport's version, by which the department is found.
    pub service_version: u32,
    /// Where it was filed; `None` while a version of the counts serves that did not tell.
    pub channel: Option<Channel>,
    /// Why it was filed at the department, if it was.
    pub direct_reason: Option<DirectReasonCode>,
    /// The office (МФЦ) the applicant comes to; `None` where the service asks for none.
    pub office: Option<DepartmentCode>,
    /// The stage it is in now.
    pub stage: StageCode,
}

impl Counted {
    /// Where an application is counted after one more fact; `None` while nothing said that it was filed.
    #[must_use]
    pub fn after(before: Option<Self>, fact: &ApplicationFact) -> Option<Self> {
        match fact {
            ApplicationFact::Submitted {
                service,
                service_version,
                channel,
                direct_reason,
                office,
                stage,
                registered_on,
                ..
            } => Some(Self {
                day: *registered_on,
                service: service.clone(),
                service_version: *service_version,
                channel: Some(*channel),
                direct_reason: direct_reason.clone(),
                office: office.clone(),
                stage: stage.clone(),
            }),
            ApplicationFact::Moved { to, .. } => {
                before.map(|counted| Self { stage: to.clone(), ..counted })
            }
            // As the fold has it: a correction that names no office keeps the one that was named.
            ApplicationFact::Corrected { office, .. } => {
                before.map(|counted| Self { office: office.clone().or(counted.office), ..counted })
            }
            ApplicationFact::Delayed {}
            | ApplicationFact::Resumed {}
            | ApplicationFact::Rated { .. }
            | ApplicationFact::Held { .. }
            | ApplicationFact::Assigned { .. }
            | ApplicationFact::OriginalsCompared { .. }
            | ApplicationFact::OriginalsWithheld { .. }
            | ApplicationFact::Checked { .. }
            | ApplicationFact::Extended { .. }
            | ApplicationFact::Joined { .. }
            | ApplicationFact::Warned { .. }
            | ApplicationFact::Overdue { .. }
            | ApplicationFact::PlaceChanged { .. }
            | ApplicationFact::PapersHandedOver { .. }
            | ApplicationFact::Inquired { .. }
            | ApplicationFact::InquiryAnswered { .. }
            | ApplicationFact::PrecedenceChanged { .. }
            | ApplicationFact::DocumentsFiled { .. }
            | ApplicationFact::ResultIssued { .. } => before,
        }
    }
}

/// Counts under way: what a batch of facts changes.
#[derive(Debug, Default)]
pub struct Counting {
    before: BTreeMap<ApplicationId, Counted>,
    after: BTreeMap<ApplicationId, Counted>,
}

impl Counting {
    /// Begins with where the applications of the batch are counted so far.
    #[must_use]
    pub const fn from(before: BTreeMap<ApplicationId, Counted>) -> Self {
        Self { before, after: BTreeMap::new() }
    }

    /// One more fact, in the order of the journal.
    pub fn add(&mut self, id: ApplicationId, fact: &ApplicationFact) {
        let so_far = self.after.get(&id).or_else(|| self.before.get(&id)).cloned();
        if let Some(counted) = Counted::after(so_far, fact) {
            self.after.insert(id, counted);
        }
    }

    /// Applications that are counted elsewhere than before, and where.
    pub fn moved(&self) -> impl Iterator<Item = (ApplicationId, &Counted)> {
        let elsewhere = |(id, at): &(&ApplicationId, &Counted)| self.before.get(*id) != Some(*at);
        self.after.iter().filter(elsewhere).map(|(id, at)| (*id, at))
    }

    /// By how much each count changes; none by nothing.
    #[must_use]
    pub fn changes(&self) -> BTreeMap<Counted, i64> {
        let mut changes = BTreeMap::new();
        for (id, at) in self.moved() {
            *changes.entry(at.clone()).or_default() += 1;
            if let Some(left) = self.before.get(&id) {
                *changes.entry(left.clone()).or_default() -= 1;
            }
        }
        changes.retain(|_at, change| *change != 0);
        changes
    }
}

#[cfg(test)]
mod tests;
