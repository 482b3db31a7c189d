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
use domain::id::ReceptionId;
use domain::reception::{Reception, Served};
use std::collections::BTreeSet;

/// The offices at whose windows a person receives visitors.
pub(crate) fn offices_of(operator: &Person) -> BTreeSet<&DepartmentCode> {
    let duties = operator.duties.iter().filter(|duty| duty.role == DutyRole::OfficeOperator);
    duties.filter_map(|duty| duty.organisation.as_ref()).collect()
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
pub async fn serve(cx: &Cx, actor: &Actor, id: ReceptionId) -> Result<Serving, CaseError> {
    let reception = own(cx, actor, id).await?;
    if !reception.is_open(cx.clock.now()) {
        return Err(CaseError::ReceptionOver);
    }
    let reader = Reader::Official {
        person: reception.operator,
        role: DutyRole::OfficeOperator,
        organisation: reception.office.clone(),
    };
    note(cx, &Reading { citizen: reception.visitor, application: None, reader }).await?;
    let citizen = cx.store.citizen(reception.visitor).await?;
    let citizen = citizen.ok_or(CaseError::NotFound("visitor"))?;
    let person = Person {
        citizen: citizen.id,
        assurance: Assurance::Confirmed,
        duties: Vec::new(),
        served: Some(Served::from(&reception)),
    };
    Ok(Serving { reception, citizen, person })
}
