//! Reading drafts.

use crate::app::App;
use crate::extract::{Signed, etag};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::http::header::ETAG;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, get, web};
use openapi::draft::DraftView;

/// A draft of the person behind the token.
#[utoipa::path(
    tag = "Applications",
    operation_id = "read_draft",
    params(("id" = String, Path, description = "The draft")),
    responses((status = 200, description = "The draft", body = DraftView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/drafts/{id}")]
pub(crate) async fn read(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
) -> Result<CustomizeResponder<Json<DraftView>>, Failure> {
    let draft = casework::draft::read(&app.cx, &signed.actor, named(&id)?).await?;
    let version = etag(draft.version);
    Ok(Json(view::draft(draft)).customize().insert_header((ETAG, version)))
}
