//! Taking a file back.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use actix_web::{HttpResponse, delete, web};

/// Takes a file back that was filed with nothing.
#[utoipa::path(
    tag = "Applications",
    operation_id = "discard_upload",
    params(("id" = String, Path, description = "The file")),
    responses((status = 204, description = "It is gone"), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[delete("/v1/uploads/{id}")]
pub(crate) async fn discard(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    casework::upload::discard(&app.cx, &signed.actor, named(&id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
