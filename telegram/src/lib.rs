#![doc = include_str!("../README.md")]

use std::time::Duration;
use teloxide::{ApiError, RequestError};

/// Why a message was not sent. No text of an error is kept that may hold the chat, the message or the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendError {
    /// The chat takes nothing from us any more.
    ChatGone(&'static str),
    /// Not now: Telegram, the way there or our token is at fault, and the message is not.
    Away {
        /// Why.
        reason: &'static str,
        /// After how long, if Telegram says so.
        wait: Option<Duration>,
    },
    /// The line was lost: the message may have arrived.
    Unknown(&'static str),
    /// This message will never be taken.
    Never(String),
}

/// What a failed request means.
#[must_use]
pub fn meaning(error: &RequestError) -> SendError {
    let away = |reason| SendError::Away { reason, wait: None };
    match error {
        RequestError::Api(error) => refused(error),
        RequestError::RetryAfter(seconds) => {
            SendError::Away { reason: "asks to wait", wait: Some(seconds.duration()) }
        }
        // Its old number takes nothing any more, and no person is asked for the new one.
        RequestError::MigrateToChatId(_) => SendError::ChatGone("the chat became a supergroup"),
        RequestError::Network(error) if error.is_connect() => away("cannot be reached"),
        RequestError::Network(_) => SendError::Unknown("the line was lost"),
        // What is not JSON comes from something before Telegram, a gateway that is out of breath.
        RequestError::InvalidJson { .. } => SendError::Unknown("an answer that cannot be read"),
        RequestError::Io(_) => away("a failure of this machine"),
    }
}

fn refused(error: &ApiError) -> SendError {
    match error {
        ApiError::BotBlocked => SendError::ChatGone("the bot is blocked"),
        ApiError::UserDeactivated => SendError::ChatGone("the account is deactivated"),
        ApiError::ChatNotFound | ApiError::UserNotFound => {
            SendError::ChatGone("there is no such chat")
        }
        ApiError::CantInitiateConversation => {
            SendError::ChatGone("the person never began the chat")
        }
        ApiError::BotKicked | ApiError::BotKickedFromSupergroup => {
            SendError::ChatGone("the bot was removed")
        }
        // Our own mistake, to be put right by an operator: messages wait for it.
        ApiError::InvalidToken => SendError::Away { reason: "the token is refused", wait: None },
        ApiError::Unknown(said) => unknown(said),
        // It quotes the message.
        ApiError::CantParseEntities(_) => SendError::Never("the text cannot be parsed".to_owned()),
        // The rest are fixed texts about the request, without anything of the request in them.
        known => SendError::Never(known.to_string()),
    }
}

/// The first word of what Telegram says tells whose fault it is.
fn unknown(said: &str) -> SendError {
    if said.starts_with("Forbidden") {
        SendError::ChatGone("the bot may not write there")
    } else if said.starts_with("Bad Request") {
        SendError::Never("the message is not taken".to_owned())
    } else {
        SendError::Away { reason: "an unknown error", wait: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use teloxide::types::{ChatId, Seconds};

    fn api(error: ApiError) -> SendError {
        meaning(&RequestError::Api(error))
    }

    fn gone(error: &SendError) -> bool {
        matches!(error, SendError::ChatGone(_))
    }

    #[test]
    fn a_chat_that_takes_nothing_is_gone_however_telegram_says_it() {
        for error in [
            ApiError::BotBlocked,
            ApiError::UserDeactivated,
            ApiError::ChatNotFound,
            ApiError::UserNotFound,
            ApiError::CantInitiateConversation,
            ApiError::BotKicked,
            ApiError::BotKickedFromSupergroup,
            ApiError::Unknown("Forbidden: something new".to_owned()),
        ] {
            assert!(gone(&api(error.clone())), "{error}");
        }
        assert!(gone(&meaning(&RequestError::MigrateToChatId(ChatId(1)))));
    }

    #[test]
    fn an_unknown_refusal_is_for_good_and_an_unknown_failure_is_not() {
        let of = |said: &str| api(ApiError::Unknown(said.to_owned()));
        assert_eq!(
            of("Bad Request: something new"),
            SendError::Never("the message is not taken".to_owned())
        );
        let away = |reason| SendError::Away { reason, wait: None };
        assert_eq!(of("Internal Server Error"), away("an unknown error"));
        assert_eq!(api(ApiError::InvalidToken), away("the token is refused"));
    }

    #[test]
    fn a_flood_is_waited_out_as_long_as_telegram_says() {
        let flood = RequestError::RetryAfter(Seconds::from_seconds(3));
        let wait = Some(Duration::from_secs(3));
        assert_eq!(meaning(&flood), SendError::Away { reason: "asks to wait", wait });
    }

    #[test]
    fn a_text_that_quotes_the_message_is_not_kept() {
        let quoted = ApiError::CantParseEntities("Озерцова".to_owned());
        assert_eq!(api(quoted), SendError::Never("the text cannot be parsed".to_owned()));
    }
}
