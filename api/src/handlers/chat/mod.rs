//! Linking a chat to a citizen. The citizen's half takes a person's token, the bot's half the bot's.

pub(crate) mod begin;
pub(crate) mod claim;
pub(crate) mod confirm;
pub(crate) mod confirm_in_chat;
pub(crate) mod status;
pub(crate) mod unlink;

use crate::failure::Failure;
use crate::view::moment;
use casework::chat::ChatError;
use domain::chat::{Chat, ChatLink, LinkRefusal, LinkState, Side, TELEGRAM};
use domain::text::Text;
use domain::time::Moment;
use openapi::chat::ChatLinkView;
use openapi::problem::{Code, FieldCode};
use utoipa_actix_web::service_config::ServiceConfig;

impl From<ChatError> for Failure {
    fn from(error: ChatError) -> Self {
        match error {
            ChatError::Case(error) => error.into(),
            ChatError::Refused(refusal) => {
                let pointer = match refusal {
                    LinkRefusal::Expired | LinkRefusal::Used => "/code",
                    LinkRefusal::NotClaimed | LinkRefusal::OtherChat | LinkRefusal::Over => "/",
                };
                let ru = match refusal {
                    LinkRefusal::Expired => "код устарел: возьмите новый в личном кабинете",
                    LinkRefusal::Used => "код уже использован: возьмите новый в личном кабинете",
                    LinkRefusal::NotClaimed => "сначала откройте ссылку в мессенджере",
                    LinkRefusal::OtherChat => "этот код пришёл из другого чата",
                    LinkRefusal::Over => "это подключение уже закончилось",
                };
                Self::linking(pointer, refusal.name(), Text::new(ru, refusal.to_string()))
            }
        }
    }
}

/// The operations, for the document.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(begin::begin)
        .service(claim::claim)
        .service(status::status)
        .service(confirm::confirm)
        .service(confirm_in_chat::confirm_in_chat)
        .service(unlink::unlink);
}

/// A chat of a messenger we know. Telegram numbers chats: up to 19 digits, a private one above zero.
fn chat(channel: String, id: String) -> Result<Chat, Failure> {
    if channel != TELEGRAM {
        let hint = Text::new(
            format!("есть один мессенджер: `{TELEGRAM}`"),
            format!("the one messenger there is: `{TELEGRAM}`"),
        );
        return Err(Failure::field(Code::BadShape, "/channel", FieldCode::Invalid, hint));
    }
    if id.parse::<i64>().is_ok_and(|number| number > 0) {
        Ok(Chat { channel, id })
    } else {
        let hint = Text::new("номер личного чата", "the number of a private chat");
        Err(Failure::field(Code::BadShape, "/chat_id", FieldCode::Invalid, hint))
    }
}

/// A link, as its owner and the bot see it.
fn view(link: &ChatLink, now: Moment) -> ChatLinkView {
    let waits = !link.is_expired(now);
    let (state, confirmed, linked_at) = match &link.state {
        LinkState::Offered | LinkState::Claimed { .. } if !waits => ("expired", None, None),
        LinkState::Offered => ("offered", None, None),
        LinkState::Claimed { confirmed, .. } => ("claimed", *confirmed, None),
        LinkState::Active { since, .. } => ("active", None, Some(moment(*since))),
        LinkState::Ended { .. } => ("ended", None, None),
    };
    let side = |side| match side {
        Side::Browser => "browser".to_owned(),
        Side::Chat => "chat".to_owned(),
    };
    ChatLinkView {
        id: link.id.to_string(),
        state: state.to_owned(),
        channel: link.chat().map(|chat| chat.channel.clone()),
        number: link.number,
        confirmed: confirmed.map(side),
        expires_at: matches!(state, "offered" | "claimed").then(|| moment(link.expires_at)),
        linked_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::Lang;

    #[test]
    fn only_a_private_chat_of_a_known_messenger_is_a_chat() {
        assert!(chat("telegram".into(), "501".into()).is_ok());
        for (channel, id, pointer) in [
            ("max", "501", "/channel"),
            ("telegram", "-100501", "/chat_id"),
            ("telegram", "x", "/chat_id"),
        ] {
            let refused = chat(channel.into(), id.into()).unwrap_err().problem(Lang::En);
            assert_eq!(refused.errors[0].pointer, pointer);
        }
    }
}
