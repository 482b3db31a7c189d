//! Receptions: at which windows an official receives, which are theirs, and whom they act for.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::reading::note;
use catalog::{Catalog, Entry};
use domain::access::{Actor, Person};
use domain::access_log::{Reader, Reading};
use domain::application::Application;
use domain::assurance::Assurance;
use domain::citizen::Citizen;
use domain::codes::ServiceCode;
use domain::duty::DutyRole;
use domain::id::{CitizenId, ReceptionId};
use domain::reception::{Reception, Served, Window};
use domain::time::Moment;

/// Whether a person may still receive at a window.
fn receives_at(operator: &Person, window: &Window) -> bool {
    operator.organisations_as(DutyRole::at(window)).contains(&window.place)
}

/// A reception of the asker's, who still works at its window; another's is none.
pub(crate) async fn own(cx: &Cx, actor: &Actor, id: ReceptionId) -> Result<Reception, CaseError> {
    let operator = person(actor)?;
    let found = cx
        .store
        .reception(id)
        .await?
        .filter(|one| one.operator == operator.citizen && receives_at(operator, &one.window));
    found.ok_or(CaseError::NotFound("reception"))
}

/// A visitor, in the hands of the official who receives them.
#[derive(Debug, Clone)]
pub struct Serving {
    /// In which the official acts.
    pub reception: Reception,
    /// What is known of the visitor.
    pub citizen: Citizen,
    /// The visitor, as who acts: identified by their document, and without duties.
    pub person: Person,
}

/// The visitor of a reception of the asker's that goes on. That their data are read is noted for them first.
pub(crate) async fn serving(cx: &Cx, reception: Reception) -> Result<Serving, CaseError> {
    if !reception.is_open(cx.clock.now()) {
        return Err(CaseError::ReceptionOver);
    }
    note_reading(cx, (reception.operator, &reception.window), reception.visitor).await?;
    let citizen = cx.store.citizen(reception.visitor).await?;
    let citizen = citizen.ok_or(CaseError::NotFound("visitor"))?;
    let person = Person {
        served: Some(Served::from(&reception)),
        ..Person::new(citizen.id, Assurance::Confirmed)
    };
    Ok(Serving { reception, citizen, person })
}

/// Refuses a service that is not filed at the window where a person is served: a department files its own alone.
pub fn filed_here(person: &Person, entry: &Entry) -> Result<(), CaseError> {
    let of = &entry.service;
    let is_filed = person.served.as_ref().is_none_or(|served| {
        served.window.direct_reason.is_none()
            || (of.department == served.window.place && of.process_at_department.is_some())
    });
    if is_filed { Ok(()) } else { Err(CaseError::NotFiledHere(of.code.to_string())) }
}

/// Whether who acts for a person sees what the person began at a moment.
pub(crate) fn shows(person: &Person, begun_at: Moment) -> bool {
    person.served.as_ref().is_none_or(|served| served.shows(begun_at))
}

/// Whether who acts for a person sees a draft: a department that receives them sees what was begun meanwhile for a service of its own.
pub(crate) fn shows_draft(
    catalog: &Catalog,
    person: &Person,
    (service, begun_at): (&ServiceCode, Moment),
) -> bool {
    let entry = catalog.service(service);
    shows(person, begun_at) && entry.is_none_or(|entry| filed_here(person, entry).is_ok())
}

/// Whether who acts for a person sees an application: a department that receives them sees what was filed there meanwhile.
pub(crate) fn shows_filed(person: &Person, of: &Application) -> bool {
    shows(person, of.filed_at)
        && person.served.as_ref().is_none_or(|served| {
            let window = &served.window;
            window.direct_reason.is_none() || of.filing_place.as_ref() == Some(&window.place)
        })
}

/// Notes that an official at a window reads a person's data.
pub(crate) async fn note_reading(
    cx: &Cx,
    (operator, window): (CitizenId, &Window),
    of: CitizenId,
) -> Result<(), CaseError> {
    let reader = Reader::Official {
        person: operator,
        role: DutyRole::at(window),
        organisation: window.place.clone(),
    };
    note(cx, &Reading { citizen: of, application: None, reader }).await
}
