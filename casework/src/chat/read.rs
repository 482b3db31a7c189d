//! Reading how a link stands.

use super::ChatError;
use crate::cx::{Cx, person};
use crate::error::CaseError;
use domain::access::Actor;
use domain::chat::ChatLink;
use domain::id::ChatLinkId;

/// A link of the person who asks.
pub async fn status(cx: &Cx, actor: &Actor, id: ChatLinkId) -> Result<ChatLink, ChatError> {
    let citizen = person(actor)?.citizen;
    let link = cx.store.chat_link(citizen, id).await?;
    Ok(link.ok_or(CaseError::NotFound("chat link"))?)
}

/// The active link of the person who asks, if their account has a chat.
pub async fn current(cx: &Cx, actor: &Actor) -> Result<Option<ChatLink>, ChatError> {
    let citizen = person(actor)?.citizen;
    Ok(cx.store.active_chat_link(citizen).await?)
}
