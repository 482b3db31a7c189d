//! The API document of this platform: with its own address, and who to ask about it.

use crate::app::Settings;
use crate::extract::has_seen;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, ETAG};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get, web};
use sha2::{Digest, Sha256};
use utoipa::openapi::{OpenApi, ServerBuilder};

/// The document, ready to be sent.
#[derive(Debug)]
pub(crate) struct Published {
    json: Bytes,
    /// SHA-256 of it.
    tag: String,
}

impl Published {
    /// Of the document as it is served.
    pub(crate) fn of(json: String) -> Self {
        let tag = hex::encode(Sha256::digest(&json));
        Self { json: json.into(), tag }
    }
}

/// Puts into the document where this platform is, and who is asked about it.
pub(crate) fn settle(document: &mut OpenApi, settings: &Settings) {
    let base = settings.public_url.as_str().trim_end_matches('/');
    let here = ServerBuilder::new().url(base).description(Some("This platform")).build();
    document.servers = Some(vec![here]);
    if let Some(contact) = &mut document.info.contact {
        contact.url = Some(format!("{base}/docs"));
        contact.email.clone_from(&settings.support_email);
    }
}

/// The document, for whoever asks, also for a page of another site.
#[get("/v1/openapi.json")]
pub(crate) async fn read(request: HttpRequest, published: web::Data<Published>) -> HttpResponse {
    let seen = has_seen(&request, &published.tag);
    let mut answer = if seen { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((ETAG, format!("\"{}\"", published.tag)));
    if seen { answer.finish() } else { answer.body(published.json.clone()) }
}
