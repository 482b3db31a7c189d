//! The state of an application as the fold of its facts, in order.

use super::{Application, ApplicationFact, Checked, Holder, Lateness};
use crate::codes::{DepartmentCode, StageCode};
use crate::id::{ApplicationId, CitizenId};
use crate::process::Role;
use crate::time::{Moment, moscow_day};

/// Facts that do not make an application.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHistory {
    /// The first fact is not the filing.
    #[error("the first fact is not the filing")]
    NotSubmitted,
    /// A second filing, or a move out of a stage the application was not in.
    #[error("fact {0} does not follow from the facts before it")]
    OutOfOrder(i64),
}

/// Whether it is a co-applicant's turn.
fn asks_co_applicant(holder: Option<&Holder>) -> bool {
    holder.is_some_and(|holder| holder.role == Role::CoApplicant)
}

/// The checks that were not passed, by their codes.
fn failed(checks: &[Checked]) -> Vec<String> {
    checks.iter().filter(|one| !one.passed).map(|one| one.check.clone()).collect()
}

impl Application {
    /// The state the facts make. `None` stands for a fact of a kind this version does not know: nothing we
    /// know of changed, and the version is one more.
    pub fn fold<'a>(
        id: ApplicationId,
        citizen: CitizenId,
        facts: impl IntoIterator<Item = (Option<&'a ApplicationFact>, Moment)>,
    ) -> Result<Self, BadHistory> {
        let mut facts = facts.into_iter();
        let (first, at) = facts.next().ok_or(BadHistory::NotSubmitted)?;
        let born = first.and_then(|first| Self::begin(id, citizen, first, at));
        facts.try_fold(born.ok_or(BadHistory::NotSubmitted)?, |state, (fact, at)| match fact {
            Some(fact) => state.after(fact, at),
            None => Ok(Self { version: state.version + 1, ..state }),
        })
    }

    /// The state right after filing; `None` if the fact is not the filing.
    pub(super) fn begin(
        id: ApplicationId,
        citizen: CitizenId,
        fact: &ApplicationFact,
        at: Moment,
    ) -> Option<Self> {
        let ApplicationFact::Submitted {
            number,
            service,
            service_version,
            process,
            process_version,
            channel,
            filing_place,
            direct_reason,
            office,
            stage,
            stage_due_at,
            registered_on,
            due_at,
            cleared,
            form_sha256: _,
            holder,
            warn_at,
        } = fact
        else {
            return None;
        };
        Some(Self {
            id,
            citizen,
            number: *number,
            service: service.clone(),
            service_version: *service_version,
            process: process.clone(),
            process_version: *process_version,
            channel: *channel,
            filing_place: filing_place.clone(),
            direct_reason: direct_reason.clone(),
            office: office.clone(),
            stage: stage.clone(),
            stage_entry: 1,
            stage_since: at,
            stage_due_at: *stage_due_at,
            filed_at: at,
            registered_on: *registered_on,
            due_at: *due_at,
            revision: 1,
            cleared: cleared.clone(),
            outcome: None,
            refusal: None,
            result: None,
            rating: None,
            holder: holder.clone(),
            assignee: None,
            documents: Vec::new(),
            to_correct: Vec::new(),
            co_applicant: None,
            unconfirmed: asks_co_applicant(holder.as_ref()),
            place: None,
            lateness: None,
            watch_at: warn_at.map(|at| at.min(*due_at)),
            delayed_since: None,
            version: 1,
        })
    }

