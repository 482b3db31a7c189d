//! Linking a chat to a citizen: a one-time code made in the cabinet, carried to the messenger, and
//! confirmed on both sides. One side alone binds nothing: a stranger's code scanned by the citizen, or
//! the citizen's code seen by a stranger, comes to nothing without the other confirmation.

use crate::assurance::Assurance;
use crate::entropy::{self, Entropy};
use crate::id::{ChatLinkId, CitizenId};
use crate::journal::{ActorRef, CitizenFact, FactBody, NewFact};
use crate::process::Role;
use crate::text::Text;
use crate::time::Moment;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How long a code may be used; once it is, how long both sides have to confirm.
pub const PATIENCE: TimeDelta = TimeDelta::minutes(5);

/// The one messenger there is today. What is here does not depend on which it is.
pub const TELEGRAM: &str = "telegram";

/// What a chat is told once both sides have confirmed.
#[must_use]
pub fn linked_words() -> Text {
    Text::new(
        "Готово: чат подключён. Я буду присылать сюда новости о ваших заявлениях. \
         Посмотреть их: /applications",
        "Done: the chat is linked. I will send news of your applications here. See them: /applications",
    )
}

/// A private chat in a messenger. `Debug` shows only the messenger.
#[derive(Clone, PartialEq, Eq)]
pub struct Chat {
    /// The messenger, e.g. `telegram`.
    pub channel: String,
    /// The chat's identifier there.
    pub id: String,
}

impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chat({}, …)", self.channel)
    }
}

/// A side that confirms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The browser the code was made in.
    Browser,
    /// The chat the code was brought to.
    Chat,
}

/// Why a link ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndCause {
    /// The citizen ended it.
    Citizen,
    /// The messenger says that the chat does not take our messages.
    Blocked,
    /// The citizen linked another chat, or the chat was linked to another citizen.
    Relinked,
}

impl EndCause {
    /// The name, as facts hold it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Blocked => "blocked",
            Self::Relinked => "relinked",
        }
    }
}

/// Where a link stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkState {
    /// A code was given out.
    Offered,
    /// The code was brought to a chat.
    Claimed {
        /// To which.
        chat: Chat,
        /// Who has confirmed so far.
        confirmed: Option<Side>,
    },
    /// Both sides confirmed.
    Active {
        /// Where the person is told.
        chat: Chat,
        /// Since when.
        since: Moment,
    },
    /// It is over.
    Ended {
        /// Why.
        cause: EndCause,
    },
}

/// A link of a chat to a citizen, from the offered code to the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatLink {
    /// Its identifier.
    pub id: ChatLinkId,
    /// Whose it is.
    pub citizen: CitizenId,
    /// The level the citizen had signed in at: the chat never acts at a higher one.
    pub assurance: Assurance,
    /// The number both sides show, 10 to 99: the citizen compares them.
    pub number: u8,
    /// Until when the next step may be made, while it is not active.
    pub expires_at: Moment,
    /// Where it stands.
    pub state: LinkState,
}

/// Why a step of linking is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    /// Too late.
    #[error("the code is out of date: make a new one in the cabinet")]
    Expired,
    /// The code was brought to a chat before.
    #[error("the code was used before: make a new one in the cabinet")]
    Used,
    /// Nobody has brought the code to a chat yet.
    #[error("open the link in the messenger first")]
    NotClaimed,
    /// Another chat has brought the code.
    #[error("this code was brought from another chat")]
    OtherChat,
    /// The link is over.
    #[error("this link has ended")]
    Over,
}

impl LinkRefusal {
    /// A short name for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Used => "used",
            Self::NotClaimed => "not_claimed",
            Self::OtherChat => "other_chat",
            Self::Over => "over",
        }
    }
}

impl ChatLink {
    /// Offers a link to a citizen who signed in at a level.
    #[must_use]
    pub fn offer(
        citizen: CitizenId,
        assurance: Assurance,
        now: Moment,
        entropy: &dyn Entropy,
    ) -> Self {
        Self {
            id: ChatLinkId::new(now, entropy),
            citizen,
            assurance,
            number: two_digits(entropy),
            expires_at: now + PATIENCE,
            state: LinkState::Offered,
        }
    }

