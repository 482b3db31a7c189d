//! Moving a case on at once, by what was filed, where the process says so.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::effect::due;
use crate::steps::job_end::JobEnd;
use crate::steps::moves::{advance_in, unattended};
use domain::id::ApplicationId;
use domain::job::Entry;
use domain::process::{Effect, Role};
use serde_json::Value;
use store::{Claim, StoreError};

/// Makes the move of the first way whose condition holds of the form as filed. There is nothing to do if the case has left
/// the stage.
pub async fn route(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
) -> Result<JobEnd, CaseError> {
    let missing = || CaseError::NotFound("application");
    let seen = cx.store.application(id).await?.ok_or_else(missing)?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &seen)?;
    let Some(ways) = due(process, &seen, entry, ("route", Effect::routing))? else {
        return Ok(JobEnd::NothingToDo);
    };
    // A case that is only passed through needs no look at what was filed.
    let form = if ways.iter().any(|way| way.when.is_some()) {
        cx.store.filed_form(id).await?.ok_or(CaseError::NotFound("form"))?.0
    } else {
        Value::Null
    };
    let made = passport.way(ways, &form).ok_or_else(|| {
        let (code, version, stage) = (&process.code, process.version, &seen.stage);
        CaseError::Catalog(format!("no way leads on from stage `{stage}` of {code} v{version}"))
    })?;
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or_else(missing)?;
    if application.version != seen.version {
        return Err(StoreError::Conflict.into());
    }
    advance_in(cx, &mut tx, application, &[unattended(made, Role::Platform)]).await?;
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(JobEnd::Done)
}
