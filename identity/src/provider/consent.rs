//! The person answers the question of consent.

use super::authorize::Authorize;
use super::request::Reply;
use crate::encoding::random_token;
use crate::error::IdentityError;
use crate::identity::Identity;
use crate::session::Session;
use domain::id::GrantId;
use domain::oidc::{Digest, Grant, GrantState};
use url::Url;

/// What the person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Yes.
    Allow,
    /// No.
    Refuse,
}

/// Why an answer is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ConsentError {
    /// No such question stands before this person.
    #[error("no such question stands")]
    NoQuestion,
    /// We failed.
    #[error(transparent)]
    Failed(#[from] IdentityError),
}

impl From<store::StoreError> for ConsentError {
    fn from(error: store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Identity {
    /// Takes the person's answer and says where the browser goes with it.
    pub async fn consent(
        &self,
        grant: GrantId,
        session: &Session,
        decision: Decision,
    ) -> Result<Url, ConsentError> {
        let grant = self
            .store
            .grant(grant)
            .await?
            .filter(|grant| grant.session == session.id)
            .filter(|grant| matches!(grant.state, GrantState::Asked { .. }))
            .ok_or(ConsentError::NoQuestion)?;
        let outcome = match decision {
            Decision::Allow => self.allow(&grant, session).await?,
            Decision::Refuse => {
                let mut tx = self.begin().await?;
                tx.revoke_grant(grant.id).await?;
                tx.commit().await?;
                reply(&grant, &self.issuer)?.error("access_denied", "the person refused")
            }
        };
        match outcome {
            Authorize::Redirect(url) => Ok(url),
            _ => Err(ConsentError::NoQuestion),
        }
    }

    async fn allow(&self, grant: &Grant, session: &Session) -> Result<Authorize, ConsentError> {
        let code = random_token(&*self.entropy);
        let before = self.store.consent(session.citizen, &grant.client).await?;
        let allowed =
            before.map_or_else(|| grant.scopes.clone(), |before| before.scopes.with(&grant.scopes));
        let mut tx = self.begin().await?;
        let until = tx.now() + self.settings.lifetimes.code;
        if !tx.give_code(grant.id, &Digest::of(&code), until).await? {
            return Err(ConsentError::NoQuestion);
        }
        tx.keep_consent(session.citizen, &grant.client, &allowed).await?;
        tx.commit().await?;
        Ok(reply(grant, &self.issuer)?.code(&code))
    }
}

fn reply<'a>(grant: &'a Grant, issuer: &'a str) -> Result<Reply<'a>, ConsentError> {
    Reply::new(&grant.redirect_uri, grant.state_value.as_deref(), issuer)
        .ok_or(ConsentError::NoQuestion)
}
