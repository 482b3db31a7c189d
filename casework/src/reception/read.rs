//! Reading receptions: one of the asker's as it is now, and the one they have open.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::reception::{Serving, own, serving};
use crate::steps::status_code::code_of;
use domain::access::{Actor, Person};
use domain::application::Application;
use domain::citizen::Citizen;
use domain::id::ReceptionId;
use domain::reception::Reception;
use domain::status_code::StatusCode;
use domain::time::Moment;

/// How many of the visitor's newest applications are looked at: more nobody files in an hour.
const LOOKED_AT: u64 = 20;

/// A reception as it is now.
#[derive(Debug, Clone)]
pub struct Look {
    /// With its times, whether it goes on or is over.
    pub reception: Reception,
    /// Who stands at the window, as they are known and as who acts; nothing once it is over.
    pub visitor: Option<(Citizen, Person)>,
    /// What was filed in it, newest first, each with its code for the receipt; nothing once it is over.
    pub applications: Vec<(Application, StatusCode)>,
    /// When it was looked at.
    pub now: Moment,
}

/// A reception of the asker's. Of one that is over only its times are told.
pub async fn read(cx: &Cx, actor: &Actor, id: ReceptionId) -> Result<Look, CaseError> {
    let reception = own(cx, actor, id).await?;
    let (visitor, applications) = match serving(cx, reception.clone()).await {
        Ok(Serving { citizen, person, .. }) => {
            (Some((citizen, person)), filed(cx, &reception).await?)
        }
        Err(CaseError::ReceptionOver) => (None, Vec::new()),
        Err(error) => return Err(error),
    };
    Ok(Look { reception, visitor, applications, now: cx.clock.now() })
}

/// The reception that the asker has open, if it goes on.
pub async fn open(cx: &Cx, actor: &Actor) -> Result<Option<Reception>, CaseError> {
    let found = cx.store.reception_of(person(actor)?.citizen).await?;
    Ok(found.filter(|one| one.is_open(cx.clock.now())))
}

async fn filed(cx: &Cx, of: &Reception) -> Result<Vec<(Application, StatusCode)>, CaseError> {
    let newest = cx.store.applications_of(of.visitor, None, LOOKED_AT).await?;
    let here = |one: &Application| {
        one.filing_place.as_ref() == Some(&of.window.place) && one.filed_at >= of.begun_at
    };
    let filed = newest.items.into_iter().filter(here);
    Ok(filed.map(|one| (one.id, one)).map(|(id, one)| (one, code_of(cx, id))).collect())
}
