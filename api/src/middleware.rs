//! Around every request: its id and language, headers of safety, and refusals in their final form.

use crate::app::App;
use crate::failure::Failure;
use crate::lang::lang_of;
use crate::methods::is_feed;
use crate::pages;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    RETRY_AFTER, WWW_AUTHENTICATE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};
use domain::entropy;
use domain::oidc::operation::DUTY_SIGN_IN;
use domain::text::Lang;
use openapi::problem::{Code, MEDIA_TYPE, Problem};
use std::time::Instant;

/// The middleware.
pub(crate) async fn around<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let started = Instant::now();
    let id = id_of(&request);
    let method = request.method().as_str().to_owned();
    // HEAD is answered as GET; the connection leaves the body out. A feed has no end to wait for.
    if request.method() == Method::HEAD && !is_feed(request.path()) {
        request.head_mut().method = Method::GET;
    }
    let mut answer = settle(next.call(request).await?, &id).await;
    let route = answer.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let status = answer.status().as_u16();
    let took = started.elapsed();
    let room = Room::of(answer.request());
    room.dress(answer.headers_mut());
    if let Ok(value) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    tracing::info!(request.id = %id, method, route, status, took.us = took.as_micros(), "answered");
    let labels = [("route", route), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels[..1]).record(took.as_secs_f64());
    Ok(answer)
}

/// The asker's id for the request, if it is a plain one, or a new one.
fn id_of(request: &ServiceRequest) -> String {
    let given = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    let plain = |id: &&str| {
        (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    match (given.filter(plain), request.app_data::<web::Data<App>>()) {
        (Some(id), _) => id.to_owned(),
        (None, Some(app)) => hex::encode(entropy::bytes::<8>(&*app.cx.entropy)),
        (None, None) => "unknown".to_owned(),
    }
}

/// A refusal in its final form: a page where people read pages, problem+json elsewhere.
async fn settle<B: MessageBody + 'static>(
    answer: ServiceResponse<B>,
    id: &str,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let failure = answer.response().extensions().get::<Failure>().cloned();
    let failure = match failure {
        Some(failure) => failure,
        None if is_bare_refusal(&answer) => Failure::new(code_of(answer.status())),
        None => return answer.map_into_left_body(),
    };
    failure.log();
    let request = answer.request().clone();
    let mut settled = if wants_page(&request) {
        page(&request, &failure, id).await
    } else {
        let lang = lang_of(&request);
        json(&in_words(&failure, lang, id), lang)
    };
    if let StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS = settled.status() {
        settled.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
    }
    if let Some(allow) = answer.headers().get(ALLOW) {
        settled.headers_mut().insert(ALLOW, allow.clone());
    }
    let (request, _) = answer.into_parts();
    ServiceResponse::new(request, settled).map_into_right_body()
}

/// An error of the framework's own: no body of ours, no problem.
fn is_bare_refusal<B>(answer: &ServiceResponse<B>) -> bool {
    let status = answer.status();
    let dressed = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.as_bytes();
        !kind.starts_with(b"text/plain")
    });
    (status.is_client_error() || status.is_server_error()) && !dressed
}

fn code_of(status: StatusCode) -> Code {
    Code::ALL
        .iter()
        .copied()
        .find(|code| code.status() == status.as_u16())
        .unwrap_or(if status.is_client_error() { Code::BadParameter } else { Code::Internal })
}

fn wants_page(request: &HttpRequest) -> bool {
    let path = request.path();
    !["/v1/", "/oauth2/token", "/oauth2/userinfo", "/.well-known/", "/metrics", "/livez", "/readyz"]
        .iter()
        .any(|machine| path.starts_with(machine))
}

/// What a reader is told, under the request's id.
fn in_words(failure: &Failure, lang: Lang, id: &str) -> Problem {
    Problem { instance: Some(id.to_owned()), ..failure.problem(lang) }
}

async fn page(request: &HttpRequest, failure: &Failure, id: &str) -> HttpResponse {
    let reader = pages::Reader::of(request, failure.code()).await;
    let problem = in_words(failure, reader.lang(), id);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let html = request
        .app_data::<web::Data<App>>()
        .and_then(|app| pages::problem(app, &reader, &problem).ok());
    match html {
        Some(html) => HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .insert_header((CONTENT_LANGUAGE, reader.lang().tag()))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(html),
        None => json(&problem, reader.lang()),
    }
}

/// What a client is asked for: a token, or (RFC 9470) one of a newer sign-in, or a signature.
fn challenge(problem: &Problem) -> String {
    let challenge = "Bearer realm=\"uslugi\"";
    if problem.code == Code::BadSignature.as_str() {
        return "Webhook-Signature version=\"v1\"".to_owned();
    }
    if problem.code == Code::StaleSignIn.as_str() {
        let seconds = DUTY_SIGN_IN.num_seconds();
        format!("{challenge}, error=\"insufficient_user_authentication\", max_age=\"{seconds}\"")
    } else {
        challenge.to_owned()
    }
}

fn json(problem: &Problem, lang: Lang) -> HttpResponse {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = HttpResponse::build(status);
    answer
        .content_type(MEDIA_TYPE)
        .insert_header((CONTENT_LANGUAGE, lang.tag()))
        .insert_header((CACHE_CONTROL, "no-store"));
    if status == StatusCode::UNAUTHORIZED {
        answer.insert_header((WWW_AUTHENTICATE, challenge(problem)));
    }
    let body = serde_json::to_string(problem).unwrap_or_default();
    answer.body(body)
}

/// Where an answer comes from, as far as headers differ.
enum Room {
    Rest,
    Page,
}

impl Room {
    fn of(request: &HttpRequest) -> Self {
        match request.path() {
            path if path.starts_with("/v1/") => Self::Rest,
            _ => Self::Page,
        }
    }

    /// Headers every answer carries unless it says otherwise.
    fn dress(&self, headers: &mut HeaderMap) {
        // `form-action` is left open: a sign-in form ends in a redirect to another host.
        let policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        // A person's answers stay in their own hands; pages are read on shared computers.
        let caching = match self {
            Self::Rest => "private, no-cache",
            Self::Page => "no-store",
        };
        for (name, value) in [
            ("content-security-policy", policy),
            ("cache-control", caching),
            // Texts differ by language, and what is shown by who asks.
            ("vary", "accept-language, authorization, cookie"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
        ] {
            let name = HeaderName::from_static(name);
            if !headers.contains_key(&name) {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
        if matches!(self, Self::Rest) {
            let version = HeaderValue::from_static(env!("CARGO_PKG_VERSION"));
            headers.insert(HeaderName::from_static("api-version"), version);
        }
    }
}
