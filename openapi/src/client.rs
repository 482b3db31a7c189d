//! The typed client of the platform: what the bot, the tour and the tests speak.

mod chat;
mod consultation;

use crate::application::{
    ApplicationList, ApplicationRequest, ApplicationView, MoveRequest, Timeline,
};
use crate::draft::{DraftRequest, DraftUpdate, DraftView};
use crate::event::EventView;
use crate::manifest::{ManifestList, ManifestView, SignatureRequest};
use crate::person::PersonView;
use crate::precheck::{PrecheckRequest, PrecheckView};
use crate::problem::Problem;
use crate::reception::{ReceptionRequest, ReceptionView};
use crate::service::{ServiceList, ServiceView};
use futures::{Stream, StreamExt, TryStreamExt};
use reqwest::header::{ACCEPT, ETAG, IF_MATCH};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

/// A failed call.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The platform answered with a problem.
    #[error("{} {}: {}{}", .0.status, .0.code, .0.title, .0.detail.as_deref().map(|d| format!(" ({d})")).unwrap_or_default())]
    Problem(Box<Problem>),
    /// The platform answered with something else.
    #[error("an answer that is no problem and not what was asked for: HTTP {status}")]
    Unexpected {
        /// Of HTTP.
        status: u16,
    },
    /// The platform was not reached, or the connection broke.
    #[error("the platform was not reached: {0}")]
    Http(#[from] reqwest::Error),
    /// The provider refused to give a token.
    #[error("no token: {error}")]
    NoToken {
        /// The error of RFC 6749, e.g. `invalid_grant`.
        error: String,
    },
    /// The address cannot be made.
    #[error("not an address: {0}")]
    Address(#[from] url::ParseError),
}

/// An answer with its version.
#[derive(Debug, Clone)]
pub struct Versioned<T> {
    /// The answer.
    pub value: T,
    /// Its `ETag`, to be sent back as `If-Match`.
    pub etag: String,
}

/// The client. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    token: Option<String>,
    language: Option<String>,
    reception: Option<String>,
}

impl Client {
    /// A client of the platform at `base`, asking as nobody.
    #[must_use]
    pub const fn new(http: reqwest::Client, base: Url) -> Self {
        Self { http, base, token: None, language: None, reception: None }
    }

    /// The same client, asking with an access token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The same client, asking for texts in a language (`ru`, `en`).
    #[must_use]
    pub fn with_language(&self, language: &str) -> Self {
        Self { language: Some(language.to_owned()), ..self.clone() }
    }

    /// The same client of an operator, asking for the visitor of a reception.
    #[must_use]
    pub fn for_visitor(&self, reception: &str) -> Self {
        Self { reception: Some(reception.to_owned()), ..self.clone() }
    }

    /// A request to a path, with token, language and reception. For what has no method of its own here.
    pub fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, ClientError> {
        let mut request = self.http.request(method, self.base.join(path)?);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(language) = &self.language {
            request = request.header("accept-language", language);
        }
        if let Some(reception) = &self.reception {
            request = request.header("reception", reception);
        }
        Ok(request)
    }

    /// Sends a request and reads a JSON answer.
    pub async fn send<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<T, ClientError> {
        Ok(good(request.send().await?).await?.json().await?)
    }

    async fn send_versioned<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<Versioned<T>, ClientError> {
        let answer = good(request.send().await?).await?;
        let etag = answer.headers().get(ETAG).and_then(|etag| etag.to_str().ok());
        let etag = etag.unwrap_or_default().to_owned();
        Ok(Versioned { value: answer.json().await?, etag })
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.send(self.request(Method::GET, path)?).await
    }

    /// Services found by words, best first; all of them without words.
    pub async fn search(&self, words: &str) -> Result<ServiceList, ClientError> {
        self.send(self.request(Method::GET, "/v1/services")?.query(&[("q", words)])).await
    }

    /// The whole passport of a service, by its code.
    pub async fn service(&self, code: &str) -> Result<ServiceView, ClientError> {
        self.get(&format!("/v1/services/{code}")).await
    }

    /// Who the token speaks for.
    pub async fn me(&self) -> Result<PersonView, ClientError> {
        self.get("/v1/me").await
    }

    /// Whether a form suffices.
    pub async fn precheck(
        &self,
        service: &str,
        form: &PrecheckRequest,
    ) -> Result<PrecheckView, ClientError> {
        let path = format!("/v1/services/{service}/precheck");
        self.send(self.request(Method::POST, &path)?.json(form)).await
    }

    /// Begins a draft under an idempotency key; without a form it starts with what the profile knows.
    pub async fn begin_draft(
        &self,
        draft: &DraftRequest,
        key: &str,
    ) -> Result<Versioned<DraftView>, ClientError> {
        let request = self.request(Method::POST, "/v1/drafts")?;
        self.send_versioned(request.header("idempotency-key", key).json(draft)).await
    }

    /// Keeps a changed form of a draft.
    pub async fn save_draft(
        &self,
        id: &str,
        form: &DraftUpdate,
        etag: &str,
    ) -> Result<Versioned<DraftView>, ClientError> {
        let request = self.request(Method::PUT, &format!("/v1/drafts/{id}"))?;
        self.send_versioned(request.header(IF_MATCH, etag).json(form)).await
    }

