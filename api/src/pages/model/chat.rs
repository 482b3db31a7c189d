//! Linking a messenger: the way to the bot, the number to compare, how the link stands.

use crate::pages::dates::{When, moment};
use domain::chat::{ChatLink, LinkState, Side};
use domain::text::Lang;
use domain::time::{Moment, in_moscow};
use serde::Serialize;

/// The page of linking.
#[derive(Debug, Serialize)]
pub(crate) struct ChatPage {
    /// Whether the platform has a bot.
    pub(crate) bot: bool,
    /// The linked chat, since when.
    pub(crate) linked: Option<When>,
    /// A link on its way.
    pub(crate) link: Option<LinkPart>,
    /// The address that opens the bot with the code; shown once.
    pub(crate) href: Option<String>,
    /// Whether the person confirmed before the bot had the code.
    pub(crate) early: bool,
}

/// A link on its way.
#[derive(Debug, Serialize)]
pub(crate) struct LinkPart {
    id: String,
    /// `offered`, `claimed`, `active`, `ended`, `expired`.
    state: &'static str,
    /// Whether this browser has confirmed.
    confirmed: bool,
    number: u8,
    until: When,
}

/// A link as the browser shows it.
pub(crate) fn link(of: &ChatLink, now: Moment, lang: Lang) -> LinkPart {
    let waits = !of.is_expired(now);
    let (state, confirmed) = match &of.state {
        LinkState::Offered | LinkState::Claimed { .. } if !waits => ("expired", false),
        LinkState::Offered => ("offered", false),
        LinkState::Claimed { confirmed, .. } => ("claimed", *confirmed == Some(Side::Browser)),
        LinkState::Active { .. } => ("active", true),
        LinkState::Ended { .. } => ("ended", false),
    };
    LinkPart {
        id: of.id.to_string(),
        state,
        confirmed,
        number: of.number,
        until: moment(in_moscow(of.expires_at), lang),
    }
}

/// Since when the active link is.
pub(crate) fn since(of: &ChatLink, lang: Lang) -> Option<When> {
    match &of.state {
        LinkState::Active { since, .. } => Some(moment(in_moscow(*since), lang)),
        LinkState::Offered | LinkState::Claimed { .. } | LinkState::Ended { .. } => None,
    }
}
