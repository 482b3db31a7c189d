//! Reading how far one has come.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::checklist::{Look, Progress, listed};
use domain::access::Actor;
use domain::codes::ServiceCode;

/// The checklist of a service, as it stands for the person who asks.
pub async fn read(cx: &Cx, actor: &Actor, service: &ServiceCode) -> Result<Look, CaseError> {
    let (person, catalog) = (person(actor)?, cx.catalog());
    let entry = listed(&catalog, service)?;
    let progress = Progress::of(cx, person, entry).await?;
    let standings = progress.standings(&entry.service.checklist);
    Ok(Look { service: service.clone(), standings, catalog })
}

/// The same for one of whom nothing is known: nothing is done, and the first steps are open.
pub fn of_nobody(cx: &Cx, service: &ServiceCode) -> Result<Look, CaseError> {
    let catalog = cx.catalog();
    let standings = Progress::default().standings(&listed(&catalog, service)?.service.checklist);
    Ok(Look { service: service.clone(), standings, catalog })
}
