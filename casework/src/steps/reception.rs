//! Receptions: where an operator receives, which are theirs, and whom they act for.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::reading::note;
use domain::access::{Actor, Person};
use domain::access_log::{Reader, Reading};
use domain::assurance::Assurance;
use domain::citizen::Citizen;
use domain::codes::DepartmentCode;
use domain::duty::DutyRole;
use domain::id::{CitizenId, ReceptionId};
use domain::reception::{Reception, Served};
use std::collections::BTreeSet;

/// The offices at whose windows a person receives visitors.
pub(crate) fn offices_of(operator: &Person) -> BTreeSet<&DepartmentCode> {
    operator.organisations_as(DutyRole::OfficeOperator)
}

/// A reception of the asker's, who still works at its office; another's is none.
pub(crate) async fn own(cx: &Cx, actor: &Actor, id: ReceptionId) -> Result<Reception, CaseError> {
    let operator = person(actor)?;
    let found = cx.store.reception(id).await?.filter(|one| {
        one.operator == operator.citizen && offices_of(operator).contains(&one.office)
    });
    found.ok_or(CaseError::NotFound("reception"))
}

/// A visitor, in the hands of the operator who receives them.
#[derive(Debug, Clone)]
pub struct Serving {
    /// In which the operator acts.
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
    note_reading(cx, (reception.operator, &reception.office), reception.visitor).await?;
    let citizen = cx.store.citizen(reception.visitor).await?;
    let citizen = citizen.ok_or(CaseError::NotFound("visitor"))?;
    let person = Person {
        served: Some(Served::from(&reception)),
        ..Person::new(citizen.id, Assurance::Confirmed)
    };
    Ok(Serving { reception, citizen, person })
}

/// Notes that an operator at the window of an office reads a person's data.
pub(crate) async fn note_reading(
    cx: &Cx,
    (operator, office): (CitizenId, &DepartmentCode),
    of: CitizenId,
) -> Result<(), CaseError> {
    let reader = Reader::Official {
        person: operator,
        role: DutyRole::OfficeOperator,
        organisation: office.clone(),
    };
    note(cx, &Reading { citizen: of, application: None, reader }).await
}
