//! A file that was filed with an application.

use super::answer;
use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use actix_web::{HttpRequest, HttpResponse, get, web};
use openapi::upload::FileBytes;

/// A file that the application's form names, for the applicant and for those whose turn it is.
#[utoipa::path(
    tag = "Applications",
    operation_id = "read_filed_document",
    params(
        ("id" = String, Path, description = "The application"),
        ("upload" = String, Path, description = "The file"),
    ),
    responses(
        (status = 200, description = "The file", content((FileBytes = "application/pdf"), (FileBytes = "image/jpeg"), (FileBytes = "image/png"), (FileBytes = "image/heic"))),
        (status = 304, description = "It is as it was"),
        Refusals,
    ),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/applications/{id}/documents/{upload}")]
pub(crate) async fn filed(
    app: web::Data<App>,
    signed: Signed,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let (id, file) = (named(&path.0)?, named(&path.1)?);
    let upload = casework::upload::filed_file(&app.cx, &signed.actor, id, file)
        .await
        .map_err(|error| signed.hidden(error))?;
    answer(&app, &request, &upload).await
}
