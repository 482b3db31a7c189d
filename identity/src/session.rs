//! A person's session: opened by a sign-in, known by the hash of its cookie, ended by the person.

use crate::encoding::{b64, from_b64, same};
use crate::error::IdentityError;
use crate::identity::Identity;
use aws_lc_rs::hmac;
use chrono::Duration;
use domain::assurance::Assurance;
use domain::id::{CitizenId, SessionId};
use domain::oidc::{ClientId, Digest, Secret, SignIn};
use domain::time::Moment;
use store::{Consent, StoreError};
use url::Url;

/// How stale "last seen" may be: one write a minute, not one a request.
const SEEN: Duration = Duration::seconds(60);

/// A session in the hands of its owner.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its identifier.
    pub id: SessionId,
    /// Whose it is.
    pub citizen: CitizenId,
    /// The level of the account at sign-in.
    pub assurance: Assurance,
    /// When the person was last asked who they are.
    pub auth_time: Moment,
    /// When the session began.
    pub created_at: Moment,
    /// What every form of this session must carry.
    pub csrf_token: Secret,
    pub(crate) sign_in: SignIn,
}

impl Session {
    /// Whether a form carries the token of this session.
    #[must_use]
    pub fn csrf_ok(&self, token: &str) -> bool {
        same(self.csrf_token.expose(), token)
    }

    pub(crate) fn of(record: &domain::oidc::Session, cookie: &str) -> Self {
        Self {
            id: record.id,
            citizen: record.sign_in.citizen,
            assurance: record.sign_in.assurance,
            auth_time: record.sign_in.auth_time,
            created_at: record.created_at,
            csrf_token: csrf_token(cookie),
            sign_in: record.sign_in,
        }
    }
}

/// Derived from the cookie, so that it is kept nowhere and another session's never fits.
fn csrf_token(cookie: &str) -> Secret {
    let key = hmac::Key::new(hmac::HMAC_SHA256, cookie.as_bytes());
    Secret::new(b64(hmac::sign(&key, b"uslugi csrf v1")))
}

impl Identity {
    /// The live session of a cookie.
    pub async fn session(&self, cookie: &str) -> Result<Option<Session>, IdentityError> {
        if from_b64(cookie).is_none_or(|secret| secret.len() != 32) {
            return Ok(None);
        }
        let Some(record) = self.store.session_by_secret(&Digest::of(cookie)).await? else {
            return Ok(None);
        };
        let now = self.now();
        if !record.is_alive(now, self.settings.lifetimes.session_idle) {
            return Ok(None);
        }
        if now.signed_duration_since(record.seen_at) >= SEEN {
            // A store that can be read but not written must not put everybody out.
            if let Err(error) = self.touch(record.id).await {
                tracing::warn!(session.id = %record.id, error = %error, "a session's use was not noted");
            }
        }
        Ok(Some(Session::of(&record, cookie)))
    }

    async fn touch(&self, id: SessionId) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.touch_session(id).await?;
        tx.commit().await
    }

    /// Ends the session and all that clients obtained in it; says where to go to leave ESIA as well.
    pub async fn logout(&self, session: &Session) -> Result<Url, IdentityError> {
        self.end_session(session.citizen, session.id).await?;
        Ok(self.esia_logout_url())
    }

    /// Ends one of a person's sessions (of another device, say); false if it is not theirs or over.
    pub async fn end_session(
        &self,
        citizen: CitizenId,
        session: SessionId,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let ended = tx.end_session(session, citizen).await?;
        tx.commit().await?;
        self.standings.forget();
        Ok(ended)
    }

    /// A person's sessions that are alive, newest first.
    pub async fn sessions_of(
        &self,
        citizen: CitizenId,
    ) -> Result<Vec<domain::oidc::Session>, StoreError> {
        let (now, idle) = (self.now(), self.settings.lifetimes.session_idle);
        let mut sessions = self.store.sessions_of(citizen).await?;
        sessions.retain(|session| session.is_alive(now, idle));
        Ok(sessions)
    }

    /// What a person allowed to whom, newest first.
    pub async fn consents_of(&self, citizen: CitizenId) -> Result<Vec<Consent>, StoreError> {
        self.store.consents_of(citizen).await
    }

    /// Withdraws a consent: what the client obtained is no longer valid.
    pub async fn withdraw_consent(
        &self,
        citizen: CitizenId,
        client: &ClientId,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.withdraw_consent(citizen, client).await?;
        tx.commit().await?;
        self.standings.forget();
        Ok(())
    }
}
