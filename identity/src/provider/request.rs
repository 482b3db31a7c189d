//! An authorization request, read and checked. Until client and redirect address are known to belong
//! together an error is shown and never sent anywhere.

use super::authorize::Authorize;
use super::params::{Params, Twice};
use crate::client::{Client, GrantType};
use crate::encoding::from_b64;
use crate::identity::Identity;
use domain::oidc::Scopes;
use url::Url;

/// How long a whole request may be: it is written into the address a person comes back to.
const LONGEST: usize = 12 * 1024;
/// How long `state` and `nonce` may be: portals put sealed sessions of several cookies' size into `state`.
const LONGEST_VALUE: usize = 4 * 1024;

/// What cannot be kept and given back: RFC 6749 takes visible ASCII and spaces only.
fn unfit(value: &str) -> bool {
    value.len() > LONGEST_VALUE || value.chars().any(char::is_control)
}

/// A request that is as it should be.
pub(super) struct Request<'a> {
    pub(super) client: &'a Client,
    pub(super) reply: Reply<'a>,
    pub(super) scopes: Scopes,
    pub(super) nonce: Option<&'a str>,
    pub(super) code_challenge: &'a str,
    pub(super) prompt: Prompt,
    pub(super) max_age: Option<i64>,
    pub(super) hint: Option<&'a str>,
}

/// What the client wants the person to be shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Prompt {
    /// What is needed.
    #[default]
    AsNeeded,
    /// Nothing.
    None,
    /// The sign-in page.
    Login,
    /// The consent page.
    Consent,
    /// Both.
    LoginAndConsent,
}

impl Prompt {
    pub(super) const fn wants_login(self) -> bool {
        matches!(self, Self::Login | Self::LoginAndConsent)
    }

    pub(super) const fn wants_consent(self) -> bool {
        matches!(self, Self::Consent | Self::LoginAndConsent)
    }
}

/// Where the answer goes.
#[derive(Clone)]
pub(super) struct Reply<'a> {
    pub(super) redirect_uri: &'a str,
    url: Url,
    pub(super) state: Option<&'a str>,
    issuer: &'a str,
}

impl<'a> Reply<'a> {
    /// An answer to a registered address; nothing if it is not an address.
    pub(super) fn new(
        redirect_uri: &'a str,
        state: Option<&'a str>,
        issuer: &'a str,
    ) -> Option<Self> {
        let url = Url::parse(redirect_uri).ok()?;
        Some(Self { redirect_uri, url, state, issuer })
    }

    /// The answer with a code.
    pub(super) fn code(self, code: &str) -> Authorize {
        self.with(&[("code", code)])
    }

    /// The answer with an error.
    pub(super) fn error(self, error: &str, description: &str) -> Authorize {
        self.with(&[("error", error), ("error_description", description)])
    }

    /// Every answer carries the issuer (RFC 9207): a client of several providers knows who spoke.
    fn with(mut self, pairs: &[(&str, &str)]) -> Authorize {
        {
            let mut query = self.url.query_pairs_mut();
            query.extend_pairs(pairs);
            if let Some(state) = self.state {
                query.append_pair("state", state);
            }
            query.append_pair("iss", self.issuer);
        }
        Authorize::Redirect(self.url)
    }
}

fn page(code: &'static str, description: &str) -> Authorize {
    Authorize::ErrorPage { code, description: description.to_owned() }
}

