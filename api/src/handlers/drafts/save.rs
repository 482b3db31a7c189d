//! Keeping a changed draft.

use super::current;
use crate::app::App;
use crate::extract::{Body, IfMatch, Signed, etag};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::http::header::ETAG;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, put, web};
use openapi::draft::{DraftUpdate, DraftView};

/// Keeps the whole form of a draft, if it is still at the version of `If-Match`.
#[utoipa::path(
    tag = "Applications",
    operation_id = "save_draft",
    params(
        ("id" = String, Path, description = "The draft"),
        ("If-Match" = String, Header, description = "The ETag of the version you saw", pattern = "^(\\*|(W/)?\"[0-9]{1,18}\")$", example = "\"1\""),
    ),
    request_body = DraftUpdate,
    responses((status = 200, description = "The draft as it stands now", body = DraftView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[put("/v1/drafts/{id}")]
pub(crate) async fn save(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<DraftUpdate>,
) -> Result<CustomizeResponder<Json<DraftView>>, Failure> {
    let (id, form) = (named(&id)?, body.value.form);
    let version = version.version(async || current(&app, &signed, id).await).await?;
    let draft = casework::draft::save(&app.cx, &signed.actor, id, form, version).await?;
    let version = etag(draft.version);
    Ok(Json(view::draft(draft)).customize().insert_header((ETAG, version)))
}
