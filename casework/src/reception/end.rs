//! Ending a reception: the visitor leaves.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::reception::own;
use domain::access::Actor;
use domain::id::ReceptionId;

/// Ends a reception of the asker's. One that is over stays as it ended.
pub async fn end(cx: &Cx, actor: &Actor, id: ReceptionId) -> Result<(), CaseError> {
    let reception = own(cx, actor, id).await?;
    let mut tx = cx.begin().await?;
    tx.end_reception(&reception).await?;
    Ok(tx.commit().await?)
}
