//! Reading how far one has come.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::checklist::{Look, look, look_of_nobody};
use domain::access::Actor;
use domain::codes::ServiceCode;

/// The checklist of a service, as it stands for the person who asks.
pub async fn read(cx: &Cx, actor: &Actor, service: &ServiceCode) -> Result<Look, CaseError> {
    look(cx, person(actor)?, service).await
}

/// The same for one of whom nothing is known: nothing is done, and the first steps are open.
pub fn of_nobody(cx: &Cx, service: &ServiceCode) -> Result<Look, CaseError> {
    look_of_nobody(cx, service)
}
