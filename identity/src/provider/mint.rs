//! Making tokens: access tokens after RFC 9068, ID tokens after OpenID Connect Core.

use super::scope;
use super::token::TokenResponse;
use crate::client::{Client, Trust};
use crate::encoding::{b64, random_uuid};
use crate::error::IdentityError;
use crate::identity::Identity;
use chrono::Duration;
use domain::assurance::Assurance;
use domain::id::{CitizenId, GrantId};
use domain::oidc::{Grant, Scopes, SigningAlgorithm};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The `typ` of access tokens: an ID token is never taken for one.
pub(super) const ACCESS_TYP: &str = "at+jwt";

/// Whether the ID token repeats the request's `nonce`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nonce {
    /// As asked for.
    Given,
    /// Not after a refresh (Core §12.2).
    Omitted,
}

/// The claims of an access token.
#[derive(Serialize, Deserialize)]
pub(super) struct AccessClaims {
    pub(super) iss: String,
    pub(super) aud: String,
    pub(super) sub: String,
    pub(super) client_id: String,
    pub(super) iat: i64,
    pub(super) exp: i64,
    pub(super) jti: String,
    pub(super) scope: String,
    /// The grant it comes of: what is asked whether it still stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) grant: Option<GrantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) acr: Option<String>,
}

#[derive(Serialize)]
struct IdClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    acr: &'static str,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    amr: &'static [&'static str],
    at_hash: &'a str,
    sid: &'a str,
}

impl Identity {
    /// The audience of our API's access tokens.
    pub(super) fn audience(&self) -> String {
        format!("{}/v1", self.issuer)
    }

    /// The name a client's sector knows a person by.
    pub(super) fn subject(&self, client: &Client, citizen: CitizenId) -> String {
        b64(self.store.mark("pairwise subject", &format!("{} {citizen}", client.sector)))
    }

    /// The tokens of a grant, the refresh token excepted.
    pub(super) async fn mint(
        &self,
        client: &Client,
        grant: &Grant,
        scopes: &Scopes,
        nonce: Nonce,
    ) -> Result<TokenResponse, IdentityError> {
        let pairwise = self.subject(client, grant.sign_in.citizen);
        // Sessions, too, must not be compared between sectors.
        let sid = format!("{} {}", client.sector, grant.session);
        let sid = b64(self.store.mark("pairwise session", &sid));
        let mut claims = self.access_claims(client, scopes, self.settings.lifetimes.access_token);
        claims.sub = match client.trust {
            Trust::FirstParty => grant.sign_in.citizen.to_string(),
            Trust::ThirdParty => pairwise.clone(),
        };
        claims.grant = Some(grant.id);
        claims.sid = Some(sid.clone());
        claims.auth_time = Some(grant.sign_in.auth_time.timestamp());
        claims.acr = Some(grant.sign_in.assurance.acr().to_owned());
        let mut response = self.signed(&claims).await?;
        if scopes.has(scope::OPENID) {
            let id_claims = IdClaims {
                iss: &self.issuer,
                sub: &pairwise,
                aud: client.client_id.as_str(),
                iat: claims.iat,
                exp: claims.exp,
                auth_time: grant.sign_in.auth_time.timestamp(),
                nonce: grant.nonce.as_deref().filter(|_| nonce == Nonce::Given),
                acr: grant.sign_in.assurance.acr(),
                amr: grant.sign_in.method.amr(),
                at_hash: &at_hash(&response.access_token),
                sid: &sid,
            };
            let keys = self.keys().await?;
            let key = keys.signing(client.id_token_signed_response_alg)?;
            response.id_token = Some(key.sign("JWT", &id_claims)?);
        }
        Ok(response)
    }

    /// A token in nobody's name.
    pub(super) async fn mint_for_client(
        &self,
        client: &Client,
        scopes: &Scopes,
    ) -> Result<TokenResponse, IdentityError> {
        let claims = self.access_claims(client, scopes, self.settings.lifetimes.access_token);
        self.signed(&claims).await
    }

    /// A token in the name of the person who linked a chat. It has no grant behind it and is short.
    pub(super) async fn mint_for_chat(
        &self,
        client: &Client,
        scopes: &Scopes,
        citizen: CitizenId,
        assurance: Assurance,
    ) -> Result<TokenResponse, IdentityError> {
        let mut claims = self.access_claims(client, scopes, self.settings.lifetimes.chat_token);
        claims.sub = citizen.to_string();
        claims.acr = Some(assurance.acr().to_owned());
        self.signed(&claims).await
    }

    fn access_claims(&self, client: &Client, scopes: &Scopes, lasting: Duration) -> AccessClaims {
        let now = self.now();
        AccessClaims {
            iss: self.issuer.to_string(),
            aud: self.audience(),
            sub: client.client_id.to_string(),
            client_id: client.client_id.to_string(),
            iat: now.timestamp(),
            exp: (now + lasting).timestamp(),
            jti: random_uuid(&*self.entropy).to_string(),
            scope: scopes.to_string(),
            grant: None,
            sid: None,
            auth_time: None,
            acr: None,
        }
    }

    async fn signed(&self, claims: &AccessClaims) -> Result<TokenResponse, IdentityError> {
        let keys = self.keys().await?;
        let token = keys.signing(SigningAlgorithm::Es256)?.sign(ACCESS_TYP, claims)?;
        Ok(TokenResponse::new(token, claims.exp - claims.iat, claims.scope.clone()))
    }
}

/// The left half of the SHA-256 of an access token: both our algorithms are of the 256 kind.
fn at_hash(access_token: &str) -> String {
    b64(Sha256::digest(access_token.as_bytes()).iter().take(16).copied().collect::<Vec<u8>>())
}
