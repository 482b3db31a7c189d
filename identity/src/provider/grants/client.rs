//! A token for a client itself, in nobody's name.

use crate::client::Client;
use crate::identity::Identity;
use crate::provider::params::Params;
use crate::provider::scope;
use crate::provider::token::{TokenError, TokenResponse, optional};
use domain::oidc::Scopes;

/// What speaks of a person, and so is not for a client by itself.
const OF_PERSONS: [&str; 5] =
    [scope::OPENID, scope::PROFILE, scope::EMAIL, scope::PHONE, scope::OFFLINE];

impl Identity {
    pub(in crate::provider) async fn for_client(
        &self,
        client: &Client,
        params: Params<'_>,
    ) -> Result<TokenResponse, TokenError> {
        let asked = optional(params, "scope")?.unwrap_or_default();
        let scopes: Scopes = asked.parse().map_err(|_bad| TokenError::invalid_scope())?;
        let of_persons = OF_PERSONS.iter().any(|scope| scopes.has(scope));
        if scopes.is_empty() || of_persons || !scopes.within(&client.scopes) {
            return Err(TokenError::invalid_scope());
        }
        Ok(self.mint_for_client(client, &scopes).await?)
    }
}
