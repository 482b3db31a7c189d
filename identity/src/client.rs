//! The registered clients: portals, the mobile app, the bot.

mod redirect;
/// What can be wrong with a client of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadClient {
    /// Two clients of one name.
    #[error("the client_id is given twice")]
    Twice,
    /// A redirect address that no rule allows.
    #[error(
        "redirect_uri `{0}`: https, http on a loopback address, or a private scheme with a dot; no fragment, no user"
    )]
    RedirectUri(String),
    /// A client that redirects and has nowhere to.
    #[error("authorization_code needs a redirect_uri")]
    NoRedirectUri,
    /// A public client cannot keep the secret such a grant rests on.
    #[error("grant {0} needs a confidential client")]
    NeedsSecret(&'static str),
    /// Duties never go to another's client.
    #[error("scope {0} is for the platform's own clients (first_party)")]
    FirstPartyScope(&'static str),
    /// What departments' systems are sent is for clients that act for nobody.
    #[error(
        "scope exchange is for the system of a department: client_credentials and no other grant"
    )]
    DepartmentScope,
    /// The sector becomes part of a key.
    #[error("the sector is a host name: a-z, 0-9, `-` and `.`")]
    Sector,
}

#[cfg(test)]
mod tests;

use domain::assurance::Assurance;
use domain::oidc::operation::{BOT, DESK, EXCHANGE, Party};
use domain::oidc::{ClientId, Digest, Scopes, SigningAlgorithm};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A registered client.
#[derive(Debug, Clone, Deserialize)]
pub struct Client {
    /// By which it names itself (RFC 6749 2.2).
    pub client_id: ClientId,
    /// What people read on the consent page.
    pub name: String,
    /// How it proves who it is.
    #[serde(flatten)]
    pub kind: ClientKind,
    /// Where answers may go: compared letter by letter. A loopback address of a public client may be
    /// asked for with any port (RFC 8252).
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// The grants it may use.
    pub grants: Vec<GrantType>,
    /// The scopes it may ask for.
    pub scopes: Scopes,
    /// The sector of its pairwise subjects: clients of one sector know a person by one `sub`.
    pub sector: String,
    /// Ours, or another's.
    #[serde(default)]
    pub trust: Trust,
    /// The lowest account level it serves.
    #[serde(default)]
    pub minimum_assurance: Option<Assurance>,
    /// How its ID tokens are signed.
    #[serde(default = "rs256")]
    pub id_token_signed_response_alg: SigningAlgorithm,
}

const fn rs256() -> SigningAlgorithm {
    SigningAlgorithm::Rs256
}

/// How a client proves who it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ClientKind {
    /// It cannot keep a secret (mobile app, page): PKCE alone binds the code to it.
    Public,
    /// It holds a secret of high entropy; we hold the hash.
    Confidential {
        /// SHA-256 of the secret, hex.
        secret_sha256: Digest,
    },
}

/// Whether people are asked before it gets anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// A part of the platform: people are not asked.
    FirstParty,
    /// Another's: people consent first.
    #[default]
    ThirdParty,
}

/// By what a client may get tokens (RFC 6749 1.3, and one of ours for linked chats).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GrantType {
    /// A code for tokens.
    #[serde(rename = "authorization_code")]
    AuthorizationCode,
    /// A refresh token for the next.
    #[serde(rename = "refresh_token")]
    RefreshToken,
    /// A client for itself.
    #[serde(rename = "client_credentials")]
    ClientCredentials,
    /// The bot for the person who linked a chat.
    #[serde(rename = "urn:uslugi:params:oauth:grant-type:chat")]
    Chat,
}

impl GrantType {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::AuthorizationCode, Self::RefreshToken, Self::ClientCredentials, Self::Chat];

    /// The name in requests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::Chat => "urn:uslugi:params:oauth:grant-type:chat",
        }
    }
}

impl Client {
    /// Whether it may use a grant.
    #[must_use]
    pub fn may(&self, grant: GrantType) -> bool {
        self.grants.contains(&grant)
    }

    /// Whose it is.
    #[must_use]
    pub const fn party(&self) -> Party {
        match self.trust {
            Trust::FirstParty => Party::First,
            Trust::ThirdParty => Party::Third,
        }
    }

    /// Whether an answer may go to `asked`.
    #[must_use]
    pub fn may_redirect_to(&self, asked: &str) -> bool {
        let native = self.kind == ClientKind::Public;
        self.redirect_uris
            .iter()
            .any(|own| own == asked || (native && redirect::same_but_for_loopback_port(own, asked)))
    }

    /// What is wrong with it, if anything is.
    pub(crate) fn check(&self) -> Result<(), BadClient> {
        for uri in &self.redirect_uris {
            if !redirect::is_good(uri) {
                return Err(BadClient::RedirectUri(uri.clone()));
            }
        }
        if self.may(GrantType::AuthorizationCode) && self.redirect_uris.is_empty() {
            return Err(BadClient::NoRedirectUri);
        }
        for grant in [GrantType::ClientCredentials, GrantType::Chat] {
            if self.may(grant) && self.kind == ClientKind::Public {
                return Err(BadClient::NeedsSecret(grant.name()));
            }
        }
        for scope in [DESK, BOT] {
            if self.trust == Trust::ThirdParty && self.scopes.has(scope) {
                return Err(BadClient::FirstPartyScope(scope));
            }
        }
        if self.scopes.has(EXCHANGE) && self.grants != [GrantType::ClientCredentials] {
            return Err(BadClient::DepartmentScope);
        }
        let host = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        if self.sector.is_empty() || !self.sector.chars().all(host) {
            return Err(BadClient::Sector);
        }
        Ok(())
    }
}

/// Checks all clients of a configuration; the error names the client.
pub fn check_all(clients: &[Client]) -> Result<(), (String, BadClient)> {
    let mut seen = HashSet::new();
    for client in clients {
        let named = |fault| (client.client_id.to_string(), fault);
        if !seen.insert(&client.client_id) {
            return Err(named(BadClient::Twice));
        }
        client.check().map_err(named)?;
    }
    Ok(())
}
