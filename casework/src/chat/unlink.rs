//! Ending a link.

use super::ChatError;
use crate::cx::{Cx, person};
use crate::error::CaseError;
use domain::access::Actor;
use domain::chat::EndCause;

/// Ends the active link of the person who asks; from that moment the chat acts for nobody.
pub async fn unlink(cx: &Cx, actor: &Actor) -> Result<(), ChatError> {
    let citizen = person(actor)?.citizen;
    let mut tx = cx.begin().await?;
    let link = tx.lock_active_chat_link(citizen).await?.ok_or(CaseError::NotFound("chat link"))?;
    tx.end_chat_link(link, EndCause::Citizen).await?;
    Ok(tx.commit().await?)
}
