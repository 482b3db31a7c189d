//! Drafts of applications.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use domain::id::DraftId;

pub(crate) mod begin;
pub(crate) mod discard;
pub(crate) mod list;
pub(crate) mod read;
pub(crate) mod save;

/// The present version of a draft of the one who asks.
async fn current(app: &App, signed: &Signed, id: DraftId) -> Result<i64, Failure> {
    Ok(casework::draft::read(&app.cx, &signed.actor, id).await?.version)
}
