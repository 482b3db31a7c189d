//! The right to go on listening to a live feed: given at its opening, asked for again and again while it is open.

use crate::identity::Identity;
use domain::id::{GrantId, SessionId};
use domain::time::Moment;
use std::collections::HashSet;
use store::StoreError;

/// By what somebody listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// A browser's session: until it is ended, too old, or idle for too long.
    Session(SessionId),
    /// An access token: until it expires, or until its grant is revoked if it has one.
    Token {
        /// The grant behind it; none for a token of a chat, which lives shortly instead.
        grant: Option<GrantId>,
        /// When it expires.
        until: Moment,
    },
}

impl Identity {
    /// Whether each of these rights still holds, in their order. Two statements for every 500, however many feeds
    /// share a session or a grant; nothing is remembered, so a revocation on any node is seen by the next call.
    pub async fn still_hold(&self, rights: &[Right]) -> Result<Vec<bool>, StoreError> {
        let now = self.now();
        let in_time = |until: Moment| now < until;
        let mut sessions = HashSet::new();
        let mut grants = HashSet::new();
        for right in rights {
            match right {
                Right::Session(session) => {
                    sessions.insert(*session);
                }
                Right::Token { grant: Some(grant), until } if in_time(*until) => {
                    grants.insert(*grant);
                }
                Right::Token { .. } => {}
            }
        }
        let sessions = self.alive(sessions).await?;
        let grants: Vec<GrantId> = grants.into_iter().collect();
        let grants: HashSet<GrantId> =
            self.store.standing_grants(&grants).await?.into_iter().collect();
        let holds = |right: &Right| match right {
            Right::Session(session) => sessions.contains(session),
            Right::Token { grant, until } => {
                in_time(*until) && grant.is_none_or(|grant| grants.contains(&grant))
            }
        };
        Ok(rights.iter().map(holds).collect())
    }

    async fn alive(&self, sessions: HashSet<SessionId>) -> Result<HashSet<SessionId>, StoreError> {
        let (now, idle) = (self.now(), self.settings.lifetimes.session_idle);
        let sessions: Vec<SessionId> = sessions.into_iter().collect();
        let open = self.store.open_sessions(&sessions).await?;
        let alive = open.iter().filter(|session| session.is_alive(now, idle));
        Ok(alive.map(|session| session.id).collect())
    }
}
