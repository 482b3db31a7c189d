//! Moving an application on: the move must be open from its stage, for the one who makes it.

use super::{
    Application, ApplicationFact, BadCheck, BadComparison, Checked, Decision, FiledDocument,
    SeenOriginals, checks, originals,
};
use crate::calendar::{Calendar, UnknownYear};
use crate::codes::{DepartmentCode, MoveCode, ReasonCode};
use crate::id::{CitizenId, ResultId};
use crate::process::{Checks, Effect, Move, Process, ReasonKind, Role, Stage};
use crate::service::Service;
use crate::time::{Moment, moscow_day};

/// A move asked for.
#[derive(Debug, Clone)]
pub struct Advance {
    /// Which.
    pub made: MoveCode,
    /// In what role.
    pub role: Role,
    /// The coded reason, where the move takes one.
    pub reason: Option<ReasonCode>,
    /// The result document, when the move issues one: its identifier and SHA-256.
    pub result: Option<(ResultId, String)>,
    /// The corrected form, where the move carries one.
    pub correction: Option<Correction>,
    /// The originals that were seen, where the move says something of them.
    pub originals: SeenOriginals,
    /// The checks that were made, where the move says something of them.
    pub checked: Vec<Checked>,
    /// Whether the application is the first of its waiting list.
    pub is_first: bool,
    /// Who confirms the form as its co-applicant, where the move says so.
    pub joining: Option<CitizenId>,
}

impl Advance {
    /// A move that carries nothing.
    #[must_use]
    pub const fn of(made: MoveCode, role: Role) -> Self {
        Self {
            made,
            role,
            reason: None,
            result: None,
            correction: None,
            originals: SeenOriginals::NONE,
            checked: Vec::new(),
            is_first: false,
            joining: None,
        }
    }

    /// Whether it carries what the move takes, and comes in its turn.
    fn fits(&self, made: &Move) -> Result<(), BadMove> {
        let code = || self.made.to_string();
        match (made.form, &self.correction) {
            (true, None) => Err(BadMove::FormNeeded(code())),
            (false, Some(_)) => Err(BadMove::FormRefused(code())),
            _ if made.in_turn && !self.is_first => Err(BadMove::NotInTurn(code())),
            _ if made.joins && self.joining.is_none() => Err(BadMove::NotYours(code())),
            _ => Ok(()),
        }
    }
}

/// A corrected form that pre-check has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// SHA-256 of the form, lower-case hex.
    pub form_sha256: String,
    /// Rules of pre-check that it satisfies.
    pub cleared: Vec<String>,
    /// The office (МФЦ) it names, where it asks for one.
    pub office: Option<DepartmentCode>,
    /// The files it names.
    pub documents: Vec<FiledDocument>,
}

