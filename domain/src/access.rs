//! Who may do what: default deny; what you may not know exists is hidden.

use crate::application::Application;
use crate::assurance::Assurance;
use crate::codes::DepartmentCode;
use crate::duty::{Duty, DutyRole};
use crate::id::{ApplicationId, CitizenId};
use crate::journal::ActorRef;
use crate::process::Role;
use crate::reception::Served;
use std::collections::BTreeSet;

/// A person who signed in, and what they may act as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub citizen: CitizenId,
    /// The level of the account at sign-in.
    pub assurance: Assurance,
    /// Duties that count now.
    pub duties: Vec<Duty>,
    /// By whom they are served at a window; nothing of who acts for themself.
    pub served: Option<Served>,
    /// The application that they are asked to confirm as its co-applicant: found out for the one that is asked about.
    pub asked_to_confirm: Option<ApplicationId>,
}

impl Person {
    /// One who acts for themself, without duties: for what everybody does in their own matters.
    #[must_use]
    pub const fn new(citizen: CitizenId, assurance: Assurance) -> Self {
        Self { citizen, assurance, duties: Vec::new(), served: None, asked_to_confirm: None }
    }

    /// Whether they are among those who applied: of their own matter nobody is an official.
    fn applied_for(&self, application: &Application) -> bool {
        application.is_of(self.citizen) || self.asked_to_confirm == Some(application.id)
    }

    /// The organisations for which they work in a role.
    #[must_use]
    pub fn organisations_as(&self, role: DutyRole) -> BTreeSet<&DepartmentCode> {
        let duties = self.duties.iter().filter(|duty| duty.role == role);
        duties.filter_map(|duty| duty.organisation.as_ref()).collect()
    }

    /// By whom a fact comes about that this person wants: by themself, or by the official who serves them.
    #[must_use]
    pub fn actor_ref(&self) -> ActorRef {
        match &self.served {
            None => ActorRef { role: Role::Citizen, person: Some(self.citizen) },
            Some(served) => ActorRef { role: served.window.role(), person: Some(served.operator) },
        }
    }

    /// Whether they work in a role, wherever.
    #[must_use]
    pub fn works_as(&self, role: DutyRole) -> bool {
        self.duties.iter().any(|duty| duty.role == role)
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody we know.
    Anonymous,
    /// Somebody who signed in, with their duties.
    Person(Person),
    /// The bot's own client, acting for no person.
    Bot,
    /// The department's information system, through the exchange.
    DepartmentSystem(DepartmentCode),
    /// The platform itself.
    Platform,
}

/// The answer of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Yes.
    Allow,
    /// No, and saying so tells nothing (403).
    Deny,
    /// No, and that the thing exists is not the asker's to know (404).
    Hide,
}

