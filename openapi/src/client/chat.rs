//! The client's calls for chats: tokens of the bot and of a linked citizen, and linking itself.

use super::{Client, ClientError, good};
use crate::chat::{
    ChatClaimRequest, ChatClaimView, ChatConfirmRequest, ChatLinkOffer, ChatLinkView, TokenView,
};
use reqwest::Method;
use serde::Deserialize;

/// The grant by which the bot acts for the citizen of a linked chat.
const CHAT_GRANT: &str = "urn:uslugi:params:oauth:grant-type:chat";

/// What a provider says when it gives no token (RFC 6749 §5.2).
#[derive(Debug, Deserialize)]
struct Refusal {
    error: String,
}

impl Client {
    /// A token for a client itself, by its secret.
    pub async fn own_token(
        &self,
        client_id: &str,
        secret: &str,
        scope: &str,
    ) -> Result<TokenView, ClientError> {
        let form = [("grant_type", "client_credentials"), ("scope", scope)];
        self.token(client_id, secret, &form).await
    }

    /// A token of the citizen a chat is linked to; `NoToken` with `invalid_grant` if it is to nobody.
    pub async fn chat_token(
        &self,
        client_id: &str,
        secret: &str,
        chat: (&str, &str),
    ) -> Result<TokenView, ClientError> {
        let (channel, chat_id) = chat;
        let form = [("grant_type", CHAT_GRANT), ("channel", channel), ("chat_id", chat_id)];
        self.token(client_id, secret, &form).await
    }

    async fn token(
        &self,
        client_id: &str,
        secret: &str,
        form: &[(&str, &str)],
    ) -> Result<TokenView, ClientError> {
        // The client proves itself by its secret: a token it has already would be a second proof.
        let bare = Self { token: None, ..self.clone() };
        let request = bare.request(Method::POST, "/oauth2/token")?;
        let answer = request.basic_auth(client_id, Some(secret)).form(form).send().await?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer.json().await?);
        }
        match answer.json::<Refusal>().await {
            Ok(refusal) if status.is_client_error() => {
                Err(ClientError::NoToken { error: refusal.error })
            }
            _ => Err(ClientError::Unexpected { status: status.as_u16() }),
        }
    }

    /// Offers the person behind the token a link of a chat.
    pub async fn begin_chat_link(&self) -> Result<ChatLinkOffer, ClientError> {
        self.send(self.request(Method::POST, "/v1/chat-links")?).await
    }

    /// How a link of the person behind the token stands; `current` is the active one.
    pub async fn chat_link(&self, id: &str) -> Result<ChatLinkView, ClientError> {
        self.get(&format!("/v1/chat-links/{id}")).await
    }

    /// Confirms a link on the side of the browser or the mobile app.
    pub async fn confirm_chat_link(&self, id: &str) -> Result<ChatLinkView, ClientError> {
        self.send(self.request(Method::POST, &format!("/v1/chat-links/{id}/confirm"))?).await
    }

    /// Ends the active link of the person behind the token.
    pub async fn end_chat_link(&self) -> Result<(), ClientError> {
        let request = self.request(Method::DELETE, "/v1/chat-links/current")?;
        good(request.send().await?).await?;
        Ok(())
    }

    /// Brings a code to a chat. With the bot's own token.
    pub async fn claim_chat_link(
        &self,
        claim: &ChatClaimRequest,
    ) -> Result<ChatClaimView, ClientError> {
        let request = self.request(Method::POST, "/v1/chat-links/claim")?;
        self.send(request.json(claim)).await
    }

    /// Confirms a link on the side of the chat. With the bot's own token.
    pub async fn confirm_chat_link_in_chat(
        &self,
        id: &str,
        chat: &ChatConfirmRequest,
    ) -> Result<ChatLinkView, ClientError> {
        let path = format!("/v1/chat-links/{id}/confirm-in-chat");
        self.send(self.request(Method::POST, &path)?.json(chat)).await
    }
}
