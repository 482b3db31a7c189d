//! A result document of the person behind the token.

use crate::app::App;
use crate::extract::{Signed, has_seen};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, ETAG};
use actix_web::{HttpRequest, HttpResponse, get, web};
use casework::ResultRecord;
use domain::access::Actor;

/// The document's file. It never changes: its `ETag` is its SHA-256, and `If-None-Match` with it gives 304.
#[utoipa::path(
    tag = "Results",
    operation_id = "read_result",
    params(("id" = String, Path, description = "The document")),
    responses(
        (status = 200, description = "The file", content_type = "application/pdf"),
        (status = 304, description = "It is as it was"),
        Refusals,
    ),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/results/{id}")]
pub(crate) async fn read(
    app: web::Data<App>,
    signed: Signed,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    pdf(&app, &signed.actor, &request, &id).await
}

/// A document as an answer, for REST and for pages. Its file is read for those alone who do not have it yet.
pub(crate) async fn pdf(
    app: &App,
    actor: &Actor,
    request: &HttpRequest,
    id: &str,
) -> Result<HttpResponse, Failure> {
    let record = casework::read::result(&app.cx, actor, named(id)?).await?;
    pdf_of(app, request, &record, "private, max-age=31536000, immutable").await
}

/// A document that the asker may read, by its record; and how long their browser may keep it.
pub(crate) async fn pdf_of(
    app: &App,
    request: &HttpRequest,
    record: &ResultRecord,
    kept: &'static str,
) -> Result<HttpResponse, Failure> {
    let tag = format!("\"{}\"", record.sha256);
    if has_seen(request, &tag) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, tag)).finish());
    }
    let name = format!("inline; filename=\"{}.pdf\"", record.number);
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CACHE_CONTROL, kept))
        .insert_header((ETAG, tag))
        .body(casework::read::file(&app.cx, record).await?))
}
