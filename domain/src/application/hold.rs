//! Who holds an application: at whose workplace it waits, and in which queue.

use super::{Application, ApplicationFact};
use crate::codes::DepartmentCode;
use crate::process::{Effect, Process, Role, Stage};
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// Whose turn it is on an application. Nobody's, once it has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// In what role: the owner of the stage.
    pub role: Role,
    /// Of which organisation; absent where any will do, and for the applicant and the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<DepartmentCode>,
    /// The queue of the workplace, as the process names it.
    pub queue: String,
}

impl Process {
    /// Who holds a case in a stage; `own` is the department that provides the service, `office` the one the applicant comes to.
    /// `None` in final stages.
    #[must_use]
    pub fn holder(
        &self,
        stage: &Stage,
        own: &DepartmentCode,
        office: Option<&DepartmentCode>,
    ) -> Option<Holder> {
        let (role, queue) = (stage.owner?, stage.queue.clone()?);
        let organisation = match role {
            Role::DepartmentOfficer | Role::DepartmentSystem => {
                Some(self.receiver(stage).unwrap_or(own).clone())
            }
            Role::OfficeOperator => office.cloned(),
            Role::Courier => stage.organisation.clone(),
            Role::Citizen | Role::CoApplicant | Role::Platform => None,
        };
        Some(Holder { role, organisation, queue })
    }

    /// The department a stage waits for, where a file names one: it decides here, or its receipt leads on from here.
    fn receiver<'a>(&'a self, stage: &'a Stage) -> Option<&'a DepartmentCode> {
        let decides = stage.on_enter.iter().find_map(Effect::awaiting).map(|one| one.from.as_ref());
        let sent = || {
            let all = self.stages.iter().flat_map(|one| &one.on_enter).filter_map(Effect::sending);
            let leads_on =
                |made| self.find_move(made).is_some_and(|one| one.from.contains(&stage.code));
            all.filter(|one| leads_on(&one.received)).find_map(|one| one.to.as_ref())
        };
        decides.unwrap_or_else(sent)
    }
}

impl Application {
    /// Says who holds an application that went on before holders were written; the state after it and its fact.
    /// `None` if it has ended or somebody holds it.
    #[must_use]
    pub fn hold(self, holder: Option<Holder>, now: Moment) -> Option<(Self, ApplicationFact)> {
        if self.outcome.is_some() || self.holder.is_some() {
            return None;
        }
        let fact = ApplicationFact::Held { holder: holder? };
        let after = self.after(&fact, now).ok()?;
        Some((after, fact))
    }
}
