//! Linking a chat of a messenger to a citizen.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An offered link. The code is shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatLinkOffer {
    /// The link, to be asked about and confirmed.
    pub id: String,
    /// The one-time code: 43 characters of `A–Z a–z 0–9 _ -`.
    pub code: String,
    /// The address that opens the bot with the code, if the platform has a bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://t.me/uslugi_bot?start=…")]
    pub href: Option<String>,
    /// The number the chat will show too, 10 to 99. Confirm only if the two are the same.
    pub number: u8,
    /// Until when the code may be used.
    pub expires_at: DateTime<FixedOffset>,
}

impl std::fmt::Debug for ChatLinkOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChatLinkOffer({}, …)", self.id)
    }
}

/// How a link stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatLinkView {
    /// The link.
    pub id: String,
    /// `offered`, `claimed` (brought to a chat), `active`, `ended`, `expired`.
    #[schema(example = "claimed", value_type = crate::closed::ChatLinkState)]
    pub state: String,
    /// The messenger, once the code was brought to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "telegram", value_type = Option<crate::closed::Messenger>)]
    pub channel: Option<String>,
    /// The number both sides show.
    pub number: u8,
    /// Which side has confirmed while the other has not: `browser` or `chat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::closed::ChatSide>)]
    pub confirmed: Option<String>,
    /// Until when the next step may be made; only while it is offered or claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<FixedOffset>>,
    /// Since when it is active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_at: Option<DateTime<FixedOffset>>,
}

/// A code brought to a chat. From the bot alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChatClaimRequest {
    /// What was offered to the person: once, for five minutes.
    pub code: String,
    /// The messenger: `telegram`.
    #[schema(example = "telegram", value_type = crate::closed::Messenger)]
    pub channel: String,
    /// The chat. It must be private: in Telegram its number is then that of the person.
    #[schema(example = "501")]
    pub chat_id: String,
    /// The person in the messenger.
    #[schema(example = "501")]
    pub user_id: String,
}

impl std::fmt::Debug for ChatClaimRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChatClaimRequest({}, …)", self.channel)
    }
}

/// A claimed link, before anything is bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatClaimView {
    /// Which link was claimed: `lnk_…`.
    pub link: String,
    /// Whose account it is, told to its owner and nobody else.
    #[schema(example = "Р***а А. О.")]
    pub masked_name: String,
    /// The number the browser shows.
    pub number: u8,
    /// Until when both sides may confirm.
    pub expires_at: DateTime<FixedOffset>,
}

/// A confirmation from the chat. From the bot alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChatConfirmRequest {
    /// The messenger: `telegram`.
    #[schema(example = "telegram", value_type = crate::closed::Messenger)]
    pub channel: String,
    /// The chat that brought the code.
    #[schema(example = "501")]
    pub chat_id: String,
}

impl std::fmt::Debug for ChatConfirmRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChatConfirmRequest({}, …)", self.channel)
    }
}

/// A token given out at `/oauth2/token`, as far as the bot reads the answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenView {
    /// To be sent as `Authorization: Bearer …`.
    pub access_token: String,
    /// For how many seconds it is good.
    #[serde(default)]
    pub expires_in: u64,
}

impl std::fmt::Debug for TokenView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenView(…, {} s)", self.expires_in)
    }
}