    /// Begins the reception of a visitor under an idempotency key.
    pub async fn begin_reception(
        &self,
        visitor: &ReceptionRequest,
        key: &str,
    ) -> Result<ReceptionView, ClientError> {
        let request = self.request(Method::POST, "/v1/receptions")?;
        self.send(request.header("idempotency-key", key).json(visitor)).await
    }

    /// Reads a reception of one's own.
    pub async fn reception(&self, id: &str) -> Result<ReceptionView, ClientError> {
        self.send(self.request(Method::GET, &format!("/v1/receptions/{id}"))?).await
    }

    /// The manifests that the asker gives, carries or receives: the first page.
    pub async fn manifests(&self) -> Result<ManifestList, ClientError> {
        self.send(self.request(Method::GET, "/v1/manifests")?).await
    }

    /// The manifest of a number: a list of one, or of none.
    pub async fn manifest_numbered(&self, number: &str) -> Result<ManifestList, ClientError> {
        let request = self.request(Method::GET, "/v1/manifests")?;
        self.send(request.query(&[("number", number)])).await
    }

    /// One of the papers that the asker gives, carries or receives, by its identifier.
    pub async fn manifest(&self, id: &str) -> Result<ManifestView, ClientError> {
        self.send(self.request(Method::GET, &format!("/v1/manifests/{id}"))?).await
    }

    /// Signs a manifest under an idempotency key.
    pub async fn sign_manifest(
        &self,
        id: &str,
        signature: &SignatureRequest,
        key: &str,
    ) -> Result<ManifestView, ClientError> {
        let request = self.request(Method::POST, &format!("/v1/manifests/{id}/signatures"))?;
        self.send(request.header("idempotency-key", key).json(signature)).await
    }

    /// Files an application.
    pub async fn submit(
        &self,
        application: &ApplicationRequest,
        key: &str,
    ) -> Result<Versioned<ApplicationView>, ClientError> {
        let request = self.request(Method::POST, "/v1/applications")?;
        self.send_versioned(request.header("idempotency-key", key).json(application)).await
    }

    /// One's own application, or one of the department, with its `ETag`.
    pub async fn application(&self, id: &str) -> Result<Versioned<ApplicationView>, ClientError> {
        let request = self.request(Method::GET, &format!("/v1/applications/{id}"))?;
        self.send_versioned(request).await
    }

    /// The applications of the person behind the token, newest first.
    pub async fn applications(&self, cursor: Option<&str>) -> Result<ApplicationList, ClientError> {
        let request = self.request(Method::GET, "/v1/applications")?;
        self.send(request.query(&cursor.map(|cursor| [("cursor", cursor)]))).await
    }

    /// Makes a move on an application.
    pub async fn make_move(
        &self,
        id: &str,
        asked: &MoveRequest,
        etag: &str,
    ) -> Result<Versioned<ApplicationView>, ClientError> {
        let request = self.request(Method::POST, &format!("/v1/applications/{id}/moves"))?;
        self.send_versioned(request.header(IF_MATCH, etag).json(asked)).await
    }

    /// The history of an application.
    pub async fn timeline(&self, id: &str) -> Result<Timeline, ClientError> {
        self.get(&format!("/v1/applications/{id}/timeline")).await
    }

    /// The bytes of a document.
    pub async fn result(&self, id: &str) -> Result<Vec<u8>, ClientError> {
        let request = self.request(Method::GET, &format!("/v1/results/{id}"))?;
        Ok(good(request.send().await?).await?.bytes().await?.to_vec())
    }

    /// The live events of the person behind the token: first those after `last` (0 is from the
    /// beginning), then as they happen. Without `last`, only new ones.
    pub async fn events(
        &self,
        last: Option<i64>,
    ) -> Result<impl Stream<Item = Result<EventView, ClientError>> + Unpin + use<>, ClientError>
    {
        let mut request = self.request(Method::GET, "/v1/events")?;
        request = request.header(ACCEPT, "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = good(request.send().await?).await?;
        let chunks = Box::pin(answer.bytes_stream());
        let lines = futures::stream::try_unfold(
            (chunks, Vec::new()),
            |(mut chunks, mut held)| async move {
                loop {
                    if let Some(end) = held.windows(2).position(|pair| pair == b"\n\n") {
                        let rest = held.split_off(end + 2);
                        let block = String::from_utf8_lossy(&held).into_owned();
                        return Ok(Some((block, (chunks, rest))));
                    }
                    match chunks.next().await {
                        Some(chunk) => held.extend_from_slice(&chunk?),
                        None => return Ok(None),
                    }
                }
            },
        );
        Ok(Box::pin(lines.try_filter_map(|block: String| async move { Ok(event(&block)) })))
    }
}

/// The event of a block of the stream; comments and hints have none.
fn event(block: &str) -> Option<EventView> {
    let data: Vec<&str> = block.lines().filter_map(|line| line.strip_prefix("data:")).collect();
    serde_json::from_str(data.join("\n").trim()).ok()
}

async fn good(answer: Response) -> Result<Response, ClientError> {
    let status = answer.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        return Ok(answer);
    }
    match answer.json::<Problem>().await {
        Ok(problem) => Err(ClientError::Problem(Box::new(problem))),
        Err(_) => Err(ClientError::Unexpected { status: status.as_u16() }),
    }
}

impl ClientError {
    /// The problem's code, if the platform answered with one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => Some(&problem.code),
            _ => None,
        }
    }
}
