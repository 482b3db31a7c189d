//! Throwing a draft away.

use super::current;
use crate::app::App;
use crate::extract::{IfMatch, Signed};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use actix_web::{HttpResponse, delete, web};

/// Throws a draft away, if it is still at the version of `If-Match`.
#[utoipa::path(
    tag = "Applications",
    operation_id = "discard_draft",
    params(
        ("id" = String, Path, description = "The draft"),
        ("If-Match" = String, Header, description = "The ETag of the version you saw", pattern = "^(\\*|(W/)?\"[0-9]{1,18}\")$", example = "\"1\""),
    ),
    responses((status = 204, description = "It is gone"), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[delete("/v1/drafts/{id}")]
pub(crate) async fn discard(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
    version: IfMatch,
) -> Result<HttpResponse, Failure> {
    let id = named(&id)?;
    let version = version.version(async || current(&app, &signed, id).await).await?;
    casework::draft::discard(&app.cx, &signed.actor, id, version).await?;
    Ok(HttpResponse::NoContent().finish())
}
