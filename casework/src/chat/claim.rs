//! Bringing a code to a chat: the bot's half of linking.

use super::{ChatError, bot};
use crate::cx::Cx;
use crate::error::CaseError;
use domain::access::Actor;
use domain::chat::{Chat, ChatLink};
use domain::oidc::Digest;

/// A claimed link, as the person in the chat may see it before anything is bound.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// As it is now that a chat has claimed it.
    pub link: ChatLink,
    /// Whose it is: «И***в И. О.».
    pub masked_name: String,
}

/// Brings a code to a chat. The first chat wins; nothing is bound yet.
pub async fn claim(cx: &Cx, actor: &Actor, code: &str, chat: Chat) -> Result<Claimed, ChatError> {
    bot(actor)?;
    let mut tx = cx.begin().await?;
    let offered =
        tx.lock_chat_link_of_code(&Digest::of(code)).await?.ok_or(CaseError::NotFound("code"))?;
    let link = offered.clone().claim(chat, tx.now())?;
    let citizen = tx.citizen(link.citizen).await?.ok_or(CaseError::NotFound("code"))?;
    if link != offered {
        tx.save_chat_link(&link).await?;
    }
    // Of a repeated one too: what it repeats may not be committed yet.
    tx.commit().await?;
    Ok(Claimed { link, masked_name: citizen.profile.masked_name() })
}
