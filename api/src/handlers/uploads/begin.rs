//! Beginning a file.

use super::UPLOAD_LIMIT;
use crate::app::App;
use crate::extract::{Body, IdempotencyKey, Signed, UPLOAD_OFFSET};
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::http::header::LOCATION;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, http::StatusCode, post, web};
use casework::upload::NewUpload;
use domain::text::Text;
use domain::upload::{MAX_SIZE, MIN_PART};
use openapi::problem::{Code, FieldCode};
use openapi::upload::{UploadRequest, UploadView};

/// The longest name a client gives, in characters: no file system has a longer one. What is shown of it may be shorter.
const LONGEST_NAME: usize = 255;

/// Begins a file: its bytes follow in one part or in several. A form names it by its identifier.
#[utoipa::path(
    tag = "Applications",
    operation_id = "begin_upload",
    params(("Idempotency-Key" = String, Header, description = "New for each file", pattern = "^[!-~]{1,128}$", example = "0f2f4c6e-5b1d-4d3c-9a47-6d8b2f0c1e35")),
    request_body = UploadRequest,
    responses(
        (status = 201, description = "The new file", body = UploadView,
            headers(("Upload-Offset" = u64, description = "Where its first part begins: 0"),
                    ("Upload-Limit" = String, description = "The most bytes of a file, and the least of a part that is not its last"))),
        Refusals,
    ),
    security(("oauth2" = ["applications"])),
)]
#[post("/v1/uploads")]
pub(crate) async fn begin(
    app: web::Data<App>,
    signed: Signed,
    key: IdempotencyKey,
    body: Body<UploadRequest>,
) -> Result<CustomizeResponder<Json<UploadView>>, Failure> {
    let key = signed.key(&key, &body.sha256);
    let UploadRequest { name, size } = body.value;
    if name.chars().count() > LONGEST_NAME {
        let most = Text::new(
            format!("не больше {LONGEST_NAME} знаков"),
            format!("at most {LONGEST_NAME} characters"),
        );
        return Err(Failure::field(Code::BadShape, "/name", FieldCode::TooLong, most));
    }
    let new = NewUpload { name, size };
    let upload = casework::upload::begin(&app.cx, &signed.actor, &new, Some(&key)).await?;
    let place = format!("/v1/uploads/{}", upload.id);
    Ok(Json(view::upload(&upload, signed.lang))
        .customize()
        .with_status(StatusCode::CREATED)
        .insert_header((LOCATION, place))
        .insert_header((UPLOAD_OFFSET, upload.received.to_string()))
        .insert_header((UPLOAD_LIMIT, format!("max-size={MAX_SIZE}, min-append-size={MIN_PART}"))))
}
