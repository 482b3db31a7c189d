//! Reading drafts.

use crate::app::App;
use crate::extract::{Signed, etag, has_seen};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, get, web};
use openapi::draft::DraftView;

/// A draft of the person behind the token. `If-None-Match` gives 304 while it is as it was.
#[utoipa::path(
    tag = "Applications",
    operation_id = "read_draft",
    params(("id" = String, Path, description = "The draft")),
    responses(
        (status = 200, description = "The draft", body = DraftView),
        (status = 304, description = "It is as it was"),
        Refusals,
    ),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/drafts/{id}")]
pub(crate) async fn read(
    app: web::Data<App>,
    signed: Signed,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let draft = casework::draft::read(&app.cx, &signed.actor, named(&id)?).await?;
    let version = etag(draft.version);
    if has_seen(&request, &version) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, version)).finish());
    }
    Ok(HttpResponse::Ok().insert_header((ETAG, version)).json(view::draft(draft)))
}