impl Actor {
    /// The person who asks, if it is one.
    #[must_use]
    pub const fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            _ => None,
        }
    }

    /// As what the one who asks applied, of an application that is in their own list.
    #[must_use]
    pub fn applied_as(&self, application: &Application) -> Role {
        let own = self.person().is_some_and(|person| person.citizen == application.citizen);
        if own { Role::Citizen } else { Role::CoApplicant }
    }

    /// Whether the one who asks is among those who applied, and not served at a window.
    #[must_use]
    pub fn has_applied(&self, application: &Application) -> bool {
        let own = self.person().filter(|person| person.served.is_none());
        own.is_some_and(|person| person.applied_for(application))
    }

    /// The duty by which an official reads an application of a department's service; nothing for its applicant, and for who is no official.
    #[must_use]
    pub fn duty_on(&self, application: &Application, department: &DepartmentCode) -> Option<&Duty> {
        self.duties_on(application, department).first().copied()
    }

    /// The roles this actor has on an application of a department's service.
    #[must_use]
    pub fn roles_on(&self, application: &Application, department: &DepartmentCode) -> Vec<Role> {
        match self {
            Self::Anonymous | Self::Bot => vec![],
            Self::Platform => vec![Role::Platform],
            Self::DepartmentSystem(own)
                if takes_part(own, application, department) && !application.unconfirmed =>
            {
                vec![Role::DepartmentSystem]
            }
            Self::DepartmentSystem(_) => vec![],
            // Who is served at a window moves nothing there: an application is moved on by whose turn it is.
            Self::Person(person) if person.served.is_some() => vec![],
            Self::Person(person) if person.citizen == application.citizen => vec![Role::Citizen],
            Self::Person(person) if person.applied_for(application) => vec![Role::CoApplicant],
            Self::Person(_) => {
                let duties = self.duties_on(application, department).into_iter();
                let mut roles: Vec<Role> =
                    duties.filter_map(|duty| duty.role.in_a_process()).collect();
                roles.sort_unstable();
                roles.dedup();
                roles
            }
        }
    }

    /// The duty by which an official works where an application waits now; nothing for its applicant, and for who works elsewhere.
    #[must_use]
    pub fn duty_at(&self, application: &Application) -> Option<&Duty> {
        let person = self.person().filter(|person| !person.applied_for(application))?;
        let holder = application.holder.as_ref()?;
        person.duties.iter().find(|duty| duty.is_at(holder))
    }

    /// The duties by which an official has to do with an application.
    fn duties_on<'a>(
        &'a self,
        application: &Application,
        department: &DepartmentCode,
    ) -> Vec<&'a Duty> {
        // What both who apply have not confirmed is no department's.
        let person = self
            .person()
            .filter(|person| !application.unconfirmed && !person.applied_for(application));
        let duties = person.into_iter().flat_map(|person| &person.duties);
        let concerned = duties.filter(|duty| {
            let Some(own) = &duty.organisation else { return false };
            match duty.role {
                DutyRole::DepartmentOfficer => takes_part(own, application, department),
                // It is theirs to know of for as long as it waits there, and no longer.
                DutyRole::OfficeOperator | DutyRole::Courier => {
                    application.holder.as_ref().is_some_and(|holder| duty.is_at(holder))
                }
                _ => false,
            }
        });
        concerned.collect()
    }
}

/// Whether a department has to do with an application: it provides the service, or it is its turn; a case may go to
/// another than the first.
fn takes_part(
    own: &DepartmentCode,
    application: &Application,
    department: &DepartmentCode,
) -> bool {
    let decides = |role| matches!(role, Role::DepartmentOfficer | Role::DepartmentSystem);
    let holder = application.holder.as_ref().filter(|one| decides(one.role));
    own == department || Some(own) == holder.and_then(|one| one.organisation.as_ref())
}

/// May the actor read the application? The applicant and the department's officers may, and the operators of an office
/// or the couriers while it is with them.
#[must_use]
pub fn read_application(
    actor: &Actor,
    application: &Application,
    department: &DepartmentCode,
) -> Access {
    if actor.roles_on(application, department).is_empty() { Access::Hide } else { Access::Allow }
}

/// May the actor read what only the applicant reads (result, notices, own timeline feed)?
#[must_use]
pub fn read_own(actor: &Actor, owner: CitizenId) -> Access {
    match actor {
        Actor::Person(person) if person.citizen == owner && person.served.is_none() => {
            Access::Allow
        }
        Actor::Platform => Access::Allow,
        _ => Access::Hide,
    }
}

/// May the actor know what is late of a department's services? Its curators may: they answer for it.
#[must_use]
pub fn oversee(actor: &Actor, department: &DepartmentCode) -> Access {
    let answers = |duty: &Duty| {
        duty.role == DutyRole::Curator && duty.organisation.as_ref() == Some(department)
    };
    match actor {
        Actor::Person(person) if person.duties.iter().any(answers) => Access::Allow,
        Actor::Platform => Access::Allow,
        _ => Access::Deny,
    }
}

/// May the actor read how many applications a department's services have? Its officers and curators may, and analysts
/// of the region: figures name nobody.
#[must_use]
pub fn read_figures(actor: &Actor, department: &DepartmentCode) -> Access {
    let counts = |duty: &Duty| match duty.role {
        DutyRole::Analyst => true,
        DutyRole::DepartmentOfficer | DutyRole::Curator => {
            duty.organisation.as_ref() == Some(department)
        }
        _ => false,
    };
    match actor {
        Actor::Person(person) if person.duties.iter().any(counts) => Access::Allow,
        Actor::Platform => Access::Allow,
        _ => Access::Deny,
    }
}
