//! Inquiries: for which organisations somebody answers.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use domain::access::Actor;
use domain::codes::DepartmentCode;
use domain::consultation::Inquiry;
use domain::duty::DutyRole;
use domain::id::ApplicationId;
use std::collections::BTreeSet;
use store::StoreError;

/// The organisations for which the asker answers inquiries, as operator of an office or officer of a department: at least one.
pub(crate) fn answers_for(actor: &Actor) -> Result<BTreeSet<&DepartmentCode>, CaseError> {
    let person = person(actor)?;
    let roles = [DutyRole::OfficeOperator, DutyRole::DepartmentOfficer];
    let theirs: BTreeSet<_> =
        roles.into_iter().flat_map(|role| person.organisations_as(role)).collect();
    if theirs.is_empty() { Err(CaseError::Forbidden) } else { Ok(theirs) }
}

/// What was asked about an application last. One that cannot be read is none: the application is told without it.
pub(crate) async fn last_inquiry(cx: &Cx, of: ApplicationId) -> Result<Option<Inquiry>, CaseError> {
    match cx.store.last_inquiry(of).await {
        Err(error @ (StoreError::Corrupt(_) | StoreError::UnknownKey { .. })) => {
            tracing::error!(application = %of, %error, "an inquiry cannot be read");
            Ok(None)
        }
        found => Ok(found?),
    }
}
