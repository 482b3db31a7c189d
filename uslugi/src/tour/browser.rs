//! A browser without a window: follows redirects, keeps cookies, signs in at the sandbox's ESIA by its
//! forms, as a person would, and gets tokens by authorization code and PKCE.

use anyhow::{Context, bail, ensure};
use openidconnect::core::{CoreClient, CoreProviderMetadata, CoreResponseType};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, CsrfToken, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse,
};
use reqwest::header::LOCATION;
use reqwest::{Client, Response, StatusCode};
use std::time::Duration;
use url::Url;

/// The most redirects a sign-in may need.
const MOST_HOPS: usize = 12;
/// Where the tour's client is sent back: a loopback address of its own, on which nobody listens; the
/// code is read off the redirect.
const CALLBACK: &str = "http://127.0.0.1:9/callback";

/// What a person's browser does without scripts: keeps cookies, follows redirects, posts forms.
#[derive(Debug, Clone)]
pub struct Browser {
    /// The client with its cookies; it follows no redirect by itself.
    pub http: Client,
    platform: Url,
}

/// Tokens, and what the id token says.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The access token.
    pub access: String,
    /// The refresh token, if one was given.
    pub refresh: Option<String>,
    /// `sub` of the id token: the person, as this client knows them.
    pub subject: String,
    /// `acr` of the id token: how sure the state is of the person.
    pub acr: Option<String>,
}

