//! Asking whoever has an application how it stands, for an applicant who called.

use super::{Application, ApplicationFact};
use crate::codes::DepartmentCode;
use crate::consultation::Inquiry;
use crate::process::Role;
use crate::time::Moment;

/// Why nobody is asked about an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadInquiry {
    /// It has ended: the decision is the answer.
    #[error("the application has ended")]
    Ended,
    /// Whoever applied is waited for.
    #[error("the applicant is waited for, and nobody else")]
    ApplicantsTurn,
    /// An inquiry about it waits for its answer.
    #[error("it was asked about before, and the answer is due by {0}")]
    Asked(Moment),
    /// What it is about is for the consultant to answer.
    #[error("what this topic is about is answered by the consultant")]
    NotPassedOn,
}

/// Which organisation is asked about an application of a department's service: the office or department that has it, else the
/// department.
#[must_use]
pub fn addressee_of(application: &Application, department: &DepartmentCode) -> DepartmentCode {
    let answers = |role| {
        matches!(role, Role::OfficeOperator | Role::DepartmentOfficer | Role::DepartmentSystem)
    };
    let holder = application.holder.as_ref().filter(|holder| answers(holder.role));
    holder.and_then(|holder| holder.organisation.as_ref()).unwrap_or(department).clone()
}

impl Application {
    /// Whether there is anybody to ask how it stands: it goes on, and others than those who applied have it.
    pub fn may_be_asked_about(&self) -> Result<(), BadInquiry> {
        let holder = self.holder.as_ref().map(|holder| holder.role);
        match (self.outcome, holder) {
            (Some(_), _) => Err(BadInquiry::Ended),
            (None, Some(Role::Citizen | Role::CoApplicant)) => Err(BadInquiry::ApplicantsTurn),
            _ => Ok(()),
        }
    }

    /// Writes down that somebody was asked about it; the state after it and its fact.
    pub fn inquired(
        &self,
        inquiry: &Inquiry,
        now: Moment,
    ) -> Result<(Self, ApplicationFact), BadInquiry> {
        self.may_be_asked_about()?;
        let fact = ApplicationFact::Inquired {
            inquiry: inquiry.id,
            topic: inquiry.topic.clone(),
            to: inquiry.to.clone(),
            answer_by: inquiry.answer_by,
        };
        let after = self.clone().after(&fact, now).map_err(|_ended| BadInquiry::Ended)?;
        Ok((after, fact))
    }

    /// Writes down that an inquiry about it was answered; the state after it and its fact. It may have ended meanwhile.
    #[must_use]
    pub fn inquiry_answered(
        &self,
        inquiry: &Inquiry,
        now: Moment,
    ) -> Option<(Self, ApplicationFact)> {
        let fact = ApplicationFact::InquiryAnswered { inquiry: inquiry.id, by: inquiry.to.clone() };
        Some((self.clone().after(&fact, now).ok()?, fact))
    }
}
