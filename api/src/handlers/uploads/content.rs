//! The bytes of a file of the person behind the token.

use super::answer;
use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use actix_web::{HttpRequest, HttpResponse, get, web};
use openapi::upload::FileBytes;

/// The file itself, once it was accepted.
#[utoipa::path(
    tag = "Applications",
    operation_id = "read_upload_content",
    params(("id" = String, Path, description = "The file")),
    responses(
        (status = 200, description = "The file", content((FileBytes = "application/pdf"), (FileBytes = "image/jpeg"), (FileBytes = "image/png"), (FileBytes = "image/heic"))),
        (status = 304, description = "It is as it was"),
        Refusals,
    ),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/uploads/{id}/content")]
pub(crate) async fn content(
    app: web::Data<App>,
    signed: Signed,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let upload = casework::upload::own_file(&app.cx, &signed.actor, named(&id)?).await?;
    answer(&app, &request, &upload).await
}
