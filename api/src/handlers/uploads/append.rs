//! Receiving bytes of a file.

use super::complete;
use crate::app::App;
use crate::extract::{PartOf, Signed, UPLOAD_COMPLETE, UPLOAD_OFFSET};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use actix_web::{HttpResponse, patch, web};
use openapi::problem::Code;
use openapi::upload::FileBytes;

/// Appends bytes to a file. What came before a connection was cut off is kept: ask how many bytes are there, and go on.
#[utoipa::path(
    tag = "Applications",
    operation_id = "append_upload",
    params(
        ("id" = String, Path, description = "The file"),
        ("Upload-Offset" = u64, Header, description = "How many bytes are there: where these begin", example = 0),
        ("Upload-Complete" = String, Header, description = "`?1` if the file ends with these bytes, else `?0`", pattern = "^\\?[01]$", example = "?1"),
    ),
    request_body(content = FileBytes, content_type = "application/partial-upload", description = "The bytes"),
    responses(
        (status = 204, description = "They are kept",
            headers(("Upload-Offset" = u64, description = "How many bytes are there"),
                    ("Upload-Complete" = String, description = "`?1` if the file is whole"))),
        Refusals,
    ),
    security(("oauth2" = ["applications"])),
)]
#[patch("/v1/uploads/{id}")]
pub(crate) async fn append(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
    part: PartOf,
) -> Result<HttpResponse, Failure> {
    let upload = part.append(&app.cx, &signed.actor, named(&id)?).await?;
    if let Some(defect) = upload.defect {
        return Err(Failure::of(Code::UploadRejected, defect.text()));
    }
    Ok(HttpResponse::NoContent()
        .insert_header((UPLOAD_OFFSET, upload.received.to_string()))
        .insert_header((UPLOAD_COMPLETE, complete(&upload)))
        .finish())
}
