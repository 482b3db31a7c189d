//! Reading an application.

use crate::app::App;
use crate::extract::{Signed, etag_in, has_seen};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, get, web};
use openapi::application::ApplicationView;
use openapi::problem::Code;

/// An application, with the moves open to the one who asks. `If-None-Match` gives 304 while it is as it
/// was.
#[utoipa::path(
    tag = "Applications",
    operation_id = "read_application",
    params(("id" = String, Path, description = "The application")),
    responses(
        (status = 200, description = "The application", body = ApplicationView),
        (status = 304, description = "It is as it was"),
        Refusals,
    ),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/applications/{id}")]
pub(crate) async fn read(
    app: web::Data<App>,
    signed: Signed,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let case = casework::read::case(&app.cx, &signed.actor, named(&id)?).await;
    let case = signed.given(case.map_err(|error| signed.hidden(error))?);
    let version = etag_in(case.application.version, signed.lang);
    if has_seen(&request, &version) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, version)).finish());
    }
    let view = view::application(&case, signed.lang).ok_or_else(|| Failure::new(Code::Internal))?;
    Ok(HttpResponse::Ok().insert_header((ETAG, version)).json(view))
}
