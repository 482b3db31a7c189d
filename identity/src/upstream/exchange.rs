//! The code for ESIA's tokens (/v3/te).

use super::fetch::fetch;
use super::request::{self, Signed};
use super::{LoginError, Untrusted, UpstreamFault};
use crate::encoding::{form, random_uuid};
use crate::identity::Identity;
use crate::settings::EsiaSettings;
use domain::oidc::LoginAttempt;
use serde::Deserialize;

/// ESIA's tokens: they live as long as this sign-in and are kept nowhere.
#[derive(Deserialize)]
pub(super) struct EsiaTokens {
    pub(super) access_token: String,
    pub(super) id_token: String,
    state: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    error_description: Option<String>,
}

impl Identity {
    pub(super) async fn exchange(
        &self,
        attempt: &LoginAttempt,
        code: &str,
    ) -> Result<EsiaTokens, LoginError> {
        let state = random_uuid(&*self.entropy);
        let signed = request::sign(&self.settings.esia, self.now(), state, Some(code)).await?;
        let verifier = attempt.verifier.expose();
        let post = token_request(&self.http, &self.settings.esia, &signed, (code, verifier));
        let answer = fetch(post).await?;
        if (400..500).contains(&answer.status) {
            return Err(UpstreamFault::Refused(refusal_code(&answer.body)).into());
        }
        let tokens: EsiaTokens = answer.success()?.json("tokens")?;
        if tokens.state.as_deref() != Some(state.to_string().as_str()) {
            return Err(Untrusted::State.into());
        }
        Ok(tokens)
    }
}

/// The request for the tokens of a code.
pub(super) fn token_request(
    http: &reqwest::Client,
    esia: &EsiaSettings,
    signed: &Signed,
    (code, verifier): (&str, &str),
) -> reqwest::RequestBuilder {
    let own = signed.pairs.iter().map(|(name, value)| (*name, value.as_str()));
    let body = form(own.chain([
        ("grant_type", "authorization_code"),
        ("token_type", "Bearer"),
        ("code", code),
        ("code_verifier", verifier),
    ]));
    http.post(esia.at("aas/oauth2/v3/te"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
}

/// `ESIA-007011` of a refusal, and nothing else of it.
pub(super) fn refusal_code(body: &[u8]) -> String {
    serde_json::from_slice::<Refusal>(body)
        .ok()
        .and_then(|refusal| refusal.error_description)
        .map(|text| error_code(&text))
        .unwrap_or_default()
}

/// The code a description begins with.
pub(super) fn error_code(description: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    description.trim().chars().take_while(plain).take(16).collect()
}
