//! How far a person has come on a service's checklist.

use super::form::{Known, open};
use crate::cx::{Cx, service};
use crate::error::CaseError;
use catalog::{Catalog, Entry};
use domain::access::Person;
use domain::checklist::{Standing, standings};
use domain::codes::ServiceCode;
use domain::service::ChecklistStep;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A checklist as it stands for a person.
#[derive(Debug, Clone)]
pub struct Look {
    /// Of which service.
    pub service: ServiceCode,
    /// How each step of its passport stands, in their order.
    pub standings: Vec<Standing>,
    /// The catalog it was read with.
    pub catalog: Arc<Catalog>,
}

/// What is known of the steps that somebody has done.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Those the person said are done.
    pub(crate) marked: BTreeSet<String>,
    /// Those that the profile or a register says are.
    known: BTreeSet<String>,
}

/// The service that has a checklist.
pub(crate) fn listed<'a>(catalog: &'a Catalog, code: &ServiceCode) -> Result<&'a Entry, CaseError> {
    let entry = service(catalog, code)?;
    open(entry)?;
    let is_listed = !entry.service.checklist.is_empty();
    is_listed.then_some(entry).ok_or(CaseError::NotFound("checklist"))
}

impl Progress {
    /// That of a person now.
    pub(crate) async fn of(cx: &Cx, person: &Person, entry: &Entry) -> Result<Self, CaseError> {
        let known = Known::of(cx, person).await?.steps_done(entry);
        let marked = cx.store.checklist_marks(person.citizen, &entry.service.code).await?;
        Ok(Self { marked, known })
    }

    /// How each of these steps stands.
    pub(crate) fn standings(&self, steps: &[ChecklistStep]) -> Vec<Standing> {
        standings(steps, &self.marked, &self.known)
    }
}
