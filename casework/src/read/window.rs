//! Reading a case at the window of an office (МФЦ): whose it is, which originals are compared, and the result to hand over.

use super::{Case, Filed, case, filed};
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use domain::access::Actor;
use domain::id::ApplicationId;
use domain::process::Role;
use store::ResultRecord;

/// A case as an operator sees it who has the applicant before them.
#[derive(Debug, Clone)]
pub struct WindowCase {
    /// What everybody who may read it sees.
    pub case: Case,
    /// What was filed, and the applicant as they were then; nothing for a courier.
    pub filed: Option<Filed>,
}

/// A case that is at an office of the asker, or on its way with them.
pub async fn window_case(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
) -> Result<WindowCase, CaseError> {
    let case = case(cx, actor, id).await?;
    let missing = || CaseError::NotFound("application");
    let works = |role| case.roles.contains(&role);
    if works(Role::OfficeOperator) {
        let (entry, _process) = passport(&case.catalog, &case.application)?;
        // Where it is checked, it was read with the case.
        let filed = match &case.filed {
            Some(filed) => filed.clone(),
            None => filed(cx, entry, id).await?.ok_or_else(missing)?,
        };
        Ok(WindowCase { case, filed: Some(filed) })
    } else if works(Role::Courier) {
        Ok(WindowCase { case, filed: None })
    } else {
        Err(missing())
    }
}

/// The result that waits at an office of the asker: to be printed and handed over.
pub async fn window_result(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
) -> Result<ResultRecord, CaseError> {
    let missing = || CaseError::NotFound("result");
    let case = case(cx, actor, id).await?;
    let collected_here = is_collected(&case);
    let hands_over = case.roles.contains(&Role::OfficeOperator)
        || (collected_here && case.roles.contains(&Role::DepartmentOfficer));
    if !hands_over {
        return Err(missing());
    }
    let result = case.application.result.ok_or_else(missing)?;
    cx.store.result(result).await?.ok_or_else(missing)
}

/// Whether the applicant comes for the result now, to whoever has the case.
#[must_use]
pub fn is_collected(case: &Case) -> bool {
    let of = &case.application;
    let process = case.catalog.process_at(&of.process, of.process_version);
    let comes = process.and_then(|process| Some(process.comes_in(process.stage(&of.stage)?)));
    of.result.is_some() && comes == Some(true)
}