    /// The code is brought to a chat: the first chat wins, and nothing is bound yet. The same chat may
    /// bring it again: its bot may have died before it could answer.
    pub fn claim(mut self, chat: Chat, now: Moment) -> Result<Self, LinkRefusal> {
        match &self.state {
            LinkState::Offered => {}
            LinkState::Claimed { chat: first, .. } if *first == chat => {
                self.in_time(now)?;
                return Ok(self);
            }
            LinkState::Claimed { .. } | LinkState::Active { .. } | LinkState::Ended { .. } => {
                return Err(LinkRefusal::Used);
            }
        }
        self.in_time(now)?;
        self.expires_at = now + PATIENCE;
        self.state = LinkState::Claimed { chat, confirmed: None };
        Ok(self)
    }

    /// The citizen confirms in the browser. Confirming twice is confirming once.
    pub fn confirm_in_browser(self, now: Moment) -> Result<Self, LinkRefusal> {
        self.confirm(Side::Browser, now)
    }

    /// The person in the chat confirms. Only the chat that brought the code may.
    pub fn confirm_in_chat(self, from: &Chat, now: Moment) -> Result<Self, LinkRefusal> {
        match &self.state {
            LinkState::Claimed { chat, .. } | LinkState::Active { chat, .. } if chat != from => {
                Err(LinkRefusal::OtherChat)
            }
            _ => self.confirm(Side::Chat, now),
        }
    }

    fn confirm(mut self, side: Side, now: Moment) -> Result<Self, LinkRefusal> {
        let (chat, confirmed) = match &self.state {
            LinkState::Offered => {
                self.in_time(now)?;
                return Err(LinkRefusal::NotClaimed);
            }
            LinkState::Ended { .. } => return Err(LinkRefusal::Over),
            LinkState::Active { .. } => return Ok(self),
            LinkState::Claimed { chat, confirmed } => (chat.clone(), *confirmed),
        };
        self.in_time(now)?;
        self.state = match confirmed {
            Some(earlier) if earlier != side => LinkState::Active { chat, since: now },
            _ => LinkState::Claimed { chat, confirmed: Some(side) },
        };
        Ok(self)
    }

    /// The link ends.
    #[must_use]
    pub fn end(self, cause: EndCause) -> Self {
        Self { state: LinkState::Ended { cause }, ..self }
    }

    /// The chat, once the code was brought to one and until the end.
    #[must_use]
    pub const fn chat(&self) -> Option<&Chat> {
        match &self.state {
            LinkState::Claimed { chat, .. } | LinkState::Active { chat, .. } => Some(chat),
            LinkState::Offered | LinkState::Ended { .. } => None,
        }
    }

    /// Whether the chat is the citizen's.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        matches!(self.state, LinkState::Active { .. })
    }

    /// Whether time ran out before both sides confirmed.
    #[must_use]
    pub fn is_expired(&self, now: Moment) -> bool {
        let waits = matches!(self.state, LinkState::Offered | LinkState::Claimed { .. });
        waits && self.expires_at <= now
    }

    fn in_time(&self, now: Moment) -> Result<(), LinkRefusal> {
        if self.expires_at > now { Ok(()) } else { Err(LinkRefusal::Expired) }
    }
}

/// 10 to 99. That some are a hair likelier than others helps nobody.
fn two_digits(entropy: &dyn Entropy) -> u8 {
    let drawn = u32::from_be_bytes(entropy::bytes(entropy));
    u8::try_from(10 + drawn % 90).unwrap_or(10)
}

/// The fact that a chat became a citizen's.
#[must_use]
pub fn linked(citizen: CitizenId, channel: &str) -> NewFact {
    let actor = ActorRef { role: Role::Citizen, person: Some(citizen) };
    fact(actor, CitizenFact::ChatLinked { channel: channel.to_owned() })
}

/// The fact that a chat is a citizen's no more.
#[must_use]
pub fn unlinked(citizen: CitizenId, channel: &str, cause: EndCause) -> NewFact {
    let actor = match cause {
        EndCause::Citizen => ActorRef { role: Role::Citizen, person: Some(citizen) },
        EndCause::Blocked | EndCause::Relinked => ActorRef::PLATFORM,
    };
    let cause = cause.name().to_owned();
    fact(actor, CitizenFact::ChatUnlinked { channel: channel.to_owned(), cause })
}

const fn fact(actor: ActorRef, body: CitizenFact) -> NewFact {
    NewFact { application: None, actor, body: FactBody::Citizen(body) }
}

#[cfg(test)]
mod tests;
