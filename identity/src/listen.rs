//! The right to go on listening to a live feed: given at its opening, asked for again and again while it is open.

use crate::identity::Identity;
use chrono::Duration;
use domain::id::{GrantId, SessionId};
use domain::time::Moment;
use std::collections::{HashMap, HashSet};
use store::{StoreError, TakenBack};

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

/// What a right rests on, and what can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The session of a browser.
    Session(SessionId),
    /// What a person allowed a client.
    Grant(GrantId),
}

impl Right {
    /// What it rests on; `None` for a token of a chat, which nothing takes back before its time.
    #[must_use]
    pub fn basis(&self) -> Option<Basis> {
        match self {
            Self::Session(session) => Some(Basis::Session(*session)),
            Self::Token { grant, .. } => grant.map(Basis::Grant),
        }
    }
}

/// How much a node's clock may be ahead of another's, and how long a change may take from its moment to its commit.
const LATE: Duration = Duration::minutes(1);

impl Identity {
    /// What was taken back since the last time this was asked, on any node, unless it is too much to be named; what was
    /// found then may come again. It may miss what a node wrote whose clock is further back than a minute: ask for each
    /// right now and then as well.
    pub async fn taken_back(&self, asked: Moment) -> Result<Option<Vec<Basis>>, StoreError> {
        let taken = self.store.taken_back(asked - LATE).await?;
        Ok(taken.map(|TakenBack { sessions, grants }| {
            let sessions = sessions.into_iter().map(Basis::Session);
            sessions.chain(grants.into_iter().map(Basis::Grant)).collect()
        }))
    }

    /// Until when each of these rights holds by what is known now, in their order; `None` for one that holds no more.
    /// Two statements for every 500, however many feeds share a session or a grant.
    pub async fn still_hold(&self, rights: &[Right]) -> Result<Vec<Option<Moment>>, StoreError> {
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
            Right::Session(session) => sessions.get(session).copied(),
            Right::Token { grant, until } => {
                let stands = grant.is_none_or(|grant| grants.contains(&grant));
                (in_time(*until) && stands).then_some(*until)
            }
        };
        Ok(rights.iter().map(holds).collect())
    }

    /// Those of these sessions that are good, and until when if nobody uses them.
    async fn alive(
        &self,
        sessions: HashSet<SessionId>,
    ) -> Result<HashMap<SessionId, Moment>, StoreError> {
        let (now, idle) = (self.now(), self.settings.lifetimes.session_idle);
        let sessions: Vec<SessionId> = sessions.into_iter().collect();
        let open = self.store.open_sessions(&sessions).await?;
        let alive = open.iter().filter(|session| session.is_alive(now, idle));
        Ok(alive.map(|session| (session.id, session.until.min(session.seen_at + idle))).collect())
    }
}
