//! A refresh token for the next. Each is used once; one that comes again means that somebody else has
//! it, and the whole family is revoked.
//!
//! One exception: an answer may be lost on the way. Within a short grace a used token may come again as
//! long as what came of it was never used; that is then replaced, so that of two holders the second to
//! speak is always found out.

use crate::client::{Client, GrantType};
use crate::encoding::random_token;
use crate::identity::Identity;
use crate::provider::mint::Nonce;
use crate::provider::params::Params;
use crate::provider::scope;
use crate::provider::token::{TokenError, TokenResponse, optional, required};
use domain::oidc::{Digest, Grant, RefreshToken, Scopes};
use store::Tx;

impl Identity {
    pub(in crate::provider) async fn refresh(
        &self,
        client: &Client,
        params: Params<'_>,
    ) -> Result<TokenResponse, TokenError> {
        let bad = || TokenError::invalid_grant("the refresh token is unknown, used or too old");
        let hash = Digest::of(required(params, "refresh_token")?);
        let token = self.store.refresh_token(&hash).await?.ok_or_else(bad)?;
        let grant = self.store.grant(token.grant).await?.ok_or_else(bad)?;
        if grant.client != client.client_id || grant.is_revoked() || self.now() >= token.until {
            return Err(bad());
        }
        let scopes = narrowed(&grant, client, optional(params, "scope")?)?;
        let (text, next) = self.new_refresh(&grant, Some(hash));
        // Signed before the transaction: no other writer waits for a signature.
        let mut response = self.mint(client, &grant, &scopes, Nonce::Omitted).await?;
        let mut tx = self.begin().await?;
        let used = tx.use_refresh(&hash).await? || self.used_in_grace(&mut tx, &hash).await?;
        if !used {
            drop(tx);
            return Err(self.family_revoked(&grant).await?);
        }
        tx.keep_refresh(&next).await?;
        tx.commit().await?;
        response.refresh_token = Some(text);
        Ok(response)
    }

    /// A refresh token of a grant: its text and what is kept of it.
    pub(super) fn new_refresh(
        &self,
        grant: &Grant,
        parent: Option<Digest>,
    ) -> (String, RefreshToken) {
        let text = random_token(&*self.entropy);
        let created_at = self.now();
        let until = created_at + self.settings.lifetimes.refresh_token;
        let hash = Digest::of(&text);
        let grant = grant.id;
        (text, RefreshToken { hash, grant, parent, created_at, until, used_at: None })
    }

    /// Uses a used token once more, if it was used only just now and what came of it was not.
    async fn used_in_grace(&self, tx: &mut Tx, hash: &Digest) -> Result<bool, TokenError> {
        let used_at = tx.refresh_token(hash).await?.and_then(|token| token.used_at);
        let grace = self.settings.lifetimes.refresh_grace;
        let in_grace = used_at.is_some_and(|at| tx.now().signed_duration_since(at) < grace);
        Ok(in_grace && tx.replace_refresh(hash).await?)
    }

    async fn family_revoked(&self, grant: &Grant) -> Result<TokenError, TokenError> {
        let mut tx = self.begin().await?;
        tx.revoke_grant(grant.id).await?;
        tx.commit().await?;
        self.standings.forget();
        tracing::warn!(
            grant.id = %grant.id, client.id = %grant.client,
            "a refresh token came twice: its family is revoked"
        );
        Ok(TokenError::invalid_grant("the refresh token was used before"))
    }
}

/// Whether a grant comes with a refresh token.
pub(super) fn comes_with_refresh(client: &Client, grant: &Grant) -> bool {
    client.may(GrantType::RefreshToken) && grant.scopes.has(scope::OFFLINE)
}

/// The scopes of the next access token: those granted, or fewer, and none the client has lost since.
fn narrowed(grant: &Grant, client: &Client, asked: Option<&str>) -> Result<Scopes, TokenError> {
    let scopes: Scopes = match asked {
        Some(asked) => asked.parse().map_err(|_bad| TokenError::invalid_scope())?,
        None => grant.scopes.clone(),
    };
    let allowed = scopes.within(&grant.scopes) && scopes.within(&client.scopes);
    if allowed && !scopes.is_empty() { Ok(scopes) } else { Err(TokenError::invalid_scope()) }
}
