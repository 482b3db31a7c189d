//! The token endpoint: who asks, for which grant, and the answer in the words of RFC 6749 §5.

use super::params::Params;
use crate::client::GrantType;
use crate::error::IdentityError;
use crate::identity::Identity;
use serde::Serialize;

/// Tokens. To be answered with `Cache-Control: no-store`.
#[derive(Clone, Serialize)]
pub struct TokenResponse {
    pub(super) access_token: String,
    token_type: &'static str,
    pub(super) expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id_token: Option<String>,
    pub(super) scope: String,
}

impl TokenResponse {
    pub(super) const fn new(access_token: String, expires_in: i64, scope: String) -> Self {
        let (refresh_token, id_token) = (None, None);
        Self { access_token, token_type: "Bearer", expires_in, refresh_token, id_token, scope }
    }
}

impl std::fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenResponse({})", self.scope)
    }
}

/// A refusal of tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{error}: {error_description}")]
pub struct TokenError {
    /// The code of RFC 6749 §5.2.
    pub error: &'static str,
    /// What is wrong, for the developer of the client.
    pub error_description: String,
    /// The HTTP status. With 401 goes `WWW-Authenticate: Basic`.
    #[serde(skip)]
    pub status: u16,
}

impl TokenError {
    fn new(error: &'static str, description: &str, status: u16) -> Self {
        Self { error, error_description: description.to_owned(), status }
    }

    pub(super) fn invalid_request(description: &str) -> Self {
        Self::new("invalid_request", description, 400)
    }

    pub(super) fn invalid_client() -> Self {
        Self::new("invalid_client", "the client is unknown or did not prove who it is", 401)
    }

    pub(super) fn invalid_grant(description: &str) -> Self {
        Self::new("invalid_grant", description, 400)
    }

    pub(super) fn invalid_scope() -> Self {
        Self::new("invalid_scope", "the scope is malformed or wider than allowed", 400)
    }
}

impl From<IdentityError> for TokenError {
    fn from(error: IdentityError) -> Self {
        use store::StoreError::{Away, Conflict, Full};
        tracing::error!(error = %error, "tokens could not be given");
        match error {
            IdentityError::Store(Away(_) | Conflict | Full) => {
                Self::new("temporarily_unavailable", "try again later", 503)
            }
            _ => Self::new("server_error", "tokens could not be given", 500),
        }
    }
}

impl From<store::StoreError> for TokenError {
    fn from(error: store::StoreError) -> Self {
        IdentityError::from(error).into()
    }
}

impl Identity {
    /// Answers a token request: the `Authorization` header, if there is one, and the form.
    pub async fn token(
        &self,
        authorization: Option<&str>,
        form: &[(String, String)],
    ) -> Result<TokenResponse, TokenError> {
        let params = Params(form);
        if params.has_twins() {
            return Err(TokenError::invalid_request("a parameter is given twice"));
        }
        let client = self.authenticate(authorization, params)?;
        let name = required(params, "grant_type")?;
        let grant =
            GrantType::ALL.into_iter().find(|grant| grant.name() == name).ok_or_else(|| {
                TokenError::new("unsupported_grant_type", "this grant is not supported", 400)
            })?;
        if !client.may(grant) {
            let description = "the client may not use this grant";
            return Err(TokenError::new("unauthorized_client", description, 400));
        }
        match grant {
            GrantType::AuthorizationCode => self.exchange_code(client, params).await,
            GrantType::RefreshToken => self.refresh(client, params).await,
            GrantType::ClientCredentials => self.for_client(client, params).await,
            GrantType::Chat => self.for_chat(client, params).await,
        }
    }
}

pub(super) fn required<'a>(params: Params<'a>, name: &str) -> Result<&'a str, TokenError> {
    optional(params, name)?
        .ok_or_else(|| TokenError::invalid_request(&format!("{name} is missing")))
}

pub(super) fn optional<'a>(params: Params<'a>, name: &str) -> Result<Option<&'a str>, TokenError> {
    params
        .get(name)
        .map_err(|_twice| TokenError::invalid_request(&format!("{name} is given twice")))
}
