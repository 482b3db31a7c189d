//! What every procedure is given.

use crate::connection::Connections;
use crate::error::CaseError;
use catalog::{Catalog, Entry};
use documents::Renderer;
use domain::access::{self, Access, Actor, Person};
use domain::application::{Application, Cutoffs};
use domain::codes::{DepartmentCode, ServiceCode};
use domain::entropy::Entropy;
use domain::id::ApplicationId;
use domain::process::Process;
use domain::time::{Clock, Moment};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Files, Store, Tx};

/// The parts of a context.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The truth.
    pub store: Store,
    /// Immutable documents.
    pub files: Files,
    /// Services, processes, texts.
    pub catalog: Arc<catalog::Live>,
    /// Draws documents.
    pub renderer: Arc<Renderer>,
    /// The present moment.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Where people reach the platform, without a slash at the end.
    pub public_url: String,
    /// Until when of a working day filing counts as that day.
    pub cutoffs: Cutoffs,
    /// Which departments have a system of which kind.
    pub connections: Connections,
    /// How long a decision of an officer is held before it is made, so that it can be taken back.
    pub decisions_held: Duration,
}

/// What every procedure is given. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Cx(Arc<Parts>, Arc<UsualDays>);

impl From<Parts> for Cx {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts), Arc::default())
    }
}

impl std::ops::Deref for Cx {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Cx {
    /// The catalog as it is now.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        self.0.catalog.current()
    }

    /// What is known of how long cases take.
    pub(crate) fn usual_days(&self) -> &UsualDays {
        &self.1
    }

    /// Begins a writing transaction.
    pub async fn begin(&self) -> Result<Tx, CaseError> {
        Ok(self.store.begin(&*self.clock, &self.entropy).await?)
    }
}

/// What is known of how long cases take: of each service, and since when.
#[derive(Debug, Default)]
pub(crate) struct UsualDays(Mutex<HashMap<ServiceCode, (Moment, Option<u32>)>>);

impl UsualDays {
    /// As it was asked for last.
    pub(crate) fn known(&self, service: &ServiceCode) -> Option<(Moment, Option<u32>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(service).copied()
    }

    /// Keeps what was found at a moment.
    pub(crate) fn keep(&self, service: &ServiceCode, known: (Moment, Option<u32>)) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(service.clone(), known);
    }
}

/// The person who asks, or the request to sign in. Nobody who is served at a window: what an operator may do for a visitor asks for
/// the [`applicant`].
pub(crate) fn person(actor: &Actor) -> Result<&Person, CaseError> {
    let person = applicant(actor)?;
    if person.served.is_some() { Err(CaseError::Forbidden) } else { Ok(person) }
}

/// The person who applies: who asks, or the visitor for whom an operator asks at the window.
pub(crate) fn applicant(actor: &Actor) -> Result<&Person, CaseError> {
    actor.person().ok_or(CaseError::SignInFirst)
}

/// A service that may be applied for.
pub(crate) fn service<'a>(
    catalog: &'a Catalog,
    code: &ServiceCode,
) -> Result<&'a Entry, CaseError> {
    catalog.service(code).ok_or_else(|| CaseError::NoService(code.to_string()))
}

/// The passport and process an application goes by: those of its versions.
pub(crate) fn passport<'a>(
    catalog: &'a Catalog,
    application: &Application,
) -> Result<(&'a Entry, &'a Process), CaseError> {
    let gone = |what: &str, code: &str, version: u32| {
        CaseError::Catalog(format!("{what} {code} v{version} is not in the catalog any more"))
    };
    let entry =
        catalog.service_at(&application.service, application.service_version).ok_or_else(|| {
            gone("service", application.service.as_str(), application.service_version)
        })?;
    let process =
        catalog.process_at(&application.process, application.process_version).ok_or_else(|| {
            gone("process", application.process.as_str(), application.process_version)
        })?;
    Ok((entry, process))
}

/// Refuses those who may not read an application, as far as they may know that it exists.
pub(crate) fn may_read(
    actor: &Actor,
    application: &Application,
    department: &DepartmentCode,
) -> Result<(), CaseError> {
    match access::read_application(actor, application, department) {
        Access::Allow => Ok(()),
        Access::Deny => Err(CaseError::Forbidden),
        Access::Hide => Err(CaseError::NotFound("application")),
    }
}

/// The application as it was at a version: the fold of as many of its facts.
pub(crate) async fn as_of(
    cx: &Cx,
    id: ApplicationId,
    version: i64,
) -> Result<Application, CaseError> {
    let missing = || CaseError::NotFound("application");
    let facts = cx.store.facts_of(id).await?;
    let citizen = facts.first().ok_or_else(missing)?.citizen;
    let own = facts.iter().map(|fact| (fact.body.application(), fact.at));
    let known = usize::try_from(version).unwrap_or_default();
    Application::fold(id, citizen, own.take(known)).map_err(|_history| missing())
}
