//! Whoever shows an access token: what it says, believed only as far as it is ours and still stands.

use super::mint::{ACCESS_TYP, AccessClaims};
use crate::error::IdentityError;
use crate::identity::Identity;
use crate::jws;
use crate::listen::Right;
use domain::assurance::Assurance;
use domain::id::{CitizenId, GrantId, SessionId};
use domain::oidc::operation::Party;
use domain::oidc::{ClientId, Scopes, SigningAlgorithm};
use domain::time::Moment;
use jsonwebtoken::{Algorithm, Validation, decode};
use serde::Deserialize;
use std::collections::HashSet;

/// Ours are a tenth of it.
pub(super) const LONGEST: usize = 8 * 1024;
/// How far the clocks of our nodes may be apart, seconds.
const LEEWAY: i64 = 30;

/// Whoever shows an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// In whose name; nobody's for a client by itself.
    pub citizen: Option<CitizenId>,
    /// Through which client.
    pub client_id: ClientId,
    /// Whether that client is the platform's own.
    pub first_party: bool,
    /// What the token allows.
    pub scopes: Scopes,
    /// When the person last signed in; absent for a client by itself.
    pub auth_time: Option<Moment>,
    /// The level of the account at sign-in.
    pub assurance: Option<Assurance>,
    /// The session the grant was obtained in.
    pub sid: Option<SessionId>,
    /// What it rests on; absent for a token of a chat or of the bot itself.
    pub grant: Option<GrantId>,
    /// When the token expires.
    pub until: Moment,
}

impl Bearer {
    /// By what its holder listens to a live feed.
    #[must_use]
    pub const fn right(&self) -> Right {
        Right::Token { grant: self.grant, until: self.until }
    }
}

/// Why a token opens nothing.
#[derive(Debug, thiserror::Error)]
pub enum BearerError {
    /// Not an access token of ours: malformed, forged, for another audience, of an unknown client.
    #[error("not an access token of ours")]
    Invalid,
    /// No longer valid.
    #[error("the access token has expired")]
    Expired,
    /// The grant behind it was revoked.
    #[error("the access was revoked")]
    Revoked,
    /// We failed.
    #[error(transparent)]
    Failed(#[from] IdentityError),
}

/// The header of our own tokens: these three and nothing else, so that no `jku`, `x5u`, `jwk` or `crit`
/// has a place in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnHeader {
    pub(super) typ: String,
    pub(super) alg: SigningAlgorithm,
    pub(super) kid: String,
}

/// Rules for the signature, issuer and audience. Times are left to our own clock.
pub(super) fn signature_only(
    algorithm: SigningAlgorithm,
    issuer: &str,
    audience: &str,
) -> Validation {
    let mut rules = Validation::new(match algorithm {
        SigningAlgorithm::Es256 => Algorithm::ES256,
        SigningAlgorithm::Rs256 => Algorithm::RS256,
    });
    rules.validate_exp = false;
    rules.required_spec_claims = HashSet::new();
    rules.set_required_spec_claims(&["iss", "aud", "sub"]);
    rules.set_issuer(&[issuer]);
    rules.set_audience(&[audience]);
    rules
}

impl Identity {
    /// Believes an access token, or says why not. One indexed read at most, none if the grant was
    /// looked at within the last seconds.
    pub async fn verify_access_token(&self, token: &str) -> Result<Bearer, BearerError> {
        let claims = self.open_access_token(token).await?;
        let now = self.now().timestamp();
        if now >= claims.exp {
            return Err(BearerError::Expired);
        }
        if claims.iat > now + LEEWAY {
            return Err(BearerError::Invalid);
        }
        let client = self.client_named(&claims.client_id).ok_or(BearerError::Invalid)?;
        let scopes = claims.scope.parse().map_err(|_bad| BearerError::Invalid)?;
        let assurance = match claims.acr.as_deref() {
            Some(acr) => Some(Assurance::from_acr(acr).ok_or(BearerError::Invalid)?),
            None => None,
        };
        let mut bearer = Bearer {
            citizen: None,
            client_id: client.client_id.clone(),
            first_party: client.party() == Party::First,
            scopes,
            auth_time: claims.auth_time.and_then(|at| Moment::from_timestamp(at, 0)),
            assurance,
            sid: None,
            grant: claims.grant,
            until: Moment::from_timestamp(claims.exp, 0).ok_or(BearerError::Invalid)?,
        };
        if let Some(grant) = claims.grant {
            let standing = self.standing(grant).await?.ok_or(BearerError::Revoked)?;
            bearer.citizen = Some(standing.citizen);
            bearer.sid = Some(standing.session);
        } else if claims.sub != claims.client_id {
            bearer.citizen = Some(claims.sub.parse().map_err(|_bad| BearerError::Invalid)?);
        }
        Ok(bearer)
    }

    async fn open_access_token(&self, token: &str) -> Result<AccessClaims, BearerError> {
        let parts = jws::split(token, LONGEST).ok_or(BearerError::Invalid)?;
        let header: OwnHeader = parts.header().ok_or(BearerError::Invalid)?;
        let keys = self.keys_with(&header.kid).await?;
        let key = keys.by_kid(&header.kid).ok_or(BearerError::Invalid)?;
        if header.typ != ACCESS_TYP || header.alg != key.algorithm {
            return Err(BearerError::Invalid);
        }
        if self.believed.holds(token) {
            return parts.claims().ok_or(BearerError::Invalid);
        }
        let rules = signature_only(key.algorithm, &self.issuer, &self.audience());
        let opened = decode::<AccessClaims>(token, &key.public, &rules);
        let claims = opened.map_err(|_why| BearerError::Invalid)?.claims;
        self.believed.remember(token);
        Ok(claims)
    }
}
