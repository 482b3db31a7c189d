//! A token for the bot, in the name of the person who linked a chat.

use crate::client::Client;
use crate::identity::Identity;
use crate::provider::params::Params;
use crate::provider::token::{TokenError, TokenResponse, optional, required};
use domain::oidc::Scopes;

impl Identity {
    pub(in crate::provider) async fn for_chat(
        &self,
        client: &Client,
        params: Params<'_>,
    ) -> Result<TokenResponse, TokenError> {
        let channel = required(params, "channel")?;
        let chat_id = required(params, "chat_id")?;
        let scopes: Scopes = match optional(params, "scope")? {
            Some(asked) => asked.parse().map_err(|_bad| TokenError::invalid_scope())?,
            None => client.scopes.clone(),
        };
        if scopes.is_empty() || !scopes.within(&client.scopes) {
            return Err(TokenError::invalid_scope());
        }
        let (citizen, assurance) = self
            .store
            .linked_citizen(channel, chat_id)
            .await?
            .ok_or_else(|| TokenError::invalid_grant("the chat is linked to nobody"))?;
        Ok(self.mint_for_chat(client, &scopes, citizen, assurance).await?)
    }
}
