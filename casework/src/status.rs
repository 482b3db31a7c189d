//! How an application stands, for whoever has its number and its code: the receipt of a filing, the caller on the phone. Nothing of its
//! applicant is told.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::status_code::code_of;
use catalog::Catalog;
use domain::application::Application;
use domain::number::ApplicationNumber;
use std::sync::Arc;

/// An application as it stands.
#[derive(Debug, Clone)]
pub struct Status {
    /// Whoever it is shown to knows its number already.
    pub application: Application,
    /// The catalog as it was then.
    pub catalog: Arc<Catalog>,
}

/// How the application of a number stands, if the code is its own; a wrong code and a number of nobody's are told alike.
pub async fn status(cx: &Cx, number: ApplicationNumber, code: &str) -> Result<Status, CaseError> {
    let found = cx.store.application_numbered(number).await?;
    let found = found.filter(|one| code_of(cx, one.id).is(code));
    let application = found.ok_or(CaseError::NotFound("application"))?;
    Ok(Status { application, catalog: cx.catalog() })
}
