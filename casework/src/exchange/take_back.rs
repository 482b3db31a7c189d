//! Which message a department is told to forget.

use super::{CANCEL, last_message};
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::effect::due;
use domain::codes::DepartmentCode;
use domain::id::ApplicationId;
use domain::job::Entry;

/// The message that a stage takes back: the last one the receiver has; `None` if it has none, or the application has left
/// the stage.
pub async fn taken_back(
    cx: &Cx,
    id: ApplicationId,
    entry: Entry,
    receiver: &DepartmentCode,
) -> Result<Option<String>, CaseError> {
    let application = cx.store.application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    if due(process, &application, entry, CANCEL)?.is_none() {
        return Ok(None);
    }
    let last = last_message(cx, id, receiver, &passport.service.department).await?;
    Ok(last.map(|last| last.id))
}
