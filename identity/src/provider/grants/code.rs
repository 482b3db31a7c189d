//! A code for tokens: once, in time, by the client it was given to.

use super::refresh::comes_with_refresh;
use crate::client::Client;
use crate::encoding::{pkce_challenge, same};
use crate::identity::Identity;
use crate::provider::mint::Nonce;
use crate::provider::params::Params;
use crate::provider::token::{TokenError, TokenResponse, required};
use domain::oidc::{Digest, Grant, GrantState};

impl Identity {
    pub(in crate::provider) async fn exchange_code(
        &self,
        client: &Client,
        params: Params<'_>,
    ) -> Result<TokenResponse, TokenError> {
        let code = required(params, "code")?;
        let redirect_uri = required(params, "redirect_uri")?;
        let verifier = required(params, "code_verifier")?;
        let bad = || TokenError::invalid_grant("the code is unknown, used, too old or not yours");
        let grant = self.store.grant_by_code(&Digest::of(code)).await?.ok_or_else(bad)?;
        // Whoever cannot prove that the code is theirs must not spoil it for its owner.
        if grant.client != client.client_id || grant.redirect_uri != redirect_uri {
            return Err(bad());
        }
        if !verifier_fits(&grant, verifier) {
            return Err(TokenError::invalid_grant("code_verifier does not fit"));
        }
        match grant.state {
            GrantState::Coded { until, .. } if self.now() < until => {}
            GrantState::Active { .. } => return Err(self.replayed(&grant).await?),
            _ => return Err(bad()),
        }
        let refresh = comes_with_refresh(client, &grant).then(|| self.new_refresh(&grant, None));
        // Signed before the transaction: no other writer waits for a signature.
        let mut response = self.mint(client, &grant, &grant.scopes, Nonce::Given).await?;
        let mut tx = self.begin().await?;
        if !tx.exchange_code(grant.id).await? {
            // Another exchange of the same code was first; or the session ended just now.
            drop(tx);
            return Err(self.replayed(&grant).await?);
        }
        if let Some((_, token)) = &refresh {
            tx.keep_refresh(token).await?;
        }
        tx.commit().await?;
        response.refresh_token = refresh.map(|(text, _)| text);
        Ok(response)
    }

    /// A code came twice: one of the two is a thief, so nobody keeps anything (RFC 9700 §4.5).
    async fn replayed(&self, grant: &Grant) -> Result<TokenError, TokenError> {
        let mut tx = self.begin().await?;
        tx.revoke_grant(grant.id).await?;
        tx.commit().await?;
        self.standings.forget();
        tracing::warn!(
            grant.id = %grant.id, client.id = %grant.client,
            "a code came twice: what was given for it is revoked"
        );
        Ok(TokenError::invalid_grant("the code was used before"))
    }
}

/// RFC 7636 §4.1: 43 to 128 of unreserved characters.
fn verifier_fits(grant: &Grant, verifier: &str) -> bool {
    let unreserved = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    (43..=128).contains(&verifier.len())
        && verifier.chars().all(unreserved)
        && same(pkce_challenge(verifier), &grant.code_challenge)
}
