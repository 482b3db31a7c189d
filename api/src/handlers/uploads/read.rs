//! How far a file is.

use super::complete;
use crate::app::App;
use crate::extract::{Signed, UPLOAD_COMPLETE, UPLOAD_OFFSET};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, get, web};
use openapi::upload::UploadView;

/// How far a file is, and what was seen of it. `HEAD` tells the offset alone.
#[utoipa::path(
    tag = "Applications",
    operation_id = "read_upload",
    params(("id" = String, Path, description = "The file")),
    responses(
        (status = 200, description = "How far it is", body = UploadView,
            headers(("Upload-Offset" = u64, description = "How many bytes are there"),
                    ("Upload-Complete" = String, description = "`?1` if the file is whole"))),
        Refusals,
    ),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/uploads/{id}")]
pub(crate) async fn read(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
) -> Result<CustomizeResponder<Json<UploadView>>, Failure> {
    let upload = casework::upload::read(&app.cx, &signed.actor, named(&id)?).await?;
    Ok(Json(view::upload(&upload, signed.lang))
        .customize()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((UPLOAD_OFFSET, upload.received.to_string()))
        .insert_header((UPLOAD_COMPLETE, complete(&upload))))
}
