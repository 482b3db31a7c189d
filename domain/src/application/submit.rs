//! Filing an application: what must hold, and what it begins as.

use super::{Application, ApplicationFact, Channel, Decision, FiledDocument};
use crate::assurance::Assurance;
use crate::calendar::{Calendar, UnknownYear};
use crate::codes::DepartmentCode;
use crate::id::{ApplicationId, CitizenId};
use crate::number::ApplicationNumber;
use crate::process::{Process, Stage};
use crate::reception::Window;
use crate::service::Service;
use crate::time::Moment;
use chrono::{NaiveDate, NaiveTime};

/// What is filed, once pre-check has passed it.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The identifier the application will have.
    pub id: ApplicationId,
    /// Who files.
    pub citizen: CitizenId,
    /// At which level they signed in.
    pub assurance: Assurance,
    /// The number it was given.
    pub number: ApplicationNumber,
    /// Where it is filed.
    pub channel: Channel,
    /// At which window, if at one.
    pub window: Option<Window>,
    /// The office (МФЦ) the applicant chose to come to, where the service asks for one; else it is the one where they file.
    pub office: Option<DepartmentCode>,
    /// SHA-256 of the form, lower-case hex.
    pub form_sha256: String,
    /// The files it names.
    pub documents: Vec<FiledDocument>,
    /// Rules of pre-check that were satisfied.
    pub cleared: Vec<String>,
    /// Until when of a working day filing counts as that day (16:00 on the portal, 18:00 at a window).
    pub cutoff: NaiveTime,
}

impl Process {
    /// When a stage must be left that is entered at `now`, counted from a day: by its own term, and no later than the `whole` term of the
    /// regulation ends, unless that is over already or the applicant is waited for.
    pub(super) fn due(
        &self,
        stage: &Stage,
        calendar: &Calendar,
        (from, now): (NaiveDate, Moment),
        whole: Moment,
    ) -> Result<Option<Moment>, UnknownYear> {
        let own = stage.term.map(|term| calendar.due(from, now, term)).transpose()?;
        let bounded = whole > now && !self.term_stands_still(stage);
        Ok(own.map(|own| if bounded { own.min(whole) } else { own }))
    }
}

/// Why an application cannot be filed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSubmission {
    /// The account's level is too low for the service.
    #[error("the service needs an account of level {needed:?}")]
    Assurance {
        /// The level the service needs.
        needed: Assurance,
    },
    /// The process has no such first stage: the catalog was not linted.
    #[error("process `{0}` has no initial stage")]
    Process(String),
    /// The calendar does not reach that far.
    #[error(transparent)]
    Calendar(#[from] UnknownYear),
}

impl Application {
    /// Files an application: registered by the cut-off hour, due by the regulation's term.
    pub fn submit(
        submission: Submission,
        service: &Service,
        process: &Process,
        calendar: &Calendar,
        now: Moment,
    ) -> Result<Decision, BadSubmission> {
        if submission.assurance < service.minimum_assurance {
            return Err(BadSubmission::Assurance { needed: service.minimum_assurance });
        }
        let stage = process
            .stage(&process.initial)
            .ok_or_else(|| BadSubmission::Process(process.code.to_string()))?;
        let window = submission.window;
        let here = window.as_ref().and_then(Window::office);
        let office = submission.office.or_else(|| here.cloned());
        let registered_on = calendar.registration_day(now, submission.cutoff)?;
        let due_at = calendar.due(registered_on, now, service.term)?;
        let stage_due_at = process.due(stage, calendar, (registered_on, now), due_at)?;
        let (filing_place, direct_reason) = window.map(|at| (at.place, at.direct_reason)).unzip();
        let fact = ApplicationFact::Submitted {
            number: submission.number,
            service: service.code.clone(),
            service_version: service.version,
            process: process.code.clone(),
            process_version: process.version,
            channel: submission.channel,
            filing_place,
            direct_reason: direct_reason.flatten(),
            office: office.clone(),
            stage: stage.code.clone(),
            stage_due_at,
            registered_on,
            due_at,
            cleared: submission.cleared,
            form_sha256: submission.form_sha256,
            holder: process.holder(stage, &service.department, office.as_ref()),
            warn_at: process.warn_at(stage, now, stage_due_at),
        };
        let lost = || BadSubmission::Process(process.code.to_string());
        let application =
            Self::begin(submission.id, submission.citizen, &fact, now).ok_or_else(lost)?;
        let mut decision =
            Decision { application, facts: vec![fact], effects: stage.on_enter.clone() };
        if !submission.documents.is_empty() {
            let filed = ApplicationFact::DocumentsFiled { documents: submission.documents };
            decision.application =
                decision.application.after(&filed, now).map_err(|_order| lost())?;
            decision.facts.push(filed);
        }
        Ok(decision)
    }
}