/// Why a move cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMove {
    /// The process has no such move.
    #[error("there is no move `{0}`")]
    Unknown(String),
    /// The application is in another stage, or has ended.
    #[error("move `{made}` is not open from stage `{stage}`")]
    NotOpen {
        /// The move.
        made: String,
        /// The stage the application is in.
        stage: String,
    },
    /// The move is another role's.
    #[error("move `{0}` belongs to another role")]
    NotYours(String),
    /// The move takes a reason from the service's list.
    #[error("move `{0}` needs a reason from the service's list")]
    ReasonNeeded(String),
    /// A colleague works on it.
    #[error("a colleague works on it: take it over first")]
    Colleague,
    /// The reason is not in the list the move takes it from.
    #[error("`{0}` is not a reason this move may give")]
    ReasonUnknown(String),
    /// Pre-check had satisfied the rule that excludes this reason: the promise binds.
    #[error(
        "reason `{reason}` is closed: pre-check satisfied `{rule}` when the application was filed"
    )]
    ReasonClosed {
        /// The one that was to be given.
        reason: String,
        /// The rule that closed it.
        rule: String,
    },
    /// The move is made with a corrected form.
    #[error("move `{0}` needs the corrected form")]
    FormNeeded(String),
    /// The move takes no form.
    #[error("move `{0}` takes no form")]
    FormRefused(String),
    /// Others of its waiting list are before it.
    #[error(
        "move `{0}` is made in turn, and others of the waiting list are before this application"
    )]
    NotInTurn(String),
    /// The originals do not go with the move.
    #[error(transparent)]
    Originals(#[from] BadComparison),
    /// The checks do not go with the move.
    #[error(transparent)]
    Checks(#[from] BadCheck),
    /// The catalog lost the stage the move leads to.
    #[error("process `{0}` has no such stage")]
    Process(String),
    /// The calendar does not reach that far.
    #[error(transparent)]
    Calendar(#[from] UnknownYear),
}

impl Application {
    /// Makes a move; the state after it, its facts, and the work the new stage starts.
    pub fn advance(
        self,
        asked: &Advance,
        service: &Service,
        process: &Process,
        calendar: &Calendar,
        now: Moment,
    ) -> Result<Decision, BadMove> {
        let one = process
            .find_move(&asked.made)
            .ok_or_else(|| BadMove::Unknown(asked.made.to_string()))?;
        if !one.by.contains(&asked.role) {
            return Err(BadMove::NotYours(asked.made.to_string()));
        }
        if self.outcome.is_some() || !one.from.contains(&self.stage) {
            let (made, stage) = (asked.made.to_string(), self.stage.to_string());
            return Err(BadMove::NotOpen { made, stage });
        }
        let reason = self.reason_for(asked, one, (service, process))?;
        asked.fits(one)?;
        originals::check(one.originals, &asked.originals, self.compared(service))?;
        checks::check(one.checks, &asked.checked, &service.checks)?;
        let lost = || BadMove::Process(process.code.to_string());
        let to = process.stage(&one.to).ok_or_else(lost)?;
        let extended = self.extended(to, (service, process), calendar, now)?;
        let whole = extended.unwrap_or(self.due_at);
        let stage_due_at = process.due(to, calendar, (moscow_day(now), now), whole)?;
        let corrected = asked.correction.as_ref().and_then(|one| one.office.as_ref());
        let office = corrected.or(self.office.as_ref());
        let mut facts = self.corrected(asked.correction.as_ref());
        facts.extend(asked.originals.facts(one.originals));
        if let Some(due_at) = extended {
            let stands_still = process.term_stands_still(to);
            facts.push(ApplicationFact::Extended { due_at, stands_still });
        }
        if one.checks != Checks::None {
            facts.push(ApplicationFact::Checked { checks: asked.checked.clone() });
        }
        if let Some(citizen) = asked.joining.filter(|_| one.joins) {
            facts.push(ApplicationFact::Joined { citizen });
        }
        if let Some((result, sha256)) = &asked.result {
            facts.push(ApplicationFact::ResultIssued { result: *result, sha256: sha256.clone() });
        }
        // Nothing is refused by it: it is told apart from the reasons of refusal.
        let reason = match reason {
            Some(reason) if one.reason == ReasonKind::Precedence => {
                facts.push(ApplicationFact::PrecedenceChanged { reason });
                None
            }
            reason => reason,
        };
        facts.push(ApplicationFact::Moved {
            made: one.code.clone(),
            from: self.stage.clone(),
            to: to.code.clone(),
            stage_due_at,
            reason,
            outcome: to.outcome,
            holder: process.holder(to, &service.department, office),
            warn_at: process.warn_at(to, now, stage_due_at),
        });
        let mut application = facts
            .iter()
            .try_fold(self, |state, fact| state.after(fact, now))
            .map_err(|_order| lost())?;
        if application.assignee.is_some() && process.comes_in(to) {
            // The applicant comes in days or weeks, to whoever is at the window then.
            let free = ApplicationFact::Assigned { to: None };
            application = application.after(&free, now).map_err(|_order| lost())?;
            facts.push(free);
        }
        let withheld = !asked.originals.withheld.is_empty();
        let starts = |one: &&Effect| withheld || !one.carrying().is_some_and(|one| one.withheld);
        let effects = to.on_enter.iter().filter(starts).cloned().collect();
        Ok(Decision { application, facts, effects })
    }

    /// When the term ends, if it stood still in the stage that is left, and goes on.
    fn extended(
        &self,
        to: &Stage,
        (service, process): (&Service, &Process),
        calendar: &Calendar,
        now: Moment,
    ) -> Result<Option<Moment>, UnknownYear> {
        let waits = |stage: &Stage| process.term_stands_still(stage);
        if to.outcome.is_some() || !process.stage(&self.stage).is_some_and(waits) {
            return Ok(None);
        }
        let stood = (self.stage_since, now);
        let due_at = calendar.stood_still(self.due_at, service.term.unit, stood)?;
        Ok((due_at != self.due_at).then_some(due_at))
    }

    /// The facts of a correction.
    fn corrected(&self, correction: Option<&Correction>) -> Vec<ApplicationFact> {
        let mut facts = Vec::with_capacity(2);
        if let Some(Correction { form_sha256, cleared, office, documents }) = correction {
            facts.push(ApplicationFact::Corrected {
                revision: self.revision + 1,
                cleared: cleared.clone(),
                form_sha256: form_sha256.clone(),
                office: office.clone(),
            });
            if !documents.is_empty() {
                facts.push(ApplicationFact::DocumentsFiled { documents: documents.clone() });
            }
        }
        facts
    }

    fn reason_for(
        &self,
        asked: &Advance,
        made: &Move,
        (service, process): (&Service, &Process),
    ) -> Result<Option<ReasonCode>, BadMove> {
        let kind = made.reason;
        if kind == ReasonKind::None {
            return match &asked.reason {
                None => Ok(None),
                Some(extra) => Err(BadMove::ReasonUnknown(extra.to_string())),
            };
        }
        let code =
            asked.reason.as_ref().ok_or_else(|| BadMove::ReasonNeeded(asked.made.to_string()))?;
        let reason = service
            .reasons(process, made)
            .iter()
            .find(|one| one.code == *code)
            .ok_or_else(|| BadMove::ReasonUnknown(code.to_string()))?;
        match &reason.cleared_by {
            Some(rule) if kind == ReasonKind::Intake && self.cleared.contains(rule) => {
                Err(BadMove::ReasonClosed { reason: code.to_string(), rule: rule.clone() })
            }
            _ => Ok(Some(code.clone())),
        }
    }
}