impl Identity {
    /// Reads a request; what is wrong with it is already the outcome.
    pub(super) fn read_request<'a>(
        &'a self,
        params: Params<'a>,
    ) -> Result<Request<'a>, Box<Authorize>> {
        let (client, reply) = self.read_addressee(params).map_err(Box::new)?;
        let refuse = |error: &str, text: &str| Box::new(reply.clone().error(error, text));
        let invalid = |text: &str| refuse("invalid_request", text);
        if params.has_twins() {
            return Err(invalid("a parameter is given twice"));
        }
        let get = |name| params.get(name).map_err(|_twice| invalid(name));
        check_kind(params).map_err(|(error, text)| refuse(error, text))?;
        if !client.may(GrantType::AuthorizationCode) {
            return Err(refuse("unauthorized_client", "the client may not ask for a code"));
        }
        let nonce = get("nonce")?;
        if nonce.is_some_and(unfit) {
            return Err(invalid("nonce is too long or has control characters"));
        }
        Ok(Request {
            client,
            scopes: scopes(client, get("scope")?).map_err(|text| refuse("invalid_scope", text))?,
            nonce,
            code_challenge: challenge(get("code_challenge")?, get("code_challenge_method")?)
                .map_err(invalid)?,
            prompt: prompt(get("prompt")?).map_err(invalid)?,
            max_age: max_age(get("max_age")?).map_err(invalid)?,
            hint: get("id_token_hint")?,
            reply,
        })
    }

    /// Who asks, and where the answer may go: an error here is shown and never sent.
    fn read_addressee<'a>(
        &'a self,
        params: Params<'a>,
    ) -> Result<(&'a Client, Reply<'a>), Authorize> {
        let length: usize = params.0.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
        if length > LONGEST {
            return Err(page("invalid_request", "the request is too long"));
        }
        let one = |name| {
            params
                .get(name)
                .map_err(|Twice| page("invalid_request", &format!("{name} is given twice")))
        };
        let client = one("client_id")?
            .ok_or_else(|| page("invalid_request", "client_id is missing"))
            .and_then(|id| {
                self.client_named(id).ok_or_else(|| page("invalid_client", "client_id is unknown"))
            })?;
        let redirect_uri = one("redirect_uri")?
            .ok_or_else(|| page("invalid_request", "redirect_uri is missing"))?;
        let state = one("state")?;
        if state.is_some_and(unfit) {
            return Err(page("invalid_request", "state is too long or has control characters"));
        }
        let reply = Reply::new(redirect_uri, state, &self.issuer)
            .filter(|_| client.may_redirect_to(redirect_uri))
            .ok_or_else(|| page("invalid_request", "redirect_uri is not registered"))?;
        Ok((client, reply))
    }
}

/// The kind of request: a code in the query, asked for by plain parameters.
fn check_kind(params: Params<'_>) -> Result<(), (&'static str, &'static str)> {
    let given = |name| matches!(params.get(name), Ok(Some(_)));
    for (name, error) in [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ] {
        if given(name) {
            return Err((error, name));
        }
    }
    match params.get("response_type") {
        Ok(Some("code")) => {}
        Ok(Some(_)) => return Err(("unsupported_response_type", "only code is supported")),
        _ => return Err(("invalid_request", "response_type is missing")),
    }
    match params.get("response_mode") {
        Ok(None | Some("query")) => Ok(()),
        _ => Err(("invalid_request", "only response_mode query is supported")),
    }
}

fn scopes(client: &Client, asked: Option<&str>) -> Result<Scopes, &'static str> {
    let scopes: Scopes = asked.unwrap_or_default().parse().map_err(|_bad| "scope is malformed")?;
    if scopes.is_empty() {
        return Err("scope is missing");
    }
    if !scopes.within(&client.scopes) {
        return Err("the client may not ask for this scope");
    }
    Ok(scopes)
}

/// PKCE is for everybody, and only with S256: a challenge is the base64url of a SHA-256.
fn challenge<'a>(
    challenge: Option<&'a str>,
    method: Option<&str>,
) -> Result<&'a str, &'static str> {
    let challenge = challenge.ok_or("code_challenge is missing")?;
    if method != Some("S256") {
        return Err("code_challenge_method must be S256");
    }
    from_b64(challenge)
        .filter(|bytes| bytes.len() == 32)
        .map(|_hash| challenge)
        .ok_or("code_challenge is not the base64url of a SHA-256")
}

fn prompt(prompt: Option<&str>) -> Result<Prompt, &'static str> {
    let words: Vec<&str> =
        prompt.unwrap_or_default().split(' ').filter(|word| !word.is_empty()).collect();
    // Which account to use is chosen at ESIA, so choosing one is signing in anew.
    let login = words.iter().any(|word| matches!(*word, "login" | "select_account"));
    let consent = words.contains(&"consent");
    match (words.contains(&"none"), login, consent) {
        (true, _, _) if words.len() > 1 => Err("prompt none stands alone"),
        (true, _, _) => Ok(Prompt::None),
        (false, true, true) => Ok(Prompt::LoginAndConsent),
        (false, true, false) => Ok(Prompt::Login),
        (false, false, true) => Ok(Prompt::Consent),
        (false, false, false) if words.is_empty() => Ok(Prompt::AsNeeded),
        (false, false, false) => Err("prompt is unknown"),
    }
}

fn max_age(max_age: Option<&str>) -> Result<Option<i64>, &'static str> {
    max_age
        .map(|seconds| seconds.parse::<u32>().map(i64::from))
        .transpose()
        .map_err(|_number| "max_age is not a number of seconds")
}
