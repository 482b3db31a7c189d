//! What the provider says of itself: only what is true.

use super::scope::TOLD;
use super::step_up::AUTHORIZE;
use crate::client::GrantType;
use crate::identity::Identity;
use domain::assurance::Assurance;
use serde_json::{Value, json};

/// Claims of the tokens and of userinfo.
const CLAIMS: [&str; 20] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "at_hash",
    "sid",
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "birthdate",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
];

impl Identity {
    /// The document of `/.well-known/openid-configuration`, and of RFC 8414's
    /// `/.well-known/oauth-authorization-server`: one and the same.
    #[must_use]
    pub fn discovery(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        let grants: Vec<&str> = GrantType::ALL.iter().map(|grant| grant.name()).collect();
        json!({
            "issuer": &*self.issuer,
            "authorization_endpoint": at(AUTHORIZE),
            "token_endpoint": at("/oauth2/token"),
            "userinfo_endpoint": at("/oauth2/userinfo"),
            "jwks_uri": at("/oauth2/jwks"),
            "scopes_supported": TOLD,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": grants,
            "acr_values_supported": [Assurance::Simplified.acr(), Assurance::Confirmed.acr()],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "token_endpoint_auth_methods_supported":
                ["none", "client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "consent", "select_account"],
            "claim_types_supported": ["normal"],
            "claims_supported": CLAIMS,
            "claims_parameter_supported": false,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
            "authorization_response_iss_parameter_supported": true,
            "ui_locales_supported": ["ru", "en"],
        })
    }
}
