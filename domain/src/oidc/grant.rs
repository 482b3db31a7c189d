//! What a client obtained from a person: asked for, given out as a code, exchanged for tokens, revoked.

use super::{ClientId, Digest, Scopes, SignIn};
use crate::id::{GrantId, SessionId};
use crate::time::Moment;

/// Where a grant stands. It only moves down this list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantState {
    /// The person is asked for consent.
    Asked {
        /// Until when the question stands.
        until: Moment,
    },
    /// A code is out.
    Coded {
        /// The SHA-256 of the code.
        code: Digest,
        /// Until when it may be exchanged.
        until: Moment,
    },
    /// The code was exchanged: tokens live.
    Active {
        /// The SHA-256 of the code, kept so that a replay is known for what it is.
        code: Digest,
    },
    /// Over: no token of it is good any more.
    Revoked,
}

/// What a person allowed a client at one sign-in: what every token of it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its identifier.
    pub id: GrantId,
    /// Who obtained it.
    pub client: ClientId,
    /// The session it was obtained in.
    pub session: SessionId,
    /// How the person had signed in.
    pub sign_in: SignIn,
    /// What it allows.
    pub scopes: Scopes,
    /// Where the answer goes, exactly as asked.
    pub redirect_uri: String,
    /// The client's `state`, given back with the answer.
    pub state_value: Option<String>,
    /// The client's `nonce`, for the ID token.
    pub nonce: Option<String>,
    /// The PKCE challenge (S256).
    pub code_challenge: String,
    /// When it was asked for.
    pub created_at: Moment,
    /// Where it stands.
    pub state: GrantState,
}

impl Grant {
    /// Whether tokens of it are good.
    #[must_use]
    pub const fn is_revoked(&self) -> bool {
        matches!(self.state, GrantState::Revoked)
    }
}

/// A refresh token, known by its hash. Each is used once; all of a grant are one family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// The SHA-256 of the token.
    pub hash: Digest,
    /// Whose family it is of.
    pub grant: GrantId,
    /// The token it was exchanged for, if it is not the first.
    pub parent: Option<Digest>,
    /// When it was given out.
    pub created_at: Moment,
    /// Until when it may be used.
    pub until: Moment,
    /// When it was used.
    pub used_at: Option<Moment>,
}