impl Browser {
    /// A browser with no cookies, for the platform at an address.
    pub fn new(platform: Url) -> anyhow::Result<Self> {
        let http = Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_mins(1))
            .build()?;
        Ok(Self { http, platform })
    }

    /// Signs a person of the sandbox in to the portal's pages; the page it ends on.
    pub async fn sign_in(&self, person: &str) -> anyhow::Result<Response> {
        let page = self.follow(self.platform.join("login?return_to=/cabinet")?).await?;
        self.be(page, person).await
    }

    /// Gets tokens for a client by authorization code and PKCE, signing in as a person on the way.
    pub async fn tokens(&self, client: &str, person: &str) -> anyhow::Result<Tokens> {
        self.tokens_for(client, person, &["profile", "email", "applications"]).await
    }

    /// The same, for these scopes.
    pub async fn tokens_for(
        &self,
        client: &str,
        person: &str,
        scopes: &[&str],
    ) -> anyhow::Result<Tokens> {
        let issuer = self.platform.as_str().trim_end_matches('/').to_owned();
        let provider = CoreProviderMetadata::discover_async(IssuerUrl::new(issuer)?, &self.http)
            .await
            .context("discovery")?;
        let client =
            CoreClient::from_provider_metadata(provider, ClientId::new(client.to_owned()), None)
                .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned())?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(scopes.iter().map(|name| Scope::new((*name).to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        let back = self.authorizes(url, person).await?;
        let query = |name: &str| {
            back.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        if let Some(error) = query("error") {
            bail!("refused: {error}: {}", query("error_description").unwrap_or_default());
        }
        ensure!(query("state").as_ref() == Some(state.secret()), "the state is not ours");
        let issued_by = query("iss").context("no iss in the answer (RFC 9207)")?;
        ensure!(
            issued_by.trim_end_matches('/') == self.platform.as_str().trim_end_matches('/'),
            "iss is {issued_by}"
        );
        let code = AuthorizationCode::new(query("code").context("no code")?);
        let tokens = client
            .exchange_code(code)?
            .set_pkce_verifier(verifier)
            .request_async(&self.http)
            .await
            .context("exchanging the code")?;
        let id_token = tokens.id_token().context("no id token")?;
        let verifier = client.id_token_verifier();
        let claims = id_token.claims(&verifier, &nonce).context("the id token")?;
        Ok(Tokens {
            access: tokens.access_token().secret().clone(),
            refresh: tokens.refresh_token().map(|token| token.secret().clone()),
            subject: claims.subject().to_string(),
            acr: claims.auth_context_ref().map(|acr| acr.to_string()),
        })
    }

    /// Goes through an authorization request as a person, who signs in and consents where they are asked; where the client's answer
    /// goes.
    pub async fn authorizes(&self, request: Url, person: &str) -> anyhow::Result<Url> {
        let mut answer = self.follow(request).await?;
        if !is_callback(&answer) {
            answer = self.be(answer, person).await?;
        }
        if !is_callback(&answer) {
            answer = self.consent(answer).await?;
        }
        redirect_of(&answer).context("the sign-in did not come back to the client")
    }

    /// Follows redirects until a page, or until the client's own address.
    pub async fn follow(&self, url: Url) -> anyhow::Result<Response> {
        self.follow_from(self.http.get(url).send().await?).await
    }

    async fn follow_from(&self, mut answer: Response) -> anyhow::Result<Response> {
        for _ in 0..MOST_HOPS {
            if is_callback(&answer) {
                return Ok(answer);
            }
            let Some(next) = redirect_of(&answer) else {
                return Ok(answer);
            };
            answer = self.http.get(next).send().await?;
        }
        bail!("more than {MOST_HOPS} redirects")
    }

    /// On the page that asks for consent to another's client: allows it.
    async fn consent(&self, page: Response) -> anyhow::Result<Response> {
        let (at, html) = read(page).await?;
        let field =
            |name| hidden(&html, name).with_context(|| format!("no {name} at {}", at.path()));
        let form =
            [("csrf", field("csrf")?), ("grant", field("grant")?), ("decision", "allow".into())];
        let allowed = self.http.post(at.join("/oauth2/consent")?).form(&form).send().await?;
        self.follow_from(allowed).await
    }

    /// On the sandbox's page of people: refuses to sign in.
    pub async fn refuse(&self, page: Response) -> anyhow::Result<Response> {
        let (at, html) = read(page).await?;
        let login =
            hidden(&html, "login").with_context(|| format!("no sign-in form at {}", at.path()))?;
        let form = [("login", login.as_str()), ("answer", "refuse")];
        let refused = self.http.post(at.join("/aas/login/answer")?).form(&form).send().await?;
        self.follow_from(refused).await
    }

    /// On the sandbox's page of people: chooses one and confirms.
    pub async fn be(&self, page: Response, person: &str) -> anyhow::Result<Response> {
        let (at, html) = read(page).await?;
        let login =
            hidden(&html, "login").with_context(|| format!("no sign-in form at {}", at.path()))?;
        let chosen = self
            .http
            .post(at.join("/aas/login/person")?)
            .form(&[("login", login.as_str()), ("person", person)])
            .send()
            .await?;
        let (at, html) = read(self.follow_from(chosen).await?).await?;
        let login = hidden(&html, "login")
            .with_context(|| format!("the sandbox does not know {person}"))?;
        let confirmed = self
            .http
            .post(at.join("/aas/login/answer")?)
            .form(&[("login", login.as_str()), ("answer", "confirm")])
            .send()
            .await?;
        let answer = self.follow_from(confirmed).await?;
        let status = answer.status();
        ensure!(
            !status.is_client_error() && !status.is_server_error(),
            "the sign-in ended with HTTP {status} at {}",
            answer.url().path()
        );
        Ok(answer)
    }
}

async fn read(page: Response) -> anyhow::Result<(Url, String)> {
    let (status, at) = (page.status(), page.url().clone());
    let html = page.text().await?;
    ensure!(status == StatusCode::OK, "HTTP {status} at {}", at.path());
    Ok((at, html))
}

/// Where an answer redirects to.
fn redirect_of(answer: &Response) -> Option<Url> {
    let place = answer.headers().get(LOCATION)?.to_str().ok()?;
    answer.status().is_redirection().then(|| answer.url().join(place).ok()).flatten()
}

/// Whether an answer goes to a client: to a loopback address like `CALLBACK`, on whatever port.
fn is_callback(answer: &Response) -> bool {
    let client = |url: Url| {
        url.host_str() == Some("127.0.0.1") && url.path() == "/callback" && url.query().is_some()
    };
    redirect_of(answer).is_some_and(client)
}

/// The value of a hidden field.
#[must_use]
pub fn hidden(html: &str, name: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}
