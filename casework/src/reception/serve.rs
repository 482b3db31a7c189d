//! Acting for a visitor: what an official does in a reception is done for the one who stands before them.

use crate::cx::Cx;
use crate::error::CaseError;
pub use crate::steps::reception::{Serving, filed_here};
use crate::steps::reception::{own, serving};
use domain::access::Actor;
use domain::id::ReceptionId;

/// The visitor of a reception of the asker's that goes on. That their data are read is noted for them first.
pub async fn serve(cx: &Cx, actor: &Actor, id: ReceptionId) -> Result<Serving, CaseError> {
    serving(cx, own(cx, actor, id).await?).await
}
