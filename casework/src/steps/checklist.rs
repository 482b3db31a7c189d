//! How far a person has come on a service's checklist.

use super::form::{Known, open};
use crate::cx::{Cx, service};
use crate::error::CaseError;
use catalog::{Catalog, Entry};
use domain::access::Person;
use domain::checklist::{Standing, standings};
use domain::codes::ServiceCode;
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

/// The service that has a checklist.
pub(crate) fn listed<'a>(catalog: &'a Catalog, code: &ServiceCode) -> Result<&'a Entry, CaseError> {
    let entry = service(catalog, code)?;
    open(entry)?;
    if entry.service.checklist.is_empty() {
        Err(CaseError::NotFound("checklist"))
    } else {
        Ok(entry)
    }
}

/// How the steps of a service stand for one of whom nothing is known.
pub(crate) fn look_of_nobody(cx: &Cx, code: &ServiceCode) -> Result<Look, CaseError> {
    let (catalog, nothing) = (cx.catalog(), BTreeSet::new());
    let standings = standings(&listed(&catalog, code)?.service.checklist, &nothing, &nothing);
    Ok(Look { service: code.clone(), standings, catalog })
}

/// How the steps of a service stand for a person now.
pub(crate) async fn look(cx: &Cx, person: &Person, code: &ServiceCode) -> Result<Look, CaseError> {
    let catalog = cx.catalog();
    let entry = listed(&catalog, code)?;
    let known = Known::of(cx, person).await?.steps_done(entry);
    let marked = cx.store.checklist_marks(person.citizen, code).await?;
    let standings = standings(&entry.service.checklist, &marked, &known);
    Ok(Look { service: code.clone(), standings, catalog })
}
