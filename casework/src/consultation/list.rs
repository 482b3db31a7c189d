//! The log of consultations.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::consultation::consultant;
use domain::access::Actor;
use domain::id::ConsultationId;
use domain::time::Moment;
use store::ConsultationPage;

/// A page of the consultations of the asker's organisation, newest first, after a place in the list. Of callers nothing is told.
pub async fn list(
    cx: &Cx,
    actor: &Actor,
    after: Option<(Moment, ConsultationId)>,
    limit: u64,
) -> Result<ConsultationPage, CaseError> {
    let (_, organisation) = consultant(actor)?;
    Ok(cx.store.consultations_at(organisation, after, limit).await?)
}
