//! A person's session with us.

use crate::assurance::Assurance;
use crate::id::{CitizenId, SessionId};
use crate::time::Moment;
use chrono::Duration;
use serde::{Deserialize, Serialize};

/// How ESIA knew the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By password (`amr` = PWD).
    Password,
    /// By an electronic signature (`amr` = DS).
    Signature,
    /// ESIA said something else, or nothing.
    Other,
}

impl Method {
    /// The values of the `amr` claim (RFC 8176).
    #[must_use]
    pub const fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Password => &["pwd"],
            Self::Signature => &["pop"],
            Self::Other => &[],
        }
    }
}

/// Who signed in, when and how surely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    /// Who.
    pub citizen: CitizenId,
    /// The level of the account.
    pub assurance: Assurance,
    /// When the person was last asked who they are.
    pub auth_time: Moment,
    /// How.
    pub method: Method,
}

/// A person's sign-in in one browser, until it is ended, too old or idle for too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its identifier.
    pub id: SessionId,
    /// Who it is of.
    pub sign_in: SignIn,
    /// When it began.
    pub created_at: Moment,
    /// When it was last used, to about a minute.
    pub seen_at: Moment,
    /// When it ends however much it is used.
    pub until: Moment,
    /// When it was ended, if it was.
    pub ended_at: Option<Moment>,
}

impl Session {
    /// Whether the session is good: not ended, not too old, not idle for too long.
    #[must_use]
    pub fn is_alive(&self, now: Moment, idle: Duration) -> bool {
        self.ended_at.is_none()
            && now < self.until
            && now.signed_duration_since(self.seen_at) < idle
    }
}
