//! Offering a link: a code for the messenger, a number to compare.

use super::ChatError;
use crate::cx::{Cx, person};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::Actor;
use domain::chat::ChatLink;
use domain::entropy;
use domain::id::ChatLinkId;
use domain::oidc::{Digest, Secret};
use domain::time::Moment;

/// What a person takes to the bot to link their chat.
#[derive(Debug, Clone)]
pub struct LinkOffer {
    /// The link, to be asked about and confirmed.
    pub link: ChatLinkId,
    /// The code for `t.me/<bot>?start=<code>`: 43 characters, shown once; only its hash is kept.
    pub code: Secret,
    /// The number the chat will show too.
    pub number: u8,
    /// Until when the code may be used.
    pub expires_at: Moment,
}

/// Offers the person who asks a link; a code offered before is no longer valid.
pub async fn begin(cx: &Cx, actor: &Actor) -> Result<LinkOffer, ChatError> {
    let person = person(actor)?;
    let now = cx.clock.now();
    let link = ChatLink::offer(person.citizen, person.assurance, now, &*cx.entropy);
    // 43 characters fit Telegram's limit of 64; longer ones vanish there without a word.
    let code = URL_SAFE_NO_PAD.encode(entropy::bytes::<32>(&*cx.entropy));
    let mut tx = cx.begin().await?;
    tx.offer_chat_link(&link, &Digest::of(&code)).await?;
    tx.commit().await?;
    Ok(LinkOffer {
        link: link.id,
        code: Secret::new(code),
        number: link.number,
        expires_at: link.expires_at,
    })
}
