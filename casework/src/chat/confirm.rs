//! Confirming a link, on either side. The second confirmation binds.

use super::{ChatError, bot};
use crate::cx::{Cx, person};
use crate::error::CaseError;
use domain::access::Actor;
use domain::chat::{Chat, ChatLink, LinkRefusal};
use domain::id::ChatLinkId;
use domain::job::Job;
use domain::time::Moment;

/// The citizen confirms in the browser the code was made in.
pub async fn confirm_in_browser(
    cx: &Cx,
    actor: &Actor,
    id: ChatLinkId,
) -> Result<ChatLink, ChatError> {
    let citizen = person(actor)?.citizen;
    // The person looks at the portal: the chat says for itself that it is linked.
    step(cx, id, Some(Job::GreetChat { link: id }), |link, now| {
        if link.citizen == citizen { Ok(link.confirm_in_browser(now)?) } else { Err(gone()) }
    })
    .await
}

/// The person in the chat confirms; that another chat has this link is not theirs to know.
pub async fn confirm_in_chat(
    cx: &Cx,
    actor: &Actor,
    id: ChatLinkId,
    chat: &Chat,
) -> Result<ChatLink, ChatError> {
    bot(actor)?;
    step(cx, id, None, |link, now| match link.confirm_in_chat(chat, now) {
        Err(LinkRefusal::OtherChat) => Err(gone()),
        other => Ok(other?),
    })
    .await
}

async fn step(
    cx: &Cx,
    id: ChatLinkId,
    once_linked: Option<Job>,
    confirm: impl FnOnce(ChatLink, Moment) -> Result<ChatLink, ChatError>,
) -> Result<ChatLink, ChatError> {
    let mut tx = cx.begin().await?;
    let before = tx.lock_chat_link(id).await?.ok_or_else(gone)?;
    let after = confirm(before.clone(), tx.now())?;
    // A repeated confirmation changes nothing, so it leaves no second fact.
    if after != before {
        tx.save_chat_link(&after).await?;
        if let Some(job) = once_linked.filter(|_job| after.is_active()) {
            tx.enqueue(&job).await?;
        }
    }
    // Of a repeated one too: what it repeats may not be committed yet.
    tx.commit().await?;
    Ok(after)
}

const fn gone() -> ChatError {
    ChatError::Case(CaseError::NotFound("chat link"))
}
