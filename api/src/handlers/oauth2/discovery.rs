//! What the provider says of itself, and its public keys.

use crate::app::App;
use crate::failure::Failure;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, get, web};
use serde_json::Value;

/// How long a client may keep it without asking again.
const CACHED: &str = "public, max-age=300";

/// OpenID Connect Discovery 1.0.
#[get("/.well-known/openid-configuration")]
pub(super) async fn openid_configuration(app: web::Data<App>) -> HttpResponse {
    cached(&app.identity.discovery())
}

/// RFC 8414: the same document.
#[get("/.well-known/oauth-authorization-server")]
pub(super) async fn authorization_server(app: web::Data<App>) -> HttpResponse {
    cached(&app.identity.discovery())
}

/// The public keys (RFC 7517).
#[get("/oauth2/jwks")]
pub(super) async fn jwks(app: web::Data<App>) -> Result<HttpResponse, Failure> {
    Ok(cached(&app.identity.jwks().await?))
}

fn cached(document: &Value) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, CACHED))
        // Pages of other origins may read what is public.
        .insert_header(("access-control-allow-origin", "*"))
        .json(document)
}
