//! Who asks for tokens: by Basic, by the form, or, for a public client, by its name alone.

use super::params::Params;
use super::token::TokenError;
use crate::client::{Client, ClientKind};
use crate::encoding::same;
use crate::identity::Identity;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::oidc::Digest;
use url::form_urlencoded;

impl Identity {
    /// The client, proven.
    pub(super) fn authenticate(
        &self,
        authorization: Option<&str>,
        params: Params<'_>,
    ) -> Result<&Client, TokenError> {
        let get = |name| params.get(name).map_err(|_twice| TokenError::invalid_request(name));
        let (id, secret) = (get("client_id")?, get("client_secret")?);
        let (id, secret) = match authorization {
            None => (id.map(str::to_owned), secret.map(str::to_owned)),
            Some(_) if secret.is_some() => {
                return Err(TokenError::invalid_request("two ways of client authentication"));
            }
            Some(header) => {
                let (name, secret) = basic(header).ok_or_else(TokenError::invalid_client)?;
                if id.is_some_and(|id| id != name) {
                    return Err(TokenError::invalid_request("client_id differs from the header"));
                }
                (Some(name), Some(secret))
            }
        };
        let client = id.as_deref().and_then(|id| self.client_named(id));
        // An unknown client costs as much time as a wrong secret.
        let given = Digest::of(secret.as_deref().unwrap_or_default());
        let proven = match client.map(|client| &client.kind) {
            Some(ClientKind::Confidential { secret_sha256 }) => {
                same(secret_sha256.bytes(), given.bytes()) && secret.is_some()
            }
            Some(ClientKind::Public) => secret.is_none(),
            None => false,
        };
        client.filter(|_| proven).ok_or_else(TokenError::invalid_client)
    }
}

/// Name and secret of a Basic header, each form-encoded within it (RFC 6749 §2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let plain = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (name, secret) = plain.split_once(':')?;
    Some((form_decoded(name)?, form_decoded(secret)?))
}

fn form_decoded(text: &str) -> Option<String> {
    // `&` and `=` would be read as the form's own: they are escaped for the one-pair parse.
    let pair = format!("x={}", text.replace('&', "%26"));
    form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
}
