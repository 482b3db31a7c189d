//! A file that a message names.

use super::identity;
use crate::app::App;
use crate::extract::OwnSystem;
use crate::failure::Failure;
use crate::handlers::Refusals;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, ETAG};
use actix_web::{HttpResponse, get, web};
use openapi::upload::FileBytes;

/// The bytes of a file that a message of the department behind the token names, by their hash.
#[utoipa::path(
    tag = "Exchange",
    operation_id = "read_exchange_document",
    params(
        ("id" = String, Path, description = "The message"),
        ("hash" = String, Path, description = "SHA-256 of the file, as the message has it"),
    ),
    responses(
        (status = 200, description = "The file", content((FileBytes = "application/pdf"), (FileBytes = "image/jpeg"), (FileBytes = "image/png"), (FileBytes = "image/heic"))),
        Refusals,
    ),
    security(("oauth2" = ["exchange"])),
)]
#[get("/v1/exchange/messages/{id}/documents/{hash}")]
pub(crate) async fn document(
    app: web::Data<App>,
    OwnSystem(department): OwnSystem,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let (id, sha256) = &*path;
    let asked = (identity(id)?, sha256.as_str());
    let (kind, bytes) = casework::exchange::collect_document(&app.cx, &department, asked).await?;
    Ok(HttpResponse::Ok()
        .content_type(kind.media_type())
        .insert_header((CONTENT_DISPOSITION, "attachment"))
        .insert_header((CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((ETAG, format!("\"{sha256}\"")))
        .body(bytes))
}