    /// The state after one more fact.
    pub(super) fn after(mut self, fact: &ApplicationFact, at: Moment) -> Result<Self, BadHistory> {
        self.version += 1;
        match fact {
            ApplicationFact::Submitted { .. } => return Err(BadHistory::OutOfOrder(self.version)),
            ApplicationFact::Moved { .. } => self.moved(fact, at)?,
            ApplicationFact::Corrected { revision, cleared, form_sha256: _, office } => {
                if *revision != self.revision + 1 || self.outcome.is_some() {
                    return Err(BadHistory::OutOfOrder(self.version));
                }
                self.correct(*revision, cleared, office.as_ref());
            }
            ApplicationFact::Held { holder } => {
                if self.outcome.is_some() || self.holder.is_some() {
                    return Err(BadHistory::OutOfOrder(self.version));
                }
                self.holder = Some(holder.clone());
            }
            ApplicationFact::Delayed {} => {
                if self.outcome.is_some() || self.delayed_since.is_some() {
                    return Err(BadHistory::OutOfOrder(self.version));
                }
                self.delayed_since = Some(at);
            }
            ApplicationFact::Resumed {} => {
                self.delayed_since.take().ok_or(BadHistory::OutOfOrder(self.version))?;
            }
            ApplicationFact::Rated { score } => {
                if !self.may_be_rated() {
                    return Err(BadHistory::OutOfOrder(self.version));
                }
                self.rating = Some(*score);
            }
            ApplicationFact::Assigned { .. }
            | ApplicationFact::DocumentsFiled { .. }
            | ApplicationFact::Extended { .. }
            | ApplicationFact::Checked { .. }
            | ApplicationFact::Joined { .. }
            | ApplicationFact::Warned { .. }
            | ApplicationFact::Overdue { .. }
            | ApplicationFact::PlaceChanged { .. }
            | ApplicationFact::PrecedenceChanged { .. }
            | ApplicationFact::OriginalsCompared { .. }
            | ApplicationFact::OriginalsWithheld { .. }
            | ApplicationFact::Inquired { .. }
                if self.outcome.is_some() =>
            {
                return Err(BadHistory::OutOfOrder(self.version));
            }
            ApplicationFact::DocumentsFiled { documents } => {
                self.documents = documents.iter().map(|one| one.document.clone()).collect();
            }
            ApplicationFact::Warned { stage_due_at: _ } => self.found(Lateness::Near),
            ApplicationFact::Overdue { due_at: _ } => self.found(Lateness::Over),
            ApplicationFact::Joined { citizen } => {
                (self.co_applicant, self.unconfirmed) = (Some(*citizen), false);
            }
            ApplicationFact::PlaceChanged { place } => self.place = Some(*place),
            ApplicationFact::Assigned { to } => self.assignee = *to,
            ApplicationFact::Extended { due_at, stands_still: _ } => {
                self.due_at = *due_at;
                // There is time again.
                self.lateness = self.lateness.filter(|_| *due_at <= at);
            }
            ApplicationFact::Checked { checks } => self.to_correct = failed(checks),
            // What came of it is the move's to say.
            ApplicationFact::OriginalsCompared { documents: _ }
            | ApplicationFact::OriginalsWithheld { documents: _ }
            | ApplicationFact::PapersHandedOver { .. }
            | ApplicationFact::Inquired { .. }
            | ApplicationFact::InquiryAnswered { .. }
            | ApplicationFact::PrecedenceChanged { reason: _ } => {}
            ApplicationFact::ResultIssued { result, sha256: _ } => {
                if self.result.is_some() || self.outcome.is_some() {
                    return Err(BadHistory::OutOfOrder(self.version));
                }
                self.result = Some(*result);
            }
        }
        Ok(self)
    }

    /// It moved to another stage.
    fn moved(&mut self, fact: &ApplicationFact, at: Moment) -> Result<(), BadHistory> {
        let ApplicationFact::Moved {
            from, to, stage_due_at, reason, outcome, holder, warn_at, ..
        } = fact
        else {
            return Ok(());
        };
        if *from != self.stage || self.outcome.is_some() {
            return Err(BadHistory::OutOfOrder(self.version));
        }
        self.outcome = *outcome;
        self.refusal = reason.clone().or(self.refusal.take());
        self.unconfirmed |= asks_co_applicant(holder.as_ref());
        self.enter(to, *stage_due_at, holder.as_ref(), at);
        self.watched_from(*warn_at);
        Ok(())
    }

    /// It goes by another form from now on.
    fn correct(&mut self, revision: i64, cleared: &[String], office: Option<&DepartmentCode>) {
        self.revision = revision;
        self.office = office.cloned().or(self.office.take());
        // Why it was returned is answered.
        self.refusal = None;
        // Those of the corrected form follow, if it has any.
        self.documents.clear();
        self.to_correct.clear();
        // Another form is confirmed anew.
        self.co_applicant = None;
        self.cleared = cleared.to_vec();
    }

    /// It is in a stage from now on, and it is this one's turn.
    fn enter(
        &mut self,
        stage: &StageCode,
        due_at: Option<Moment>,
        holder: Option<&Holder>,
        at: Moment,
    ) {
        self.stage = stage.clone();
        self.stage_entry = self.version;
        self.delayed_since = None;
        // On the list of the new stage, if it has one, it is placed anew.
        self.place = None;
        let was_with = std::mem::replace(&mut self.holder, holder.cloned());
        // Whoever works on it goes on with it where the next stage is of the same workplace.
        let place = |one: &Holder| (one.role, one.organisation.clone());
        if was_with.as_ref().map(place) != holder.map(place) {
            self.assignee = None;
        }
        // Whoever takes it up or decides before the day it would count as registered has registered it: a department by having it,
        // an office by what its operator does.
        let is_with = |role| holder.is_some_and(|one| one.role == role);
        let was_at_office = was_with.is_some_and(|one| one.role == Role::OfficeOperator);
        if self.outcome.is_some() || is_with(Role::DepartmentOfficer) || was_at_office {
            self.registered_on = self.registered_on.min(moscow_day(at));
        }
        self.stage_since = at;
        self.stage_due_at = due_at;
        if self.outcome.is_some() {
            // Nothing is corrected any more.
            self.to_correct.clear();
        }
    }
}
